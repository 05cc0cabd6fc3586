import Distill
import DistillSpeech

extension Experiment {
  /// The paper's table 1: one acoustic model, ten of them, and one distilled from the ten.
  static let acousticModels = Experiment(
    "acoustic-models", "One model, ten, and one from ten", obstacle: \.lackOfSpeech
  ) { plan in
    let (split, speech) = (plan.testSplit, plan.speech)
    let rejected =
      speech.training.rejected(labels: plan.setting.train.labels)
      + speech.test.rejected(labels: plan.setting.test.labels)
    // At least five: that the ensemble is above its students is the smallest of the differences.
    let count = max(plan.setting.seeds.count, plan.setting.choose(full: 5, quick: 2))
    let seeds = (1...count).map { UInt64($0) }
    let members = plan.acousticModels(on: split)
    let baselines = members.map { plan.outcome(of: $0, on: split) }
    let ensemble = plan.outcome("test-ensemble", of: members, on: split)
    let students = seeds.map { plan.outcome(of: plan.acousticStudent($0, on: split), on: split) }
    return { workspace in
      let single = try baselines.map(workspace.value)
      let ten = try workspace.value(ensemble)
      let distilled = try students.map(workspace.value)
      let count = members.count
      let baseline = Sample("baseline", single.map(\.frameAccuracy))
      let student = Sample("student", distilled.map(\.frameAccuracy))
      let together = Sample("\(count) models", [ten.frameAccuracy])
      let share = Sample(
        "share of the gain",
        student.values.map {
          100 * ($0 - baseline.mean) / (ten.frameAccuracy - baseline.mean)
        })
      let paired = Sample("baseline", Array(baseline.values.prefix(student.values.count)))
      let better = Comparison(student, against: paired, betterIs: .higher)
      let below = Comparison(
        Sample("\(count) models", student.values.map { _ in ten.frameAccuracy }), against: student,
        betterIs: .higher)
      func words(_ outcomes: [SpeechOutcome], times: Int = 1) throws -> SpokenWords {
        try SpokenWords(
          (0..<times).flatMap { _ in outcomes.map { ($0, split) } }, in: speech)
      }
      // As many times as makes the counts of utterances equal.
      let base = try words(single, times: distilled.count)
      let all = try words([ten], times: single.count * distilled.count)
      let own = try words(distilled, times: single.count)
      let rows: [(String, Sample, SpokenWords, SpeechOutcome?, String)] = [
        ("baseline, mean of \(single.count)", baseline, base, nil, "58.9 % / 10.9 %"),
        ("\(count) models", together, all, nil, "61.1 % / 10.7 %"),
        ("distilled, mean of \(distilled.count)", student, own, nil, "60.8 % / 10.7 %"),
      ]
      return Finding(
        sentence:
          "\(count) models together get \(together.text(decimals: 2)) % of the frames right, one "
          + "\(baseline.text(decimals: 2)) %, one distilled from them "
          + "\(student.text(decimals: 2)) %: \(better.sentence(unit: "points")), which is "
          + "\(share.text(decimals: 0)) % of the gain. Word error rates: \(base.text) % for one, "
          + "\(all.text) % for \(count), \(own.text) % for the distilled one.",
        paper:
          "58.9 % of the frames and 10.9 % word errors for one model, 61.1 and 10.7 for ten, 60.8 and "
          + "10.7 for the distilled one: 86 % of the gain in frames.",
        samples: [baseline, together, student, share], comparisons: [better, below],
        tables: [
          ResultTable(
            caption: "Test part: frames and words",
            columns: [
              "", "frames right, %", "word errors, % [95 % over speakers]",
              "against the baseline, points", "the paper",
            ],
            rows: try rows.enumerated().map { place, row in
              [
                row.0, row.1.text(decimals: 2), row.2.text,
                place == 0 ? "" : try row.2.difference(from: base), row.4,
              ]
            }),
          ResultTable(
            samples: [baseline, together, student], caption: "Frames right by seed, %"),
          ResultTable(
            samples: try [("baseline", single), ("\(count) models", [ten]), ("student", distilled)]
              .map { name, outcomes in
                Sample(name, try outcomes.map { 100 * (try words([$0]).scores.total.rate) })
              }, caption: "Word errors by seed, %"),
        ],
        figures: [
          .bars(
            BarsFigure(
              title: "Frames right beyond the baseline", vertical: Scale(title: "points"),
              groups: ["\(count) models", "distilled"],
              series: [
                .init(
                  "ours, 95 % over seeds",
                  [
                    Sample("", [ten.frameAccuracy - baseline.mean]),
                    Sample("", student.values.map { $0 - baseline.mean }),
                  ]), .init(name: "the paper", values: [2.2, 1.9]),
              ]))
        ],
        notes: [
          "All models have one size and as many epochs; those on labels have dropout, the student has none. Members are the baselines. Posteriors are averaged; T = \(Numeral.short(Plan.acousticTemperature)), weight of the labels \(Numeral.short(Plan.acousticHardWeight)).",
          "\(split.tuning.count) utterances of whole speakers are set aside from the training part: acoustic scale and word penalty are chosen on them for each model. \(base.scores.speakers.count) speakers are scored; intervals of word errors are over speakers, of frames over seeds.",
        ]
          + (rejected.isEmpty
            ? []
            : [
              "Too few frames for their words, and so no classes, have \(rejected.count) of the utterances: \(rejected.prefix(6).joined(separator: ", "))\(rejected.count > 6 ? ", …" : ""). Nothing learns from them, and no frame of theirs is counted; their words are."
            ])
      ).marked(by: speech)
    }
  }
}
