public import DistillData
public import DistillTensors

/// The source of the soft targets of a training step.
public protocol TargetSource: Sendable {
  /// The targets of the batch's examples, of the kind that the objective's ``Objective/match``
  /// compares. An error ends the training.
  func targets(for batch: Batch, on engine: Engine) throws -> Targets
}

/// The targets that the student's logits for a batch are compared with.
public enum Targets: Sendable {
  /// A distribution over the classes per row, [rows, classes], and Σ −p ln p over all rows, in nats:
  /// the least that their cross-entropy can be.
  case probabilities(Tensor<Float>, entropy: Double)
  /// The teacher's logits per row, [rows, classes].
  case logits(Tensor<Float>)
}
