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
  /// Whether the outputs are a network's logits: limits on the weights of hidden units do not apply.
  public var isOutput: Bool

  /// The layer with these parameters; without a rectifier it is an output layer until ``isOutput`` is
  /// changed.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, relu: Bool) {
    precondition(
      weight.rows == bias.count, "\(bias.count) biases for weights of shape \(weight.shape)")
    self.weight = weight
    self.bias = bias
    self.relu = relu
    self.isOutput = !relu
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
    body(isOutput ? .outputWeight : .hiddenWeight, &weight)
    body(.bias, &bias)
  }
}

/// A fully connected layer in an architecture: `dense 1200 relu`.
package struct DenseSpec: LayerSpec {
  package static let keywords = ["dense"]
  package static let forms = ["dense UNITS", "dense UNITS relu"]

  /// The outputs.
  package let units: Int
  /// Whether negative sums become 0.
  package let relu: Bool

  /// A layer of `units`, with or without a rectifier.
  package init(units: Int, relu: Bool) {
    self.units = units
    self.relu = relu
  }

  package init?(words: [String]) {
    guard words.count == 2 || words.count == 3 && words[2] == "relu",
      let units = DecimalNumber.integer(words[1], as: Int.self)
    else { return nil }
    self.init(units: units, relu: words.count == 3)
  }

  package var text: String { "dense \(units)\(relu ? " relu" : "")" }

  package func outputShape(for input: Shape) throws(NetworkError) -> Shape {
    guard units > 0 else {
      throw .invalidArchitecture(found: "dense \(units)", expected: "at least one unit")
    }
    return Shape([units])
  }

  package func parameters(for input: Shape) -> [ParameterSpec] {
    [ParameterSpec("weight", [units, input.count]), ParameterSpec("bias", [units])]
  }

  package func makeLayer<Scalar: TensorScalar>(
    for input: Shape, from stream: inout RandomStream
  ) -> any Layer<Scalar> {
    Dense<Scalar>(inputs: input.count, units: units, relu: relu, from: &stream)
  }

  package func makeLayer(with parameters: [Tensor<Float>]) -> any Layer<Float> {
    Dense(weight: parameters[0], bias: parameters[1], relu: relu)
  }
}

extension LayerDescription {
  /// A fully connected layer, with or without a rectifier.
  public static func dense(units: Int, relu: Bool) -> LayerDescription {
    LayerDescription(DenseSpec(units: units, relu: relu))
  }
}
