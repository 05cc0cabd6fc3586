public import Distill

/// The result of a training run.
public struct RunResult: Sendable, Codable {
  /// The recipe, for the reader and to identify the run.
  public var recipe: String
  /// The number of training examples.
  public var examples: Int
  /// The network on the test examples; nil where training diverged.
  public var evaluation: Evaluation?
  /// The number of test examples.
  public var testExamples: Int
  /// The seconds that training took, on one thread.
  public var seconds: Double
  /// The networks trained, where there are several.
  public var networks: Int?

  static let fileName = "result.json"

  /// Test errors; a run that diverged counts as one that is always wrong.
  public var errors: Int { evaluation?.errors ?? testExamples }

  /// The share of the labelled test examples that is predicted right, in percent; 0 for a run that
  /// diverged.
  package var accuracy: Double {
    guard let evaluation, evaluation.examples > 0 else { return 0 }
    return 100 * Double(evaluation.examples - evaluation.errors) / Double(evaluation.examples)
  }
}
