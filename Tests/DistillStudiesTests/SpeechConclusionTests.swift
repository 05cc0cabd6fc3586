import Distill
import DistillSpeechStudies
import DistillStudies
import Testing

/// The arithmetic behind the conclusions of the study of speech, on results small enough to compute by
/// hand.
@Suite("Conclusions about speech")
struct SpeechConclusionTests {
  private static let rate = WordRate(rate: 0.075, interval: 0.055...0.098)

  @Test("A word error rate is in percent, and has no interval where there is none")
  func words() {
    #expect(Self.rate.text == "7.50 [5.5, 9.8]")
    #expect(WordRate(rate: 0.0667, interval: nil).text == "6.67")
    #expect(
      WordRate(rate: -0.0013, interval: -0.0096...0.0088).difference == "−0.13 [−0.96, +0.88]")
  }

  private static func models(_ student: [Double]) -> AcousticModelsResults {
    AcousticModelsResults(
      baseline: [66, 68, 67, 67], ensemble: 69, student: student,
      words: .init(
        baseline: rate, ensemble: rate, student: rate, ensembleDifference: "−0.13",
        studentDifference: "−0.05", bySeed: ([8, 7, 7, 8], [7.4], [7, 8])),
      tuningUtterances: 102, speakers: 10, rejected: [])
  }

  @Test("The distilled model's share of the gain is measured from the mean baseline")
  func share() {
    let results = Self.models([68.5, 68])
    // (68.5 − 67) / (69 − 67) and (68 − 67) / 2.
    #expect(results.shares.values == [75, 50])
    // Against the baselines of seeds 1 and 2; the ensemble against each student.
    #expect(results.comparisons.map(\.difference) == [1.25, 0.75])
    #expect(results.comparisons[0].second.values == [66, 68])
    let finding = results.finding
    #expect(finding.claims[1].paper == "86 %" && finding.claims[1].ours.hasPrefix("6"))
    #expect(finding.tables[2].rows.map { $0[0] } == ["baseline", "4 models", "student"])
  }

  @Test("Of several values the one with most frames right is compared with the next")
  func objectives() {
    let results = AcousticObjectiveResults(
      name: "T", values: [1, 2, 5], frames: [[67, 68], [69, 70], [69, 69]],
      words: [Self.rate, Self.rate, Self.rate], baseline: [66, 67],
      horizontal: Scale(title: "temperature"), paper: "1, 2, 5, 10")
    #expect(results.best.name == "T = 2")
    #expect(results.comparisons.map(\.difference) == [1, 3, 2.5, 0.5])
    #expect(results.comparisons[3].second.name == "T = 5")
    let finding = results.finding
    #expect(finding.claims[1].ours == "66.50 ± 6.35 → 69.50 ± 6.35 %")
    #expect(finding.claims[0].statement == "Temperature with the most frames right")
  }

  @Test("What soft targets recover is the way from labels of the share to labels of everything")
  func recovered() {
    func series(_ test: [Double]) -> LittleSpeechResults.Series {
      .init(training: [80, 80], test: test)
    }
    let results = LittleSpeechResults(
      all: series([66, 68]), shares: [0.01, 0.03], labels: [series([27, 27]), series([35, 33])],
      soft: [series([47, 47]), series([58, 59])], temperature: 5)
    // (47 − 27) / (67 − 27), and (58.5 − 34) / (67 − 34).
    #expect(results.recovered[0] == 50)
    #expect(abs(results.recovered[1] - 2450.0 / 33) < 1e-9)
    #expect(results.comparisons.map(\.difference) == [20, 24.5])
    let finding = results.finding
    #expect(finding.sentence.contains("74 % of the loss against all the data"))
    #expect(finding.claims.map(\.paper) == ["44.5 → 57.0 %", "87 %"])
    #expect(finding.tables[0].rows[4][3] == "74" && finding.tables[0].rows[0][4] == "63.4 / 58.9")
  }

  @Test("By cross-validation the share is of means over folds, each of which is a mean over models")
  func folds() {
    let results = EverySpeakerResults(
      baseline: [[60, 62], [66, 68]], ensemble: [[63], [69]], student: [[62], [68]], members: 10,
      words: .init(
        baseline: Self.rate, ensemble: Self.rate, student: Self.rate,
        ensembleAgainstBaseline: "a", studentAgainstBaseline: "b", studentAgainstEnsemble: "c"),
      speakers: 74, wordCount: 5442)
    #expect(results.baseline.values == [61, 67])
    // (65 − 64) / (66 − 64).
    #expect(results.share == 50)
    let finding = results.finding
    #expect(finding.sentence.hasPrefix("Over all 5,442 words of 74 speakers"))
    #expect(finding.sentence.hasSuffix("In frames it keeps 50 % of the gain."))
    #expect(finding.comparisons.map(\.pairing) == [.fold, .fold])
    #expect(finding.comparisons.map(\.difference) == [1, 1])
  }

  @Test("Classes with and without context are compared by word errors")
  func contexts() {
    let finding = StateContextsResults(
      classes: (300, 102), words: (Self.rate, WordRate(rate: 0.1, interval: nil)),
      difference: "−2.50", seeds: 3
    ).finding
    #expect(finding.claims[0].ours == "10.00 → 7.50 [5.5, 9.8] %")
    #expect(finding.sentence.hasSuffix("do not 10.00 %: −2.50 points."))
  }
}
