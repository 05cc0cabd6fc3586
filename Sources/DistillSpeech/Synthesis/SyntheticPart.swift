import DistillTensors

/// A part of a synthetic corpus. Parts share neither sentences nor voices.
package enum SyntheticPart: UInt64, Sendable, CaseIterable {
  case training = 0
  case test = 1

  /// What is drawn for an utterance, each from a stream of its own, so that one more number for one of
  /// them changes nothing of the others.
  enum Stage: UInt64 {
    case style = 0
    case scene = 1
    case room = 2
    case noise = 3
  }

  /// The name of its folder.
  package var folder: String { self == .training ? "train" : "test" }
  /// What the ids of its speakers begin with.
  package var prefix: String { self == .training ? "tr" : "te" }

  /// The index of the random stream of sentence or voice `number` of this part.
  func index(_ number: Int) -> UInt64 { rawValue << 60 | UInt64(number) }

  /// The random numbers for `stage` of utterance `number` of this part.
  func acoustics(_ number: Int, stage: Stage, seed: UInt64) -> RandomStream {
    RandomStream(
      seed: seed, purpose: .acoustics, index: index(number) | stage.rawValue << 48)
  }

  /// `number` with zeros before it, so that the order of the bytes is that of the numbers.
  static func padded(_ number: Int, digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
