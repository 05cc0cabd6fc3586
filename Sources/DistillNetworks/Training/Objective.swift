public import DistillTensors

/// The loss of a student: a weighted mean of a soft and a hard term,
///
///     C = (1 − w) · T² · H(p, softmax(z/T)) + w · H(label, softmax(z)),
///
/// with z the student's logits, p the soft targets at the temperature T and w the hard weight. Where
/// logits are matched, the soft term is its limit as T grows, with v the teacher's logits for the N
/// classes and a bar for their mean in each example:
///
///     C = (1 − w) · 1/(2N) · Σᵢ ((zᵢ − z̄) − (vᵢ − v̄))² + w · H(label, softmax(z)).
///
/// Training on labels alone is the case w = 1. An example without a label has only the first term, one
/// without soft targets only the second; the weights are not changed.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, sections 2 and
/// 2.1.
public struct Objective: Sendable, Equatable, Codable {
  /// The output of the teacher that the soft term compares with the student's.
  public enum Match: Sendable, Equatable, Codable {
    /// The distributions at this temperature T, positive.
    case probabilities(temperature: Double)
    /// The logits less their mean, for each example.
    case logits
  }

  /// The output that the soft term compares.
  public let match: Match
  /// The weight w of the labels, from 0 to 1.
  public let hardWeight: Double
  /// The share m, from 0 to 1, of the correct label in the soft targets of a labelled example,
  /// p′ = (1 − m) · p + m · onehot(label), at the temperature of the others.
  ///
  /// The paper's other use of labels, beside the hard term: to modify the soft targets. It is applied
  /// where the targets are computed; 0 leaves the teacher's distribution unchanged.
  public let labelShare: Double

  /// The objective that compares by `match`, with `hardWeight` on the labels and `labelShare` of them
  /// in the soft targets; a label share needs probabilities.
  public init(matching match: Match, hardWeight: Double, labelShare: Double = 0) {
    if case .probabilities(let temperature) = match {
      precondition(
        temperature > 0 && temperature.isFinite, "a temperature is positive, not \(temperature)")
    }
    precondition(
      hardWeight >= 0 && hardWeight <= 1, "a hard weight is from 0 to 1, not \(hardWeight)")
    precondition(
      labelShare >= 0 && labelShare <= 1, "a label share is from 0 to 1, not \(labelShare)")
    precondition(
      match != .logits || labelShare == 0, "logits have no label share, but \(labelShare) is given")
    self.match = match
    self.hardWeight = hardWeight
    self.labelShare = labelShare
  }

  /// The objective at `temperature` with `hardWeight` on the labels.
  public init(temperature: Double, hardWeight: Double) {
    self.init(matching: .probabilities(temperature: temperature), hardWeight: hardWeight)
  }

  /// The temperature T of the soft term; nil where logits are matched, which need none.
  public var temperature: Double? {
    if case .probabilities(let temperature) = match { temperature } else { nil }
  }

  /// Temperatures within the range of single precision: beyond them T or T² times a gradient is 0 or
  /// infinite.
  public static let temperatures = 0.001...1e6

  /// Cross-entropy with the labels alone.
  public static let labelsOnly = Objective(temperature: 1, hardWeight: 1)

  /// The gradient of the mean of C over the rows with respect to the logits, and the sums that C consists
  /// of.
  ///
  /// With q = softmax(z/T), ∂H(p, q)/∂zᵢ = (qᵢ − pᵢ)/T (the paper's Eq. 2), and q − p itself shrinks
  /// as 1/T when T grows, so the soft gradient goes as 1/T². The factor T² compensates for
  /// that: the weight then has the same effect at every temperature. It scales the gradient; the
  /// cross-entropies are reported unscaled. This is the only place where T² occurs.
  ///
  /// Logits and targets are [rows, classes]; labels are one class per row, −1 where unknown. Targets
  /// are probabilities; an objective that matches logits takes them by
  /// ``gradient(logits:matching:labels:on:)``, and none here.
  @specialized(where Scalar == Float)
  public func gradient<Scalar>(
    logits: Tensor<Scalar>, targets: Tensor<Scalar>?, labels: [Int32]?, on engine: Engine
  ) -> (gradient: Tensor<Scalar>, sums: Engine.ObjectiveSums) {
    precondition(
      targets == nil || match != .logits, "probabilities for an objective that matches logits")
    let rows = Double(max(logits.rows, 1))
    let temperature = temperature ?? 1
    let squaredTemperature = temperature * temperature
    return engine.objective(
      logits: logits, targets: targets, labels: labels, temperature: Scalar(temperature),
      softScale: Scalar((1 - hardWeight) * squaredTemperature / temperature / rows),
      hardScale: Scalar(hardWeight / rows))
  }
}
