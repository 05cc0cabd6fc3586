public import DistillTensors

/// What a student is trained to make small: a weighted mean of two cross-entropies,
///
///     C = (1 − w) · T² · H(p, softmax(z/T)) + w · H(label, softmax(z)),
///
/// with z the student's logits, p the soft targets at the temperature T and w the hard weight.
///
/// Plain training on labels is the case w = 1. An example without a label has the first term only, one
/// without soft targets the second; the weights stay as they are.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, section 2.
public struct Objective: Sendable, Equatable, Codable {
  /// The temperature T of the soft term, positive.
  public let temperature: Double
  /// The weight w of the labels, from 0 to 1.
  public let hardWeight: Double

  /// The objective at `temperature` with `hardWeight` on the labels.
  public init(temperature: Double, hardWeight: Double) {
    precondition(
      temperature > 0 && temperature.isFinite, "a temperature is positive, not \(temperature)")
    precondition(
      hardWeight >= 0 && hardWeight <= 1, "a hard weight is from 0 to 1, not \(hardWeight)")
    self.temperature = temperature
    self.hardWeight = hardWeight
  }

  /// Temperatures that single precision bears: beyond them T or T² times a gradient is 0 or infinite.
  public static let temperatures = 0.001...1e6

  /// Cross-entropy with the labels, alone.
  public static let labelsOnly = Objective(temperature: 1, hardWeight: 1)

  /// The gradient of the mean of C over the rows with respect to the logits, and what C is made of.
  ///
  /// With q = softmax(z/T), ∂H(p, q)/∂zᵢ = (qᵢ − pᵢ)/T (the paper's Eq. 2), and q − p itself shrinks
  /// as 1/T when T grows, so the soft gradient goes as 1/T². The factor T² undoes that: the weight
  /// then means the same at every temperature. It belongs to the gradient; what is reported are the
  /// cross-entropies themselves, unscaled. This is the only place where T² occurs.
  ///
  /// Logits and targets are [rows, classes]; labels are one class per row, −1 where unknown.
  @specialized(where Scalar == Float)
  public func gradient<Scalar>(
    logits: Tensor<Scalar>, targets: Tensor<Scalar>?, labels: [Int32]?, on engine: Engine
  ) -> (gradient: Tensor<Scalar>, sums: Engine.ObjectiveSums) {
    let rows = Double(max(logits.rows, 1))
    let squaredTemperature = temperature * temperature
    return engine.objective(
      logits: logits, targets: targets, labels: labels, temperature: Scalar(temperature),
      softScale: Scalar((1 - hardWeight) * squaredTemperature / temperature / rows),
      hardScale: Scalar(hardWeight / rows))
  }
}
