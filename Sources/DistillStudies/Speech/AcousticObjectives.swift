import Distill
import DistillSpeech

extension Experiment {
  /// The temperature of the soft targets.
  static let acousticTemperatures = Experiment(
    "acoustic-temperatures", "Temperature", obstacle: \.lackOfSpeech
  ) { plan in
    let values: [Double] = plan.setting.choose(full: [1, 2, 5, 10], quick: [1, 2])
    return plan.acousticStudents(
      over: values, named: "T", horizontal: Scale(title: "temperature", isLogarithmic: true),
      paper: "Of temperatures 1, 2, 5 and 10, the best was taken."
    ) { $0.acousticStudent($2, on: $0.testSplit, temperature: $1) }
  }

  /// The weight of the labels beside the soft targets.
  static let acousticHardWeights = Experiment(
    "acoustic-hard-weights", "Weight of the labels", obstacle: \.lackOfSpeech
  ) { plan in
    let values: [Double] = plan.setting.choose(full: [0, 0.1, 0.5, 0.8], quick: [0.1, 0.5])
    return plan.acousticStudents(
      over: values, named: "w", horizontal: Scale(title: "weight of the labels"),
      paper: "The labels had a relative weight of 0.5."
    ) { $0.acousticStudent($2, on: $0.testSplit, hardWeight: $1) }
  }
}

extension Plan {
  /// Students over `values` of something and over seeds, beside the baselines of these seeds.
  fileprivate mutating func acousticStudents(
    over values: [Double], named name: String, horizontal: Scale, paper: String,
    _ student: (inout Plan, Double, UInt64) -> TrainedRun
  ) -> Experiment.Conclusion {
    let (seeds, split, speech) = (setting.seeds, testSplit, speech)
    let baselines = seeds.map { outcome(of: acousticModel($0, on: split), on: split) }
    let students = values.map { value in
      seeds.map { outcome(of: student(&self, value, $0), on: split) }
    }
    return { workspace in
      let own = try students.map { try $0.map(workspace.value) }
      let base = try baselines.map(workspace.value)
      let samples = zip(values, own).map { value, outcomes in
        Sample("\(name) = \(Numeral.short(value))", outcomes.map(\.frameAccuracy))
      }
      let baseline = Sample("baseline", base.map(\.frameAccuracy))
      let comparisons = samples.map { Comparison($0, against: baseline, betterIs: .higher) }
      let words = try own.map { try SpokenWords($0.map { ($0, split) }, in: speech) }
      let ordered = samples.sorted { $0.mean > $1.mean }
      let gap = Comparison(ordered[0], against: ordered[1], betterIs: .higher)
      return Finding(
        sentence:
          "Most frames are right at \(ordered[0].name), \(ordered[0].text(decimals: 2)) % "
          + "(\(gap.sentence(unit: "points"))); the baseline has \(baseline.text(decimals: 2)) %.",
        paper: paper, samples: samples + [baseline], comparisons: comparisons + [gap],
        tables: [
          ResultTable(
            caption: "Test part, \(seeds.count) seeds",
            columns: ["", "frames right, %", "word errors, % [95 % over speakers]"],
            rows: zip(samples, words).map { [$0.name, $0.text(decimals: 2), $1.text] })
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Frames right", horizontal: horizontal, vertical: Scale(title: "%"),
              series: [
                .init(name: "student", points: zip(values, samples).map { .init(x: $0, $1) }),
                .init(
                  name: "baseline",
                  points: [values.min() ?? 0, values.max() ?? 1].map {
                    .init(x: $0, y: baseline.mean)
                  }, style: .dashed),
              ]))
        ], notes: ["Reported on the test part for all values; none is chosen by it."]
      ).marked(by: speech)
    }
  }
}
