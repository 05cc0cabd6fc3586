import Distill
import Foundation
import Testing

@Suite("Statistics")
struct StatisticsTests {
  private struct Golden: Decodable {
    var degrees: Double
    var t: Double
    var cumulative: Double
  }

  /// Additional hours of sleep by two drugs, ten patients.
  ///
  /// Source: Student (1908), The Probable Error of a Mean, section IX.
  private static let sleep = (
    dextro: Sample("dextro", [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]),
    laevo: Sample("laevo", [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
  )

  @Test("The t distribution is that of its trigonometric series")
  func cumulative() throws {
    let goldens = try Goldens<Golden>.load("student")
    #expect(goldens.count > 50)
    for golden in goldens {
      let found = StudentT.cumulative(golden.t, degrees: golden.degrees)
      #expect(abs(found - golden.cumulative) < 1e-12, "ν \(golden.degrees), t \(golden.t)")
    }
  }

  /// In closed form the tails are arctan(1/t)/π for ν = 1 and 1/(r (r + t)), r = √(2 + t²), for ν = 2.
  @Test("Far tails keep their digits", arguments: [0.01, 0.5, 1, 1.7, 1.8, 3, 100, 1e6, 1e12])
  func tails(t: Double) {
    let root = (2 + t * t).squareRoot()
    let one = StudentT.cumulative(-t, degrees: 1) / (atan(1 / t) / .pi)
    let two = StudentT.cumulative(-t, degrees: 2) * (root * (root + t))
    #expect(abs(one - 1) < 1e-12 && abs(two - 1) < 1e-12)
  }

  @Test("With very many degrees the t distribution is the normal one")
  func normal() {
    for t in [0.1, 1, 1.959_963_984_540_054, 3, 6] {
      let normal = erfc(-t / 2.0.squareRoot()) / 2
      // The normal distribution is off by at most 0.16 / ν.
      #expect(abs(StudentT.cumulative(t, degrees: 1e6) - normal) < 1.6e-7)
    }
  }

  /// The published table, as in Pearson, Hartley (1966), Biometrika Tables for Statisticians, table 12.
  @Test(
    "Quantiles are those of the table",
    arguments: [
      (1.0, 0.975, 12.706), (2, 0.975, 4.303), (4, 0.975, 2.776), (9, 0.975, 2.262),
      (30, 0.975, 2.042), (120, 0.975, 1.980), (4, 0.95, 2.132), (9, 0.995, 3.250),
      (1, 0.75, 1.000), (60, 0.9, 1.296),
    ])
  func table(degrees: Double, p: Double, expected: Double) {
    #expect(abs(StudentT.quantile(p, degrees: degrees) - expected) < 0.0005)
  }

  @Test("The quantile inverts the distribution, and both are symmetric")
  func inverse() {
    for degrees in [0.5, 1, 3.3, 4, 29, 1000] {
      for p in [1e-6, 0.025, 0.3, 0.5, 0.8, 0.999] {
        let t = StudentT.quantile(p, degrees: degrees)
        #expect(abs(StudentT.cumulative(t, degrees: degrees) - p) < 1e-12)
        #expect(
          abs(
            StudentT.cumulative(t, degrees: degrees) + StudentT.cumulative(-t, degrees: degrees) - 1
          )
            < 1e-15)
      }
      #expect(StudentT.quantile(0, degrees: degrees) == -.infinity)
      #expect(StudentT.quantile(1, degrees: degrees) == .infinity)
      #expect(StudentT.cumulative(.infinity, degrees: degrees) == 1)
      #expect(StudentT.cumulative(-.infinity, degrees: degrees) == 0)
      #expect(StudentT.cumulative(0, degrees: degrees) == 0.5)
      #expect(StudentT.cumulative(.nan, degrees: degrees).isNaN)
    }
  }

  @Test("A sample has mean, deviation and Student's interval")
  func sample() throws {
    let sample = Sample("errors", [4, 6, 8])
    #expect(sample.mean == 6 && sample.standardDeviation == 2)
    let interval = try #require(sample.interval)
    // 4.302653 · 2 / √3.
    #expect(abs(interval.upperBound - 6 - 4.968_276) < 1e-5)
    #expect(abs(interval.lowerBound + interval.upperBound - 12) < 1e-12)
    #expect(Sample("equal", [0.1, 0.1, 0.1]).standardDeviation == 0)
    #expect(Sample("one", [3]).interval == nil && Sample("one", [3]).standardDeviation.isNaN)
    #expect(Sample("none", []).interval == nil && Sample("none", []).mean.isNaN)
    #expect(Sample("diverged", [.nan, 1]).interval == nil)
    #expect(Sample("diverged", [.infinity, 1]).interval == nil)
  }

  /// t, p and interval as R's `t.test(…, paired = TRUE)` prints them for these data.
  @Test("The paired test is Student's, on Student's data")
  func paired() throws {
    let comparison = Comparison(Self.sleep.dextro, against: Self.sleep.laevo, betterIs: .higher)
    #expect(abs(comparison.difference + 1.58) < 1e-12)
    #expect(abs(try #require(comparison.t) + 4.0621) < 0.00005)
    #expect(abs(try #require(comparison.p) - 0.002833) < 0.0000005)
    let interval = try #require(comparison.interval)
    #expect(abs(interval.lowerBound + 2.4598858) < 5e-8)
    #expect(abs(interval.upperBound + 0.7001142) < 5e-8)
    #expect(comparison.verdict == .worse)
  }

  @Test("Turning the samples or the direction turns the verdict, not the p value")
  func turned() {
    let (a, b) = Self.sleep
    let verdicts = [
      Comparison(a, against: b, betterIs: .higher), Comparison(b, against: a, betterIs: .higher),
      Comparison(a, against: b, betterIs: .lower), Comparison(b, against: a, betterIs: .lower),
    ]
    #expect(verdicts.map(\.verdict) == [.worse, .better, .better, .worse])
    #expect(Set(verdicts.map(\.p)).count == 1)
  }

  @Test(
    "The 95 % interval holds 0 exactly where the verdict is undecided",
    arguments: [0.0, 0.5, 0.8, 0.9, 1.0, 1.1, 1.5])
  func duality(shift: Double) throws {
    let noise = [0.3, -0.4, 1.1, -0.9, 0.2]
    let comparison = Comparison(
      Sample("a", noise.map { $0 - shift }), against: Sample("b", noise.map { _ in 0 }),
      betterIs: .lower)
    #expect(try #require(comparison.interval).contains(0) == (comparison.verdict == .undecided))
  }

  @Test("Differences without variance, and too few of them, give verdicts without a division by 0")
  func degenerate() {
    func compared(_ a: [Double], _ b: [Double]) -> Comparison {
      Comparison(Sample("a", a), against: Sample("b", b), betterIs: .lower)
    }
    let equal = compared([5, 7], [5, 7])
    #expect(equal.p == 1 && equal.t == nil && equal.verdict == .undecided)
    let constant = compared([5, 7], [6, 8])
    #expect(constant.p == 0 && constant.t == nil && constant.verdict == .better)
    for few in [compared([], []), compared([5], [7]), compared([.nan, 1], [2, 3])] {
      #expect(few.p == nil && few.t == nil && few.interval == nil && few.verdict == .undecided)
      #expect(few.sentence(unit: "errors").hasPrefix("undecided at \(few.count) seed"))
    }
  }

  @Test("The sentence contains the difference, its interval and p")
  func sentence() {
    let (a, b) = Self.sleep
    #expect(
      Comparison(a, against: b, betterIs: .higher).sentence(unit: "hours")
        == "dextro is worse than laevo by 1.58 hours (95 % interval 0.70 to 2.46, p = 0.003, 10 seeds)"
    )
    // Mean −1, deviation √13, 4.302653 · √(13 / 3) = 8.9567; p by the closed form for ν = 2.
    let undecided = Comparison(
      Sample("a", [1, 5, 2]), against: Sample("b", [3, 2, 6]), betterIs: .lower)
    #expect(
      undecided.sentence(unit: "errors")
        == "undecided at 3 seeds: a − b is −1.00 errors (95 % interval −9.96 to 7.96, p = 0.678)")
    #expect(
      Comparison(Sample("a", [5]), against: Sample("b", [7]), betterIs: .lower)
        .sentence(unit: "errors") == "undecided at 1 seed: a − b is −2.00 errors")
    #expect(
      Comparison(
        Sample("a", [5, 5]), against: Sample("b", [7, 7]), betterIs: .lower, pairedBy: .fold
      ).sentence(unit: "errors").hasSuffix("2 folds)"))
  }

  /// The sequence 4·0.005, 3·0.01, 2·0.03, 1·0.04, the last raised to the one before.
  @Test("Holm's correction multiplies the least p by all tests, the next by one less")
  func holm() {
    let corrected = Comparison.holm([0.01, 0.04, 0.03, 0.005])
    #expect(zip(corrected, [0.03, 0.06, 0.06, 0.02]).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(Comparison.holm([0.2]) == [0.2])
    #expect(Comparison.holm([0.6, 0.7]) == [1, 1])
    #expect(Comparison.holm([]) == [])
  }

  /// The values of R's `p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")`: 5 · 0.01, 4 · 0.02, 3 · 0.03,
  /// then the same, because 2 · 0.04 and 1 · 0.05 are below it.
  @Test("Holm's correction is that of R, in whatever order the values come")
  func holmGolden() {
    let p = [0.03, 0.05, 0.01, 0.04, 0.02]
    let expected = [0.09, 0.09, 0.05, 0.09, 0.08]
    #expect(zip(Comparison.holm(p), expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(Comparison.holm([0.02, 0.02]) == [0.04, 0.04])
  }

  /// Which hypotheses Holm's procedure rejects at `level`: in ascending order of p, each is compared with
  /// level / (number left), and the first that is above it ends the procedure.
  private func rejected(_ p: [Double], level: Double) -> Set<Int> {
    var rejected: Set<Int> = []
    for index in p.indices.sorted(by: { p[$0] < p[$1] }) {
      guard p[index] <= level / Double(p.count - rejected.count) else { break }
      rejected.insert(index)
    }
    return rejected
  }

  @Test("A corrected p is the lowest level at which Holm's step-down procedure rejects")
  func holmProcedure() {
    var stream = RandomStream(seed: 7, purpose: .sampling)
    for count in 1...12 {
      let p = (0..<count).map { _ in stream.uniform() * stream.uniform() * 0.3 }
      for (index, corrected) in Comparison.holm(p).enumerated() where corrected < 1 {
        #expect(rejected(p, level: corrected * (1 + 1e-9)).contains(index))
        #expect(!rejected(p, level: corrected * (1 - 1e-9)).contains(index))
      }
    }
  }

  @Test("Comparisons made together are corrected together, and those without p do not count")
  func family() throws {
    let (a, b) = Self.sleep
    let strong = Comparison(a, against: b, betterIs: .higher)
    let none = Comparison(Sample("a", [1]), against: Sample("b", [2]), betterIs: .lower)
    let same = Comparison(a, against: a, betterIs: .higher)
    let family = Comparison.family([same, none, strong])
    #expect(family.map(\.familySize) == [2, 2, 2])
    #expect(family[0].correctedP == 1 && family[1].correctedP == nil)
    #expect(try #require(family[2].correctedP) == 2 * (try #require(strong.p)))
    #expect(Comparison.family(family) == family)
    #expect(Comparison.family([family[2]]) == [strong])
    #expect(strong.correctedP == strong.p && strong.familySize == 1)
    // p = 0.0028: significant among up to 17 comparisons, 17.65 · p = 0.05.
    for (others, verdict) in [(16, Comparison.Verdict.worse), (17, .undecided)] {
      let many = Comparison.family([strong] + (0..<others).map { _ in same })
      #expect(many[0].verdict == verdict, "\(others) others")
    }
  }

  @Test("Samples and comparisons survive JSON, which also holds what follows from them")
  func coding() throws {
    let (a, b) = Self.sleep
    let comparison = Comparison(a, against: b, betterIs: .higher, pairedBy: .fold)
    let data = try JSONEncoder().encode(comparison)
    #expect(try JSONDecoder().decode(Comparison.self, from: data) == comparison)
    let pair = Comparison.family([comparison, comparison])
    #expect(
      try JSONDecoder().decode([Comparison].self, from: JSONEncoder().encode(pair)) == pair)
    let text = String(decoding: data, as: UTF8.self)
    for key in [
      "mean", "interval", "p", "correctedP", "t", "difference", "verdict", "standardDeviation",
    ] {
      #expect(text.contains("\"\(key)\":"), "\(key)")
    }
    // A constant difference has an infinite t, which JSON has no number for.
    let constant = Comparison(Sample("a", [1, 2]), against: Sample("b", [2, 3]), betterIs: .lower)
    #expect(
      try JSONDecoder().decode(Comparison.self, from: JSONEncoder().encode(constant)) == constant)
  }

  @Test("Samples that cannot be paired are refused in words")
  func unpaired() throws {
    let json = """
      {"first": {"name": "a", "values": [1, 2]}, "second": {"name": "b", "values": [1]}, \
      "betterIs": "lower"}
      """
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Comparison.self, from: Data(json.utf8))
    }
    #expect("\(try #require(error))".contains("“a” has 2 and “b” has 1"))
  }
}
