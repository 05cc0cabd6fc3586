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
  public let deviation: Double

  /// The layer with this mean and standard deviation.
  public init(mean: Double, deviation: Double) {
    precondition(
      mean.isFinite && deviation > 0 && deviation.isFinite,
      "a mean \(mean) and a standard deviation \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// The standardised features, of the input's shape.
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    engine.scaled(input, by: Scalar(1 / deviation), plus: Scalar(-mean / deviation))
  }

  /// Linear in the input: the gradient is divided by s.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    let (engine, scale) = (pass.engine, Scalar(1 / deviation))
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
