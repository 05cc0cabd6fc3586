public import DistillTensors

/// (x − m)/s for every feature, with a mean m and a deviation s that are fixed beforehand.
///
/// A layer without parameters, so that a network carries along how its inputs were prepared. What it
/// changes is the way: around zero the directions of the loss are less unequal, and descent gets further
/// along the flat ones.
///
/// Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp, section 4.3.
public struct Standardize<Scalar: TensorScalar>: Layer {
  /// The mean m that is taken off.
  public let mean: Double
  /// The deviation s that is divided by, positive.
  public let deviation: Double

  /// The layer of this mean and deviation.
  public init(mean: Double, deviation: Double) {
    precondition(
      mean.isFinite && deviation > 0 && deviation.isFinite,
      "a mean \(mean) and a deviation \(deviation)")
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

  /// There are none.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {}
}
