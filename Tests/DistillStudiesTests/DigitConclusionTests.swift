import Distill
import DistillStudies
import Testing

/// The arithmetic behind the conclusions of the study of digits, on results small enough to compute by
/// hand.
@Suite("Conclusions about digits")
struct DigitConclusionTests {
  @Test(
    "The share of the gain is (labels − student) / (labels − teacher), by seed and of the means")
  func share() throws {
    // By seed (140 − 80) / (140 − 60) = 75 %, (150 − 100) / (150 − 50) = 50 %, and with the first teacher
    // again (120 − 90) / (120 − 60) = 50 %. Of the means (410 − 270) / (410 − 165) = 140 / 245.
    let results = TeacherAndStudentResults(
      teacher: Sample("teacher", [60, 50]), student: Sample("student", [80, 100, 90]),
      labelsOnly: Sample("labels", [140, 150, 120]))
    #expect(results.sharesBySeed.values == [75, 50, 50])
    #expect(abs(results.share - 100 * (410.0 / 3 - 90) / (410.0 / 3 - 55)) < 1e-9)
    let finding = results.finding
    #expect(finding.sentence.hasPrefix("Soft targets give the small network 57 % of the gain"))
    #expect(finding.tables[0].rows[0].last == "67" && finding.tables[0].rows[2].last == "74")
    #expect(finding.claims[1].paper == "91 %" && finding.claims[1].ours == "58 ± 36 %")
    #expect(Gain.share(of: 3, from: 1, to: 5) == 50 && Gain.share(of: -3, from: -1, to: -5) == 50)
    #expect(!Gain.share(of: 3, from: 1, to: 1).isFinite)
  }

  @Test("A claim is confirmed only where the corrected tests are, and contradicted by the opposite")
  func claims() {
    func claim(_ student: [Double]) -> Claim {
      TeacherAndStudentResults(
        teacher: Sample("t", [60]), student: Sample("s", student),
        labelsOnly: Sample("l", Array([140, 150, 145].prefix(student.count)))
      ).finding.claims[0]
    }
    #expect(claim([81, 90, 86]).verdict == .confirmed)
    #expect(claim([200, 211, 206]).verdict == .contradicted)
    #expect(claim([139, 151, 145]).verdict == .undecided)
    #expect(claim([139]).verdict == .undecided && claim([139]).p == nil)
  }

  @Test("Teachers are beaten where they have more errors than the students have on average")
  func beyond() {
    let results = BeyondTheTeacherResults(
      shifts: Sample("shifts", [62, 54]), distortions: Sample("distortions", [70, 55]),
      student: Sample("student", [53, 57]), labelsOnly: Sample("labels", [64, 63]),
      shiftsTogether: 58, allTogether: 52, copies: 20, temperature: 5)
    // More than 55: 62 and 70.
    #expect(results.teachersBeaten == 2)
    #expect(results.finding.claims[1].ours == "2 of 4")
    #expect(results.finding.notes[0].contains("occurs 20 times"))
  }

  @Test(
    "Ensembles are compared with one member and the large network, and the means with each other")
  func ensembles() {
    func row(_ size: Int, _ mean: EnsembleMean, _ errors: [Double]) -> EnsemblesResults.Row {
      .init(
        size: size, mean: mean, ownErrors: 80,
        students: Sample("\(size) \(mean.rawValue)", errors))
    }
    let results = EnsemblesResults(
      rows: [
        row(1, .geometric, [100, 104]), row(3, .arithmetic, [99, 98]),
        row(3, .geometric, [96, 97]), row(10, .arithmetic, [95, 96]),
        row(10, .geometric, [98, 99]),
      ], reference: Sample("big", [86, 85]), teacher: Sample("itself", [64]),
      labelsOnly: Sample("labels", [148, 147]))
    let pairs = results.comparisons.map { "\($0.first.name) against \($0.second.name)" }
    #expect(
      pairs == [
        "10 geometric against 1 geometric", "10 geometric against big",
        "3 arithmetic against 3 geometric", "10 arithmetic against 10 geometric",
      ])
    #expect(results.comparisons.map(\.difference) == [-3.5, 13, 2, -3])
    #expect(results.comparisons.allSatisfy { $0.familySize == 4 })
    #expect(results.finding.tables[0].rows.count == 7)
  }

  @Test("The best temperature has the lowest mean, and the paper's range is a mean by seed")
  func temperature() throws {
    let row = TemperatureByWidthResults.Row(
      width: 30, temperatures: [1, 2.5, 3, 4, 20],
      errors: [[260, 262], [230, 240], [226, 228], [220, 240], [280, 290]],
      labelsOnly: [255, 257])
    // Means 261, 235, 227, 230, 285.
    #expect(row.best == 3)
    let range = try #require(row.paperRange)
    // (230 + 226 + 220) / 3 and (240 + 228 + 240) / 3.
    #expect(zip(range.values, [676.0 / 3, 236]).allSatisfy { abs($0 - $1) < 1e-9 })
    let wide = TemperatureByWidthResults.Row(
      width: 300, temperatures: [1, 8, 20], errors: [[140], [84], [85]], labelsOnly: [147])
    let middle = TemperatureByWidthResults.Row(
      width: 100, temperatures: [1, 8, 20], errors: [[140], [84], [85]], labelsOnly: [147])
    #expect(middle.paperRange == nil)
    let results = TemperatureByWidthResults(rows: [row, middle, wide])
    let names = results.comparisons.map { "\($0.first.name) | \($0.second.name)" }
    #expect(
      names == [
        "30 units, T from 2.5 to 4 | 30 units, T = 1",
        "30 units, T from 2.5 to 4 | 30 units, T = 20", "300 units, T = 8 | 300 units, T = 20",
      ])
    #expect(abs(results.comparisons[0].difference - (230.666_666_666_7 - 261)) < 1e-6)
    #expect(
      results.finding.sentence
        == "The lowest mean error is at T = 3 for 30 units, T = 8 for 100 units, T = 8 for 300 units."
    )
    let ties = TemperatureByWidthResults.Row(
      width: 10, temperatures: [2, 4], errors: [[5], [5]], labelsOnly: [6])
    #expect(ties.best == 2)
  }

  @Test("The angle of two gradients is that of the scalar product")
  func angle() {
    // (3, 4) and (4, 3): 24 / 25, equal lengths. (0, 2) and (5, 0): orthogonal, 2 / 5.
    let close = GradientAngle(temperature: 4, soft: [3, 4], matching: [4, 3])
    #expect(abs(close.cosine - 0.96) < 1e-12 && abs(close.ratio - 1) < 1e-12)
    let orthogonal = GradientAngle(temperature: 1, soft: [0, 2], matching: [5, 0])
    #expect(orthogonal.cosine == 0 && abs(orthogonal.ratio - 0.4) < 1e-12)
    let finding = LogitMatchingResults(
      soft: [Sample("T = 1", [139, 142]), Sample("T = 4", [87, 92])],
      logits: Sample("logits matched", [84, 85]), angles: [orthogonal, close]
    ).finding
    #expect(finding.sentence.hasSuffix("its cosine is 0.000 at T = 1, 0.960 at T = 4."))
    #expect(finding.comparisons.map(\.difference) == [-56, -5])
  }

  @Test("The weight of the labels with the lowest mean is found, and 0.1 is compared")
  func weights() {
    let results = LabelWeightResults(
      weights: [0, 0.1, 0.5, 1], weighted: [[88, 90], [86, 85], [84, 83], [148, 147]],
      shares: [0.25], modified: [[108, 110]])
    #expect(results.best == 0.5)
    #expect(results.comparisons.map(\.difference) == [-62, -23.5])
    #expect(results.comparisons[1].second.name == "25 % of labels in the targets")
    #expect(results.finding.claims[0].ours == "0.5")
  }

  @Test("Rates and right answers after correction are means over seeds and over corrected classes")
  func omitted() {
    func part(_ errors: Int, _ right: [Double?], _ offset: Double) -> OmissionOutcome.Part {
      .init(errors: errors, right: right, offset: offset)
    }
    let outcomes = [
      OmissionOutcome(
        before: part(100, [90, nil, 50], 0), fitted: part(60, [88, nil, 80], 2),
        oracle: part(50, [89, nil, 85], 3), testExamples: 1000),
      OmissionOutcome(
        before: part(200, [80, nil, 70], 0), fitted: part(80, [78, nil, 90], 4),
        oracle: part(70, [79, nil, 95], 4), testExamples: 1000),
    ]
    let omission = OmittedClassesResults.Case(
      title: "no 3", corrected: [1, 2], outcomes: outcomes,
      paper: .init(errors: "206 → 109", offset: "+3.5"))
    #expect(omission.rate(\.before) == 15 && omission.rate(\.fitted) == 7)
    // Class 1 has no examples, so class 2 counts alone.
    #expect(omission.correctedRight(\.fitted).values == [80, 90])
    #expect(omission.right(\.before, classes: 3) == [85, nil, 60])
    let finding = OmittedClassesResults(cases: [omission], classNames: ["1", "2", "3"]).finding
    #expect(finding.comparisons.map(\.difference) == [-80])
    #expect(finding.tables[0].rows.map { $0[0] }.last == "no 3, oracle")
    #expect(finding.tables[0].rows[1][2] == "7.00 %")
    #expect(finding.claims[1].paper == "+3.5" && finding.claims[1].ours.hasPrefix("3.5"))
  }

  @Test("Soft targets break even at the first share that is as good as labels on everything")
  func breakEven() {
    func results(_ soft: [[Double]]) -> TransferSetsResults {
      TransferSetsResults(
        shares: [0.03, 0.1, 0.3, 1], soft: soft,
        labels: [[900, 920], [490, 500], [250, 260], [150, 140]],
        unlabelled: Sample("100 %, soft targets alone", [88, 90]), drawn: nil,
        teacher: Sample("teacher", [64]))
    }
    // Labels on all of the data: 145.
    #expect(results([[350, 352], [170, 174], [106, 107], [85, 86]]).breakEven == 0.3)
    #expect(results([[350, 352], [145, 145], [106, 107], [85, 86]]).breakEven == 0.1)
    #expect(results([[350, 352], [300, 300], [200, 200], [146, 145]]).breakEven == nil)
    let finding = results([[350, 352], [170, 174], [106, 107], [85, 86]]).finding
    #expect(finding.comparisons.map(\.difference) == [-559, -323, -148.5, -59.5])
    #expect(finding.claims[1].ours == "30 %")
  }

  @Test("Wrong labels add the difference of the means")
  func wrong() {
    let results = WrongLabelsResults(
      shares: [0, 0.4], soft: [[110, 112], [218, 220]], labels: [[147, 149], [1130, 1126]],
      teachers: [98, 197])
    #expect(results.added.soft == 108 && results.added.labels == 980)
    #expect(results.finding.claims[1].ours == "980.0 and 108.0")
    #expect(results.finding.tables[0].rows[1][1] == "197")
  }

  @Test("Epochs are counted to the first at or below the goal, of the mean curve")
  func epochs() {
    #expect(
      LearningRatesResults.meanCurve([[6, 4, 2], [8, 2, 2, 1], [7, 3, 2]]) == [7, 3, 2])
    #expect(LearningRatesResults.meanCurve([]) == [])
    #expect(LearningRatesResults.epochs(of: [4, 2.5, 2]) == 2)
    #expect(LearningRatesResults.epochs(of: [4, 2.6]) == nil)
    func series(_ curve: [Double]) -> LearningRatesResults.Series {
      .init(errors: [200, 210], curves: [curve])
    }
    let results = LearningRatesResults(
      rows: [
        .init(rate: 0.03, labels: series([9, 8, 7]), soft: series([4, 2.4, 2])),
        .init(rate: 0.1, labels: series([6, 3, 2.5]), soft: series([3, 2.1, 2])),
        .init(rate: 1, labels: series([4, 2.2, 3]), soft: series([])),
      ], noise: [.init(name: "labels", initial: 1.07, trained: 3)])
    // Soft targets need two epochs at both lower rates; the lowest counts.
    #expect(results.fastest(\.soft) == .init(epochs: 2, rate: 0.03))
    #expect(results.fastest(\.labels) == .init(epochs: 2, rate: 1))
    let finding = results.finding
    #expect(
      finding.sentence.hasPrefix(
        "To 2.5 % validation errors, soft targets need 2 epochs at their best rate, 0.03, labels "
          + "2 epochs at their best rate, 1."))
    #expect(finding.tables[1].rows[2][1] == "2" && finding.tables[1].rows[2][2] == "not in 0")
    #expect(finding.tables[1].rows[0][1] == "not in 3")
  }

  @Test("Generations are compared with the first network")
  func generations() {
    let finding = GenerationsResults(
      generations: [
        Sample("labels only", [150, 148]), Sample("generation 1", [145, 147]),
        Sample("generation 2", [151, 149]),
      ]
    ).finding
    #expect(finding.comparisons.map(\.difference) == [-3, 1])
    #expect(finding.claims.map(\.verdict).count == 2)
  }
}
