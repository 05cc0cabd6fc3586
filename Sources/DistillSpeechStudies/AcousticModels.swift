package import Distill
import DistillSpeech
package import DistillStudies

extension Experiment {
  /// The paper's table 1: one acoustic model, ten of them, and one distilled from the ten.
  static let acousticModels = Experiment(
    "acoustic-models", "One model, ten, and one from ten", obstacle: \.lackOfSpeech
  ) { plan in
    let (split, speech) = (plan.testSplit, plan.speech)
    let rejected =
      speech.training.rejected(labels: plan.context.train.labels)
      + speech.test.rejected(labels: plan.context.test.labels)
    // At least five: that the ensemble is above its students is the smallest of the differences.
    let count = max(plan.context.seeds.count, plan.context.choose(full: 5, quick: 2))
    let seeds = (1...count).map { UInt64($0) }
    let members = plan.acousticModels(on: split)
    let baselines = members.map { plan.outcome(of: $0, on: split) }
    let ensemble = plan.outcome("test-ensemble", of: members, on: split)
    let students = seeds.map { plan.outcome(of: plan.acousticStudent($0, on: split), on: split) }
    return { workspace in
      let single = try baselines.map(workspace.value)
      let ten = try workspace.value(ensemble)
      let distilled = try students.map(workspace.value)
      func words(_ outcomes: [SpeechOutcome], times: Int = 1) throws -> SpokenWords {
        try SpokenWords(
          (0..<times).flatMap { _ in outcomes.map { ($0, split) } }, in: speech)
      }
      // Each as many times as makes the numbers of utterances equal, so that they can be paired.
      let base = try words(single, times: distilled.count)
      let all = try words([ten], times: single.count * distilled.count)
      let own = try words(distilled, times: single.count)
      func bySeed(_ outcomes: [SpeechOutcome]) throws -> [Double] {
        try outcomes.map { 100 * (try words([$0]).scores.total.rate) }
      }
      return AcousticModelsResults(
        baseline: single.map(\.frameAccuracy), ensemble: ten.frameAccuracy,
        student: distilled.map(\.frameAccuracy),
        words: .init(
          baseline: base.value, ensemble: all.value, student: own.value,
          ensembleDifference: try all.difference(from: base),
          studentDifference: try own.difference(from: base),
          bySeed: (try bySeed(single), try bySeed([ten]), try bySeed(distilled))),
        tuningUtterances: split.tuning.count, speakers: base.scores.speakers.count,
        rejected: rejected
      ).finding.marked(by: speech)
    }
  }
}

/// Frames and words that one model, an ensemble and its students recognise.
package struct AcousticModelsResults {
  /// Word error rates, and those by seed in percent.
  package struct Words {
    let baseline: WordRate
    let ensemble: WordRate
    let student: WordRate
    let ensembleDifference: String
    let studentDifference: String
    let bySeed: (baseline: [Double], ensemble: [Double], student: [Double])

    package init(
      baseline: WordRate, ensemble: WordRate, student: WordRate, ensembleDifference: String,
      studentDifference: String,
      bySeed: (baseline: [Double], ensemble: [Double], student: [Double])
    ) {
      self.baseline = baseline
      self.ensemble = ensemble
      self.student = student
      self.ensembleDifference = ensembleDifference
      self.studentDifference = studentDifference
      self.bySeed = bySeed
    }
  }

  let baseline: Sample
  let ensemble: Sample
  let student: Sample
  let words: Words
  let tuningUtterances: Int
  let speakers: Int
  let rejected: [String]

  /// Frames right in percent, by seed; there are at least as many baselines as students, because the
  /// baselines are the members of the ensemble.
  package init(
    baseline: [Double], ensemble: Double, student: [Double], words: Words, tuningUtterances: Int,
    speakers: Int, rejected: [String]
  ) {
    self.baseline = Sample("baseline", baseline)
    self.ensemble = Sample("\(baseline.count) models", [ensemble])
    self.student = Sample("student", student)
    self.words = words
    self.tuningUtterances = tuningUtterances
    self.speakers = speakers
    self.rejected = rejected
  }

  /// The share of the ensemble's gain over the mean baseline that each student keeps, in percent.
  package var shares: Sample {
    Sample(
      "share of the gain",
      student.values.map { Gain.share(of: $0, from: baseline.mean, to: ensemble.mean) })
  }

  /// Students against the baselines of the same seeds, and the ensemble against the students.
  package var comparisons: [Comparison] {
    let count = student.values.count
    return Comparison.family([
      Comparison(
        student, against: Sample("baseline", Array(baseline.values.prefix(count))),
        betterIs: .higher),
      Comparison(
        Sample(ensemble.name, [Double](repeating: ensemble.mean, count: count)),
        against: student, betterIs: .higher),
    ])
  }

  private var rows: [[String]] {
    [
      [
        "baseline, mean of \(baseline.values.count)", baseline.text(decimals: 2),
        words.baseline.text, "", "58.9 % / 10.9 %",
      ],
      [
        ensemble.name, ensemble.text(decimals: 2), words.ensemble.text, words.ensembleDifference,
        "61.1 % / 10.7 %",
      ],
      [
        "distilled, mean of \(student.values.count)", student.text(decimals: 2),
        words.student.text, words.studentDifference, "60.8 % / 10.7 %",
      ],
    ]
  }

  private var notes: [String] {
    let list = rejected.prefix(6).joined(separator: ", ") + (rejected.count > 6 ? ", …" : "")
    return [
      "All models have one size and as many epochs; those on labels have dropout, the student has none. Members are the baselines. Posteriors are averaged; T = \(Numeral.short(Plan.acousticTemperature)), weight of the labels \(Numeral.short(Plan.acousticHardWeight)).",
      "\(tuningUtterances) utterances of whole speakers are set aside from the training part: acoustic scale and word penalty are chosen on them for each model. The test part has \(speakers) speakers; intervals of word errors are over speakers, of frames over seeds.",
    ]
      + (rejected.isEmpty
        ? []
        : [
          "\(rejected.count) utterances have too few frames for their words, and therefore no classes: \(list). They are not used for training, and none of their frames is counted; their words are."
        ])
  }

  package var finding: Finding {
    let comparisons = comparisons
    let (better, below) = (comparisons[0], comparisons[1])
    let shares = shares
    let (frames, count) = ([baseline, ensemble, student], baseline.values.count)
    return Finding(
      sentence:
        "\(count) models together classify \(ensemble.text(decimals: 2)) % of the frames right, one "
        + "\(baseline.text(decimals: 2)) %, one distilled from them "
        + "\(student.text(decimals: 2)) %: \(better.sentence(unit: "points")), which is "
        + "\(shares.text(decimals: 0)) % of the gain. Word error rates: \(words.baseline.text) % for one, "
        + "\(words.ensemble.text) % for \(count), \(words.student.text) % for the distilled one.",
      paper:
        "58.9 % of the frames and 10.9 % word errors for one model, 61.1 and 10.7 for ten, 60.8 and "
        + "10.7 for the distilled one: 86 % of the gain in frames.",
      samples: frames + [shares], comparisons: comparisons,
      claims: [
        Claim(
          "A distilled model is better than one trained on labels, frames",
          paper: "58.9 → 60.8 %",
          ours: "\(baseline.text(decimals: 2)) → \(student.text(decimals: 2)) %", tested: [better]),
        Claim(
          "Share of the ensemble’s gain in frames that the distilled model keeps", paper: "86 %",
          ours: "\(shares.text(decimals: 0)) %"),
        Claim(
          "The ensemble of \(count) is better than its student, frames", paper: "60.8 → 61.1 %",
          ours: "\(student.text(decimals: 2)) → \(ensemble.text(decimals: 2)) %", tested: [below]),
        Claim(
          "Word error rate of one model, the ensemble, the distilled model",
          paper: "10.9, 10.7, 10.7 %",
          ours: "\(words.baseline.text), \(words.ensemble.text), \(words.student.text) %"),
      ],
      tables: [
        ResultTable(
          caption: "Test part: frames and words",
          columns: [
            "", "frames right, %", "word errors, % [95 % over speakers]",
            "against the baseline, points", "the paper",
          ], rows: rows),
        ResultTable(samples: frames, caption: "Frames right by seed, %"),
        ResultTable(
          samples: zip(frames, [words.bySeed.0, words.bySeed.1, words.bySeed.2])
            .map { Sample($0.name, $1) }, caption: "Word errors by seed, %"),
      ],
      figures: [
        .bars(
          BarsFigure(
            title: "Frames right beyond the baseline", vertical: Scale(title: "points"),
            groups: [ensemble.name, "distilled"],
            series: [
              .init(
                "ours, 95 % over seeds",
                [
                  Sample("", [ensemble.mean - baseline.mean]),
                  Sample("", student.values.map { $0 - baseline.mean }),
                ]), .init(name: "the paper", values: [2.2, 1.9]),
            ]))
      ],
      notes: notes)
  }
}
