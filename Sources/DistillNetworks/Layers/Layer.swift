public import DistillTensors

/// One layer of a network: a value whose training pass returns its output together with its pullback.
///
/// There is no training mode. `callAsFunction` is inference: it drops nothing and stores nothing.
/// `pullback(at:using:)` is the pass of training; what the backward pass needs is captured by the closure
/// that it returns, and is released with it.
public protocol Layer<Scalar>: Sendable {
  /// The number type of inputs, outputs and parameters.
  associatedtype Scalar: TensorScalar

  /// The output for a batch of inputs, one per row.
  func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar>

  /// The output for a batch in training, and the function from the gradient with respect to the output
  /// to the gradients with respect to input and parameters.
  func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>)

  /// Calls `body` with each parameter in turn, always in the same order: that of the gradients that
  /// the pullback returns. Optimiser, initialiser, file format and parameter count all use it.
  mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void)
}

/// The backward pass of a layer: from the gradient with respect to its output to the gradients with
/// respect to its input (nil where `needsInput` is false: that of the first layer is not used and costs
/// as much as its forward pass) and to its parameters, in the order of `forEachParameter(_:)`.
public typealias Pullback<Scalar: TensorScalar> = (
  _ upstream: Tensor<Scalar>, _ needsInput: Bool
) -> (input: Tensor<Scalar>?, parameters: [Tensor<Scalar>])

/// The role of a parameter, on which weight decay and the limit on norms depend.
public enum ParameterRole: String, Sendable {
  /// Incoming weights of hidden units, one unit per row.
  case hiddenWeight
  /// Incoming weights of output units, one unit per row.
  case outputWeight
  /// One addend per unit.
  case bias
}

/// The step and the layer of a training pass.
///
/// The random numbers of a layer depend on the seed, the step and the layer's place, and on nothing else.
public struct TrainingPass: Sendable {
  /// The engine that computes.
  public let engine: Engine
  /// The seed of the run.
  public let seed: UInt64
  /// The step within the run, from 0.
  public let step: Int
  /// The layer's place in its network, from 0.
  public let layer: Int

  /// The pass of the layer at `layer` in step `step` of the run with `seed`.
  public init(engine: Engine, seed: UInt64, step: Int, layer: Int) {
    self.engine = engine
    self.seed = seed
    self.step = step
    self.layer = layer
  }
}
