public import Distill

/// What a training run came to.
public struct RunResult: Sendable, Codable {
  /// The recipe, for the reader, and to know the run again.
  public var recipe: String
  /// The number of training examples.
  public var examples: Int
  /// The network on the test examples; nil where training diverged.
  public var evaluation: Evaluation?
  /// Examples on which it would be judged, where it diverged.
  public var testExamples: Int
  /// The seconds that training took, on one thread.
  public var seconds: Double
  /// The networks trained, where there are several.
  public var networks: Int?

  static let fileName = "result.json"

  /// Test errors; a run that diverged counts as one that is always wrong.
  public var errors: Int { evaluation?.errors ?? testExamples }
}
