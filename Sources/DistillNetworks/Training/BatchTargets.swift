public import DistillTensors

/// Where a training step finds the soft targets of its examples.
public protocol BatchTargets: Sendable {
  /// The targets of the examples at `positions` of the transfer set: a distribution over the classes
  /// per row, [positions, classes], and Σ −p ln p over all rows, in nats.
  func targets(
    at positions: [Int], on engine: Engine
  ) -> (probabilities: Tensor<Float>, entropy: Double)
}
