/// One quantity, measured several times: the test errors of a student, once for each seed.
///
/// The values keep their order, because a ``Comparison`` pairs the values of two samples by seed.
public struct Sample: Sendable, Equatable {
  /// The name of the quantity.
  public var name: String

  /// The measured values, in the order of the seeds or folds.
  public var values: [Double]

  /// The measurements `values` of the quantity called `name`.
  public init(_ name: String, _ values: [Double]) {
    self.name = name
    self.values = values
  }

  /// The arithmetic mean; NaN without values.
  public var mean: Double { values.reduce(0, +) / Double(values.count) }

  /// √(Σ (value − mean)² / (n − 1)), the standard deviation from one seed to another; NaN for fewer
  /// than two values.
  public var standardDeviation: Double {
    guard values.count > 1, let first = values.first else { return .nan }
    // A mean of equal values may be off by an ulp, and their deviation is 0.
    if values.allSatisfy({ $0 == first }) { return 0 }
    let mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// Student's 95 % interval of the mean; `nil` for fewer than two values, and where one is not finite.
  ///
  /// The bounds are mean ± t₀.₉₇₅(n − 1) · s / √n, with the standard deviation s. It covers the chance
  /// from one seed to another, on these training and test examples.
  ///
  /// Source: Student (1908), The Probable Error of a Mean.
  public var interval: ClosedRange<Double>? {
    guard values.count > 1 else { return nil }
    let degrees = Double(values.count - 1)
    let error = standardDeviation / Double(values.count).squareRoot()
    let reach = StudentT.quantile(0.975, degrees: degrees) * error
    let (lower, upper) = (mean - reach, mean + reach)
    return lower.isFinite && upper.isFinite ? lower...upper : nil
  }
}
