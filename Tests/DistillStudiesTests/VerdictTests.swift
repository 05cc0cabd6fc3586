import Distill
import DistillStudies
import Testing

/// Verdicts in tables, sentences, claims, HTML and JSON follow the corrected p.
@Suite("Verdicts of findings")
struct VerdictTests {
  /// A comparison of three pairs whose p is 1 − t / √(2 + t²) with t = √3 · `mean`, the closed form for two
  /// degrees of freedom: the differences have the standard deviation 1.
  private static func comparison(_ name: String, mean: Double) -> Comparison {
    Comparison(
      Sample(name, [10 - mean, 9 - mean, 11 - mean]), against: Sample("labels", [10, 10, 10]),
      betterIs: .lower)
  }

  /// p = 0.048, and four comparisons without a difference.
  private static let family =
    [comparison("soft", mean: 2.5394)]
    + (1...4).map { comparison("other \($0)", mean: 0.01 * Double($0)) }

  private static var finding: Finding {
    let corrected = Comparison.family(family)
    return Finding(
      name: "x", title: "x", sentence: corrected[0].sentence(unit: "errors") + ".",
      comparisons: family,
      claims: [Claim("soft is better", ours: "2.5", tested: [corrected[0]])])
  }

  @Test("p = 0.048 is “better” alone, and undecided as one of five with a corrected p of 0.24")
  func corrected() throws {
    let alone = Self.family[0]
    #expect(abs(try #require(alone.p) - 0.048) < 1e-4)
    #expect(alone.correctedP == alone.p && alone.verdict == .better)
    let corrected = Comparison.family(Self.family)[0]
    #expect(corrected.p == alone.p && corrected.familySize == 5)
    #expect(abs(try #require(corrected.correctedP) - 0.24) < 5e-4)
    #expect(corrected.verdict == .undecided)
  }

  @Test("No output calls a comparison better whose corrected p is not below 0.05")
  func outputs() throws {
    let finding = Self.finding
    #expect(
      finding.sentence
        == "undecided at 3 seeds: soft − labels is −2.54 errors (95 % interval −5.02 to −0.06, "
        + "p = 0.048, Holm-corrected p = 0.240).")
    #expect(finding.claims[0].verdict == .undecided)
    let report = StudyReport(title: "x", findings: [finding])
    let (markdown, html, json) = (report.markdown(), report.html(), try report.json())
    #expect(markdown.contains("| 0.048 | 0.240 | 3 | undecided |"))
    #expect(!markdown.contains("| better |"))
    #expect(!html.contains("<td>better</td>") && html.contains("<td>undecided</td>"))
    #expect(!json.contains("\"better\"") && json.contains("\"correctedP\" : 0.2"))
  }

  @Test(
    "A finding corrects whatever comparisons it gets, also when they change and when it is read")
  func always() throws {
    var finding = Self.finding
    #expect(finding.comparisons.map(\.familySize) == [5, 5, 5, 5, 5])
    finding.comparisons.removeLast(4)
    #expect(finding.comparisons[0].familySize == 1 && finding.comparisons[0].verdict == .better)
    // A file of an earlier version has neither corrections nor claims.
    var json = try StudyReport(title: "x", findings: [Self.finding]).json()
    for key in ["correctedP", "familySize"] {
      json = json.replacing(try Regex("\"\(key)\" : [0-9.e-]+,\\s*"), with: "")
    }
    let read = try StudyReport(json: json).findings[0]
    #expect(read.comparisons == Self.finding.comparisons)
  }

  @Test("A decided comparison in a family names both p values")
  func sentence() {
    let strong = Comparison.family([
      Self.comparison("soft", mean: 30), Self.comparison("other", mean: 0.1),
    ])
    #expect(
      strong[0].sentence(unit: "errors")
        == "soft is better than labels by 30.0 errors (95 % interval 27.5 to 32.5, p < 0.001, "
        + "Holm-corrected p < 0.001, 3 seeds)")
    #expect(!Self.comparison("soft", mean: 30).sentence(unit: "errors").contains("Holm"))
  }

  @Test("A sweep calls a choice worse only by the corrected test")
  func sweep() {
    func cell(_ temperature: Double, _ errors: [Double]) -> SweepResult.Cell {
      .init(
        choice: .init(temperature: temperature, hardWeight: 0), errors: errors, crossEntropy: 1)
    }
    // Against the best by 2.5394 with the standard deviation 1: p = 0.048 alone.
    let near: [Double] = [12.5394, 11.5394, 13.5394]
    let two = SweepResult(
      cells: [cell(1, [10, 10, 10]), cell(2, near)], labelsOnly: [99, 100, 101], diverged: 0)
    #expect(two.best.choice.temperature == 1)
    // p = 0.048 is the larger of two, and is not multiplied.
    #expect(two.worse == [.init(temperature: 2, hardWeight: 0)])
    let four = SweepResult(
      cells: [cell(1, [10, 10, 10])] + [2, 4, 8].map { cell($0, near) },
      labelsOnly: [99, 100, 101], diverged: 0)
    // 3 · 0.048 = 0.144.
    #expect(four.worse == [])
    #expect(
      four.finding(on: 50).sentence.contains("None of the 3 other settings differs significantly"))
    let one = SweepResult(cells: [cell(1, [10]), cell(2, [12])], labelsOnly: [99], diverged: 0)
    #expect(one.worse == nil && one.finding(on: 50).sentence.contains("One seed allows no test"))
  }

  @Test("The best choice of a sweep has the fewest mean errors, then the lowest cross-entropy")
  func best() {
    func cell(_ temperature: Double, _ errors: [Double], _ loss: Double) -> SweepResult.Cell {
      .init(
        choice: .init(temperature: temperature, hardWeight: 0), errors: errors, crossEntropy: loss)
    }
    let result = SweepResult(
      cells: [cell(1, [12, 8], 0.3), cell(2, [9, 11], 0.2), cell(4, [10, 11], 0.1)],
      labelsOnly: [20, 20], diverged: 0)
    #expect(result.best.choice.temperature == 2)
    #expect(result.comparisons.map(\.difference) == [-10, 0, -0.5])
  }
}
