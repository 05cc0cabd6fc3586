/// Whether one sample is better than another: Student's paired t test, value by value.
///
/// Both samples come from the same seeds (or folds) in the same order, so that what a seed does to both
/// falls out of their differences. With the mean d of the n differences first − second and their standard
/// deviation s, t = d / (s / √n) has n − 1 degrees of freedom, and p is the probability of a |t| at
/// least as large where there is no difference.
///
/// With a few seeds the test finds large differences only: `undecided` is not “equal”.
///
/// Source: Student (1908), The Probable Error of a Mean, section IX.
public struct Comparison: Sendable, Equatable {
  /// Which values are the better ones.
  public enum Direction: String, Sendable, Codable {
    /// Less is better, as of errors.
    case lower

    /// More is better, as of accuracies.
    case higher
  }

  /// What the test says of the first sample beside the second.
  public enum Verdict: String, Sendable, Codable {
    /// The first is better, with p below 0.05.
    case better

    /// The first is worse, with p below 0.05.
    case worse

    /// The values do not tell.
    case undecided
  }

  /// What the values are paired by.
  public enum Pairing: String, Sendable, Codable {
    /// The seed that both come from.
    case seed

    /// The fold of a cross-validation. Folds share most of what they learn from, so that their
    /// differences are not independent and p is too small.
    case fold
  }

  /// The sample that is judged.
  public let first: Sample

  /// The sample beside which it is judged.
  public let second: Sample

  /// Which values are the better ones.
  public let direction: Direction

  /// What the values are paired by.
  public let pairing: Pairing

  /// The comparison of `first` with `second`, whose values are paired by their places.
  ///
  /// - Precondition: the samples have equally many values.
  public init(
    _ first: Sample, against second: Sample, betterIs direction: Direction,
    pairedBy pairing: Pairing = .seed
  ) {
    precondition(
      first.values.count == second.values.count,
      "\(first.values.count) values of “\(first.name)” cannot be paired with "
        + "\(second.values.count) of “\(second.name)”; give one of each for every \(pairing.rawValue)"
    )
    self.first = first
    self.second = second
    self.direction = direction
    self.pairing = pairing
  }

  /// How many pairs there are.
  public var count: Int { first.values.count }

  private var differences: Sample {
    Sample("difference", zip(first.values, second.values).map { $0 - $1 })
  }

  /// The mean of first − second over the pairs; NaN without pairs.
  public var difference: Double { differences.mean }

  /// Student's 95 % interval of the difference; `nil` for fewer than two pairs, and where a value is
  /// not finite.
  public var interval: ClosedRange<Double>? { differences.interval }

  /// The difference divided by its standard error; `nil` where that is not a finite number: for fewer
  /// than two pairs, and where all differences are the same.
  public var t: Double? {
    let error = differences.standardDeviation / Double(count).squareRoot()
    let t = difference / error
    return t.isFinite ? t : nil
  }

  /// The two-sided p value; `nil` for fewer than two pairs, and where a value is not finite.
  ///
  /// Where all differences are the same it is 1 for 0 and 0 for any other.
  public var p: Double? {
    let values = differences.values
    guard count > 1, values.allSatisfy(\.isFinite) else { return nil }
    if values.allSatisfy({ $0 == values[0] }) { return values[0] == 0 ? 1 : 0 }
    return t.map { 2 * StudentT.tail(beyond: abs($0), degrees: Double(count - 1)) }
  }

  /// `better` or `worse` where p is below 0.05, otherwise `undecided`.
  public var verdict: Verdict {
    guard let p, p < 0.05 else { return .undecided }
    return (difference < 0) == (direction == .lower) ? .better : .worse
  }

  /// The p values of several tests, each raised so that the chance of any false finding among them
  /// all stays below the level at which they are read; in the order given.
  ///
  /// The i-th smallest of m is multiplied by m − i + 1, is not below the one before, and not above 1.
  ///
  /// Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.
  public static func holm(_ p: [Double]) -> [Double] {
    var corrected = p
    var floor = 0.0
    for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
      floor = max(floor, min(1, p[index] * Double(p.count - rank)))
      corrected[index] = floor
    }
    return corrected
  }
}
