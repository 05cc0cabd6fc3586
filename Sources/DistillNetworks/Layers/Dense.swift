public import DistillTensors

/// A fully connected layer, y = x·wᵀ + b, with or without a rectifier: y = max(0, x·wᵀ + b).
///
/// x is [batch, inputs], w is [units, inputs], b is [units], y is [batch, units]. Bias and rectifier
/// are applied within the product, so that y is written once.
public struct Dense<Scalar: TensorScalar>: Layer {
  /// Incoming weights, one unit per row.
  public var weight: Tensor<Scalar>
  /// One addend per unit.
  public var bias: Tensor<Scalar>
  /// Whether negative sums become 0.
  public let relu: Bool

  /// The layer with these parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, relu: Bool) {
    precondition(
      weight.rows == bias.count, "\(bias.count) biases for weights of shape \(weight.shape)")
    self.weight = weight
    self.bias = bias
    self.relu = relu
  }

  /// A layer with weights uniform in ±1/√inputs and biases of 0.
  ///
  /// These bounds are smaller than those that keep the scale of activations from layer to layer: a small
  /// network then depends less on its random features, learns its own, and generalises better.
  public init(inputs: Int, units: Int, relu: Bool, from stream: inout RandomStream) {
    let bound = 1 / Double(inputs).squareRoot()
    let weights = (0..<inputs * units).map { _ in Scalar(stream.uniform(in: -bound...bound)) }
    self.init(
      weight: Tensor(weights, shape: [units, inputs]), bias: Tensor(repeating: 0, shape: [units]),
      relu: relu)
  }

  /// max(0, input·wᵀ + b), or without the rectifier input·wᵀ + b: [batch, units].
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    engine.product(input, weight, transposingB: true, bias: bias, relu: relu)
  }

  /// With g the gradient with respect to x·wᵀ + b, which is upstream · [y > 0]:
  /// ∂/∂b = Σ rows of g; ∂/∂w = gᵀ·x; ∂/∂x = g·w.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    let engine = pass.engine
    let output = self(input, on: engine)
    let weight = weight
    let rectified = relu ? output : nil
    return (
      output,
      { upstream, needsInput in
        let (sums, bias) = engine.reluPullback(output: rectified, upstream: upstream)
        let weights = engine.product(sums, transposingA: true, input)
        return (needsInput ? engine.product(sums, weight) : nil, [weights, bias])
      }
    )
  }

  /// Weights, then biases.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {
    body(relu ? .hiddenWeight : .outputWeight, &weight)
    body(.bias, &bias)
  }
}
