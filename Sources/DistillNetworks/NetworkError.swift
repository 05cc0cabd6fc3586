import DistillData
public import Foundation

/// An error of networks, recipes and training.
public enum NetworkError: Error, Equatable, Sendable {
  /// An architecture that cannot be built.
  case invalidArchitecture(found: String, expected: String)
  /// A recipe whose text is not YAML, or not a mapping.
  case unreadableRecipe(source: String, found: String)
  /// A key that recipes do not have; `nearest` is the most similar one.
  case unknownKey(source: String, line: Int, key: String, nearest: String)
  /// A key that every recipe needs.
  case missingKey(source: String, key: String, meaning: String)
  /// A value of the wrong type or out of range.
  case invalidValue(source: String, line: Int, key: String, found: String, expected: String)
  /// Examples that do not fit the network.
  case mismatch(what: String, expected: String, found: String, remedy: String)
  /// The loss stopped being a number, or grew out of bounds; `remedy` is what to try.
  case diverged(
    step: Int, epoch: Int, learningRate: Double,
    remedy: String = "try a third of it, a warm-up, or a limit on norms")
  /// Training needs `needed` bytes of memory, and `available` are left to this process.
  case insufficientMemory(needed: Int, available: Int)
}

extension NetworkError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalidArchitecture(let found, let expected):
      "The architecture cannot be built: expected \(expected), found \(found)."
    case .unreadableRecipe(let source, let found):
      "\(source) is not a recipe: \(found)."
    case .unknownKey(let source, let line, let key, let nearest):
      "\(source), line \(line): there is no key “\(key)”; did you mean “\(nearest)”?"
    case .missingKey(let source, let key, let meaning):
      "\(source) has no key “\(key)”, \(meaning); add a line “\(key): …”."
    case .invalidValue(let source, let line, let key, let found, let expected):
      "\(source), line \(line): “\(key)” is \(found); expected \(expected)."
    case .mismatch(let what, let expected, let found, let remedy):
      "The \(what) do not fit: expected \(expected), found \(found); \(remedy)."
    case .diverged(let step, let epoch, let learningRate, let remedy):
      "Training diverged at step \(step) (epoch \(epoch + 1)): the loss is out of bounds. The "
        + "learning rate was \(learningRate); \(remedy)."
    case .insufficientMemory(let needed, let available):
      "Training needs at least \(needed) bytes of memory and \(available) are available; choose a smaller "
        + "network or batch, or a machine with more memory."
    }
  }

  /// The same sentence, for callers that handle any `Error`.
  public var errorDescription: String? { description }
}

extension NetworkError: InputFault {
  package var isInInput: Bool {
    switch self {
    case .diverged, .insufficientMemory: false
    default: true
    }
  }
}
