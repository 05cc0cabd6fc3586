import Distill
import DistillStudies
import Testing

/// The arithmetic behind the conclusions of the study of specialists, on results small enough to compute
/// by hand.
@Suite("Conclusions about specialists")
struct SpecialistConclusionTests {
  private typealias Count = PanelOutcome.Count

  /// 200 examples of which `before` and then `after` are right, and 40 conditional ones.
  private static func outcome(
    _ before: Int, _ after: Int, coverage: [Count] = [Count(examples: 200, before: 0, after: 0)]
  ) -> PanelOutcome {
    PanelOutcome(
      all: Count(examples: 200, before: before, after: after),
      conditional: Count(examples: 40, before: 20, after: 22),
      alone: Count(examples: 40, before: 20, after: 18), byCoverage: coverage, active: 3)
  }

  @Test("Accuracies are shares of the examples, and the relative gain is in units of the first")
  func gain() {
    let gain = PanelGain([Self.outcome(100, 110), Self.outcome(160, 164)])
    #expect(gain.before.values == [50, 80] && gain.after.values == [55, 82])
    #expect(gain.relative.values == [10, 2.5])
    #expect(gain.conditionalBefore.values == [50, 50])
    #expect(gain.conditionalAfter.values.allSatisfy { abs($0 - 55) < 1e-9 })
    #expect(Count().accuracy(\.before) == 0)
  }

  @Test("The slope is that of least squares over the number of specialists")
  func slope() {
    // Changes per example 0, 0.1, 0.2 for classes of 0, 1, 2 specialists: 10 points for each.
    let line = [
      Count(examples: 100, before: 50, after: 50), Count(examples: 50, before: 20, after: 25),
      Count(examples: 50, before: 20, after: 30),
    ]
    #expect(abs(Self.outcome(90, 105, coverage: line).trend - 10) < 1e-9)
    // x = 0, 1 with 10 examples each; changes −1 and 2: mean 0.05, slope 0.3.
    let two = [
      Count(examples: 10, before: 5, after: 4), Count(examples: 10, before: 5, after: 7),
    ]
    #expect(abs(Self.outcome(10, 11, coverage: two).trend - 30) < 1e-9)
    #expect(Self.outcome(10, 11, coverage: [Count(examples: 20, before: 10, after: 11)]).trend == 0)
  }

  @Test("Counts by coverage are summed over seeds, ten and more together")
  func coverage() {
    var first = [Count](repeating: Count(examples: 1, before: 1, after: 1), count: 13)
    first[2] = Count(examples: 10, before: 5, after: 6)
    first[10] = Count(examples: 4, before: 2, after: 1)
    let second = [
      Count(examples: 8, before: 4, after: 5), Count(), Count(examples: 10, before: 4, after: 4),
    ]
    let gain = CoverageGain([
      Self.outcome(1, 1, coverage: first), Self.outcome(1, 1, coverage: second),
    ])
    #expect(gain.last == 10 && gain.counts.count == 11)
    #expect(gain.counts[0] == Count(examples: 9, before: 5, after: 6))
    #expect(gain.counts[2] == Count(examples: 20, before: 9, after: 10))
    // 10, 11 and 12: 4 + 1 + 1 examples, 2 + 1 + 1 right before, 1 + 1 + 1 after.
    #expect(gain.counts[10] == Count(examples: 6, before: 4, after: 3))
    #expect(gain.relative[10] == -25 && gain.relative[0] == 20)
    #expect(gain.points[2].values == [10, 0])
    // The second seed has no examples of one specialist.
    #expect(gain.points[1].values == [0])
    #expect(CoverageGain([Self.outcome(1, 1, coverage: [Count()])]).relative == [nil])
  }

  @Test("The panel's finding gives the corrected p of the slope, and the deterministic cost")
  func panel() throws {
    let outcomes = [(100, 110), (102, 111), (98, 109)].map { before, after in
      Self.outcome(
        before, after,
        coverage: [
          Count(examples: 100, before: 50, after: 50), Count(examples: 100, before: 50, after: 60),
        ])
    }
    let results = PanelResults(outcomes: outcomes, specialists: 16, classes: 304, cost: 4.69)
    #expect(results.trend.values.allSatisfy { abs($0 - 10) < 1e-9 })
    let finding = results.finding
    #expect(finding.comparisons.count == 3 && finding.comparisons.allSatisfy { $0.familySize == 3 })
    #expect(finding.sentence.contains("accuracy goes from 50.0 ± 2.5 to 55.0 ± 1.2 %"))
    #expect(finding.sentence.hasSuffix("adds 10.00 ± 0.00 points (Holm-corrected p < 0.001)."))
    #expect(finding.claims[0].verdict == .confirmed)
    #expect(finding.notes[0].contains("One specialist sees 4.7 % of the training examples"))
  }

  @Test("A student keeps its share of the panel's gain, where the panel has one")
  func students() {
    func results(_ after: [Int]) -> PanelStudentsResults {
      PanelStudentsResults(
        outcomes: zip([100, 102, 98], after).map { Self.outcome($0, $1) },
        generalist: Sample("generalist", [50, 51, 49]), longer: Sample("longer", [51, 52, 50]),
        widths: [500, 250], students: [Sample("500", [52, 53, 51]), Sample("250", [45, 46, 44])])
    }
    // The panel 55 %, the generalist 50 %, the student 52 %.
    let better = results([110, 112, 108])
    #expect(abs(better.share - 40) < 1e-9)
    #expect(better.finding.sentence.contains("keeps 40 % of the panel's gain"))
    #expect(better.comparisons.map(\.difference) == [2, 1, -5, 5])
    let equal = results([100, 103, 97])
    #expect(equal.comparisons[3].verdict == .undecided)
    #expect(equal.finding.sentence.contains("there is no gain to keep"))
  }

  @Test("Training lengths are compared by relative gain")
  func lengths() {
    let finding = TrainingLengthResults(
      short: .init(epochs: 120, outcomes: [Self.outcome(100, 110), Self.outcome(80, 90)]),
      long: .init(epochs: 479, outcomes: [Self.outcome(160, 164), Self.outcome(200, 200)])
    ).finding
    // 10 and 12.5 % against 2.5 and 0 %.
    #expect(finding.comparisons[2].difference == 10)
    #expect(finding.comparisons[0].difference == 5 && finding.comparisons[1].difference == 1)
    #expect(finding.sentence.contains("trained for 120 epochs specialists add 11.2"))
  }

  @Test("Full softmax and dustbin are compared with the generalist and each other")
  func fullSoftmax() {
    let finding = FullSoftmaxResults(
      dustbin: [Self.outcome(100, 112), Self.outcome(100, 110)],
      full: [Self.outcome(100, 106), Self.outcome(100, 108)]
    ).finding
    #expect(finding.comparisons.map(\.difference).first == 3.5)
    #expect(finding.comparisons[2].difference == -2)
    #expect(finding.claims[1].ours.hasPrefix("55.5"))
  }

  @Test("Covered classes and agreement are those of each seed")
  func clusters() {
    func found(_ clusters: [[Int]], _ agreement: Double) -> ConfusableClasses {
      ConfusableClasses(
        clusters: ClassClusters(clusters), nearest: [0, 0, 1, nil], agreement: agreement)
    }
    let results = ConfusableClassesResults(
      found: [found([[0, 1], [1, 2]], 0.5), found([[0, 1], [2, 3]], 0.7)],
      classNames: ["a/1", "a/2", "b/1", "b/2"], specialists: 2, classes: 2, among: 4)
    #expect(results.covered.values == [3, 4])
    #expect(results.agreement.values == [0.5, 0.7])
    #expect(results.finding.sentence.hasPrefix("2 clusters of 2 classes each contain 4"))
    let map = results.found[0].map(names: ["a", "b"], of: [0, 0, 1, 1])
    #expect(map.values == [[2, 0], [0, 1]])
  }

  @Test("Accuracy curves leave out epochs without a measurement")
  func curve() {
    var points = (1...3).map { LearningCurve.Point(epoch: $0) }
    points[0].validationErrorRate = 0.25
    points[2].validationErrorRate = 0.125
    let accuracy = GeneralistResults.accuracy(points, \.validationErrorRate)
    #expect(accuracy.map(\.x) == [1, 3] && accuracy.map(\.y) == [75, 87.5])
  }
}
