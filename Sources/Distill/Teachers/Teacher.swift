public import DistillNetworks
public import DistillTensors

/// A model that returns logits for examples; it is evaluated and never trained.
///
/// A conformance mainly provides the names of the classes and the logits of a batch. An ensemble returns
/// one set of logits per member, because the arithmetic mean of the distributions at a temperature
/// cannot be computed from less.
///
/// Logits must be finite. A model that gives probabilities returns their logarithms, which are logits of
/// the same distribution; where it gives only those of the most probable classes, spread the rest of the
/// probability over the other classes, because the logarithm of 0 is not finite.
public protocol Teacher: Sendable {
  /// The class of each logit.
  var classNames: [String] { get }

  /// The number of features of one example.
  var inputs: Int { get }

  /// The number of weights and biases, for tables and reports.
  var parameterCount: Int { get }

  /// How the members' distributions are averaged.
  var mean: EnsembleMean { get }

  /// A text that differs between teachers with different outputs, such as a SHA-256 of the weights.
  var digest: String { get }

  /// For each member the logits, [examples, classes], of features [examples, inputs].
  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>]
}

/// How the distributions of an ensemble's members are averaged.
public enum EnsembleMean: String, Sendable, Codable, CaseIterable {
  /// The mean of the members' softmax(z/T), each tempered before averaging.
  case arithmetic
  /// The normalised geometric mean, which is softmax of the mean logits over T: one vector of logits
  /// suffices for every temperature.
  case geometric
}

extension Network: Teacher {
  /// The number of features of one example.
  public var inputs: Int { architecture.inputs }

  /// Both means of a single member are the same.
  public var mean: EnsembleMean { .geometric }

  /// The network's own logits, as those of one member.
  public func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    [logits(for: features, on: engine)]
  }
}
