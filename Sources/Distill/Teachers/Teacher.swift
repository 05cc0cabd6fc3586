public import DistillNetworks
public import DistillTensors

/// Whatever can teach: it gives logits for examples, and is only ever evaluated, never trained.
///
/// Conformances of your own need two things: the names of the classes and the logits of a batch. An
/// ensemble gives one set of logits per member, because the arithmetic mean of distributions at a
/// temperature cannot be had from anything less.
public protocol Teacher: Sendable {
  /// What each logit stands for.
  var classNames: [String] { get }

  /// The number of features of one example.
  var inputs: Int { get }

  /// The number of weights and biases, for the reader's sake.
  var parameterCount: Int { get }

  /// How the members' distributions become one.
  var mean: EnsembleMean { get }

  /// A text that differs between teachers that compute differently, such as a SHA-256 of the weights.
  var digest: String { get }

  /// For each member the logits, [examples, classes], of features [examples, inputs].
  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>]
}

/// How the distributions of an ensemble's members become one.
public enum EnsembleMean: String, Sendable, Codable, CaseIterable {
  /// The mean of the members' softmax(z/T), each tempered before averaging.
  case arithmetic
  /// The normalised geometric mean, which is softmax of the mean logits over T: one vector of logits
  /// serves every temperature.
  case geometric
}

extension Network: Teacher {
  /// The number of features of one example.
  public var inputs: Int { architecture.inputs }

  /// One member has one mean, whichever it is called.
  public var mean: EnsembleMean { .geometric }

  /// The network's own logits, as those of one member.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    [logits(for: features, on: engine)]
  }
}
