/// Whether one sample is better than another: Student's paired t test, value by value.
///
/// Both samples come from the same seeds (or folds) in the same order, so that what a seed does to both
/// cancels in their differences. With the mean d of the n differences first − second and their standard
/// deviation s, t = d / (s / √n) has n − 1 degrees of freedom, and p is the probability of a |t| at
/// least as large where there is no difference.
///
/// The verdict depends on ``correctedP``. Of m true null hypotheses one is rejected at p < 0.05 with a
/// probability of up to 1 − 0.95ᵐ, so comparisons that are reported together are corrected together, by
/// ``family(_:)``. A comparison that stands alone needs no correction: its corrected p is its own.
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

  /// The result of the test for the first sample.
  public enum Verdict: String, Sendable, Codable {
    /// The first is better, with a corrected p below 0.05.
    case better

    /// The first is worse, with a corrected p below 0.05.
    case worse

    /// The test does not separate the samples.
    case undecided
  }

  /// What the values are paired by.
  public enum Pairing: String, Sendable, Codable {
    /// The seed that both come from.
    case seed

    /// The fold of a cross-validation. Folds share most of their training examples, so that their
    /// differences are not independent and p is too small.
    case fold
  }

  /// The sample that the verdict is about.
  public let first: Sample

  /// The sample that it is compared with.
  public let second: Sample

  /// Which values are the better ones.
  public let direction: Direction

  /// What the values are paired by.
  public let pairing: Pairing

  /// The number of comparisons with a p value that ``correctedP`` accounts for, this one included; 1 for
  /// a comparison that stands alone.
  public private(set) var familySize = 1

  /// The corrected p, where comparisons were made together.
  private var correction: Double?

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

  /// ``p`` after Holm's correction for the comparisons that were made together by ``family(_:)``; ``p``
  /// itself for a comparison that stands alone; `nil` where ``p`` is.
  public var correctedP: Double? { correction ?? p }

  /// `better` or `worse` where ``correctedP`` is below 0.05, otherwise `undecided`.
  public var verdict: Verdict {
    guard let correctedP, correctedP < 0.05 else { return .undecided }
    return (difference < 0) == (direction == .lower) ? .better : .worse
  }

  /// The same comparisons in the same order, corrected together: the family of ``correctedP`` is all of
  /// them that have a p value. An earlier correction is replaced.
  ///
  /// Why: each of several tests at 0.05 finds a difference by chance once in twenty times.
  public static func family(_ comparisons: [Comparison]) -> [Comparison] {
    var corrected = holm(comparisons.compactMap(\.p)).makeIterator()
    let size = max(1, comparisons.count { $0.p != nil })
    return comparisons.map { comparison in
      var comparison = comparison
      comparison.correct(to: comparison.p == nil ? nil : corrected.next(), familySize: size)
      return comparison
    }
  }

  /// Sets the corrected p of a family of `familySize`. Of a family of one nothing is stored, so that
  /// comparisons that stand alone are equal however they were made.
  mutating func correct(to p: Double?, familySize: Int) {
    self.familySize = max(1, familySize)
    correction = self.familySize > 1 ? p : nil
  }

  /// The p values of several tests, each raised so that the chance of any false finding among them
  /// all stays below the level at which they are read; in the order given.
  ///
  /// The i-th smallest of m is multiplied by m − i + 1, is not below the one before, and not above 1.
  ///
  /// Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.
  ///
  /// - Precondition: every value is a number.
  public static func holm(_ p: [Double]) -> [Double] {
    precondition(p.allSatisfy { !$0.isNaN }, "a p value that is not a number cannot be corrected")
    var corrected = p
    var floor = 0.0
    for (rank, index) in p.indices.sorted(by: { p[$0] < p[$1] }).enumerated() {
      floor = max(floor, min(1, p[index] * Double(p.count - rank)))
      corrected[index] = floor
    }
    return corrected
  }
}
