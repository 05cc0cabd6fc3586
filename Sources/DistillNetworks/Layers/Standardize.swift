public import DistillTensors

/// (x − m)/s for every feature, with a mean m and a standard deviation s that are fixed beforehand.
///
/// A layer without parameters, so that the preparation of the inputs is part of the network. It does not
/// change which functions the network can compute; for inputs with mean zero the loss is better
/// conditioned, and gradient descent converges faster along its flat directions.
///
/// Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp, section 4.3.
public struct Standardize<Scalar: TensorScalar>: Layer {
  /// The mean m that is subtracted.
  public let mean: Double
  /// The standard deviation s that is divided by, positive.
  public let standardDeviation: Double

  /// The layer with this mean and standard deviation.
  public init(mean: Double, standardDeviation: Double) {
    precondition(
      mean.isFinite && standardDeviation > 0 && standardDeviation.isFinite,
      "a mean \(mean) and a standard deviation \(standardDeviation)")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The standardised features, of the input's shape.
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    engine.scaled(input, by: Scalar(1 / standardDeviation), plus: Scalar(-mean / standardDeviation))
  }

  /// Linear in the input: the gradient is divided by s.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    let (engine, scale) = (pass.engine, Scalar(1 / standardDeviation))
    return (
      self(input, on: engine),
      { upstream, needsInput in
        (needsInput ? engine.scaled(upstream, by: scale, plus: 0) : nil, [])
      }
    )
  }

  /// Standardization has no parameters.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {}
}

/// Standardization in an architecture: `standardize 0.13 0.31`.
package struct StandardizeSpec: LayerSpec {
  package static let keywords = ["standardize"]
  package static let forms = ["standardize MEAN SD"]

  /// The mean that is subtracted.
  package let mean: Double
  /// The standard deviation that is divided by, positive.
  package let standardDeviation: Double

  /// (x − mean) / standardDeviation
  package init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  package init?(words: [String]) {
    guard words.count == 3, let mean = DecimalNumber.number(words[1]),
      let standardDeviation = DecimalNumber.number(words[2])
    else { return nil }
    self.init(mean: mean, standardDeviation: standardDeviation)
  }

  package var text: String { "standardize \(mean) \(standardDeviation)" }

  package func outputShape(for input: Shape) throws(NetworkError) -> Shape {
    guard mean.isFinite && standardDeviation > 0 && standardDeviation.isFinite else {
      throw .invalidArchitecture(
        found: text, expected: "a finite mean and a positive standard deviation")
    }
    return input
  }

  package func makeLayer<Scalar: TensorScalar>(
    for input: Shape, from stream: inout RandomStream
  ) -> any Layer<Scalar> {
    Standardize<Scalar>(mean: mean, standardDeviation: standardDeviation)
  }

  package func makeLayer(with parameters: [Tensor<Float>]) -> any Layer<Float> {
    Standardize<Float>(mean: mean, standardDeviation: standardDeviation)
  }

  package func moments(ofOutputFor input: (mean: Double, deviation: Double)) -> (
    mean: Double, deviation: Double
  )? { ((input.mean - mean) / standardDeviation, input.deviation / standardDeviation) }
}

extension LayerDescription {
  /// (x − mean)/deviation for every feature; see ``Standardize``.
  public static func standardize(mean: Double, standardDeviation: Double) -> LayerDescription {
    LayerDescription(StandardizeSpec(mean: mean, standardDeviation: standardDeviation))
  }
}
