package import DistillData
package import DistillTensors

/// The gradients of a network's parameters for one batch, and the losses.
package struct BatchGradient {
  /// In the order of `forEachParameter(_:)`.
  package let parameters: [Tensor<Float>]
  /// The soft loss summed over the rows, as it is reported; nil without targets.
  package let softLoss: Double?
  /// The sums of the hard term.
  package let sums: Engine.ObjectiveSums
  /// Whether the losses are finite and within the bounds below.
  package let isInBounds: Bool

  /// The largest mean cross-entropy, in nats, of training that has not diverged. A test for NaN is not
  /// enough: rectified units can die while the loss grows, and the loss then stays finite without meaning.
  private static let largestLoss = 1e4
  /// The same for the squared distance of logits, which depends on the size of the teacher's logits:
  /// differences of ten thousand.
  private static let largestDistance = 1e8

  /// The gradients of `objective` at the weights of `network`, in the training pass of `seed` and
  /// `step`.
  package init(
    of network: Network, at batch: Batch, targets: (any TargetSource)?, objective: Objective,
    seed: UInt64, step: Int, on engine: Engine
  ) throws {
    // Before the student's pass, so that its activations do not take memory beside a teacher's.
    let targets = try targets?.targets(for: batch, on: engine)
    let features = engine.tensor(
      batch.features, shape: [batch.count, network.architecture.inputs])
    let pass = TrainingPass(engine: engine, seed: seed, step: step, layer: 0)
    let (logits, pullback) = network.layers.pullback(at: features, using: pass)
    let gradient: Tensor<Float>
    let count = Double(batch.count)
    switch targets {
    case .logits(let teacherLogits):
      let distance: Double
      (gradient, distance, sums) = objective.gradient(
        logits: logits, matching: teacherLogits, labels: batch.labels, on: engine)
      softLoss = distance
      isInBounds =
        distance / count < Self.largestDistance
        && sums.hardCrossEntropy / count < Self.largestLoss
    case .probabilities(let probabilities, let entropy):
      (gradient, sums) = objective.gradient(
        logits: logits, targets: probabilities, labels: batch.labels, on: engine)
      softLoss = sums.softCrossEntropy - entropy
      isInBounds =
        sums.softCrossEntropy / count < Self.largestLoss
        && sums.hardCrossEntropy / count < Self.largestLoss
    case nil:
      (gradient, sums) = objective.gradient(
        logits: logits, targets: nil, labels: batch.labels, on: engine)
      softLoss = nil
      isInBounds = sums.hardCrossEntropy / count < Self.largestLoss
    }
    parameters = pullback(gradient, false).parameters
  }
}
