package import Distill
import DistillSpeech
package import DistillStudies

extension Experiment {
  /// The temperature of the soft targets.
  static let acousticTemperatures = Experiment(
    "acoustic-temperatures", "Temperature", obstacle: \.lackOfSpeech
  ) { plan in
    let values: [Double] = plan.context.choose(full: [1, 2, 5, 10], quick: [1, 2])
    return plan.acousticStudents(
      over: values, named: "T", horizontal: Scale(title: "temperature", isLogarithmic: true),
      paper: "Of temperatures 1, 2, 5 and 10, the best was taken."
    ) { $0.acousticStudent($2, on: $0.testSplit, temperature: $1) }
  }

  /// The weight of the labels beside the soft targets.
  static let acousticHardWeights = Experiment(
    "acoustic-hard-weights", "Weight of the labels", obstacle: \.lackOfSpeech
  ) { plan in
    let values: [Double] = plan.context.choose(full: [0, 0.1, 0.5, 0.8], quick: [0.1, 0.5])
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
    let (seeds, split, speech) = (context.seeds, testSplit, speech)
    let baselines = seeds.map { outcome(of: acousticModel($0, on: split), on: split) }
    let students = values.map { value in
      seeds.map { outcome(of: student(&self, value, $0), on: split) }
    }
    return { workspace in
      let own = try students.map { try $0.map(workspace.value) }
      return AcousticObjectiveResults(
        name: name, values: values, frames: own.map { $0.map(\.frameAccuracy) },
        words: try own.map { try SpokenWords($0.map { ($0, split) }, in: speech).value },
        baseline: try baselines.map { try workspace.value($0).frameAccuracy },
        horizontal: horizontal, paper: paper
      ).finding.marked(by: speech)
    }
  }
}

/// Frames and words that students recognise, by the value of one quantity of the objective.
package struct AcousticObjectiveResults {
  let name: String
  let values: [Double]
  let samples: [Sample]
  let words: [WordRate]
  let baseline: Sample
  let horizontal: Scale
  let paper: String

  /// Frames right in percent, [value][seed], of at least two values, and those of the baselines of the same
  /// seeds.
  package init(
    name: String, values: [Double], frames: [[Double]], words: [WordRate], baseline: [Double],
    horizontal: Scale, paper: String
  ) {
    precondition(frames.count == values.count && values.count > 1, "\(values.count) values")
    self.name = name
    self.values = values
    samples = zip(values, frames).map { Sample("\(name) = \(Numeral.short($0))", $1) }
    self.words = words
    self.baseline = Sample("baseline", baseline)
    self.horizontal = horizontal
    self.paper = paper
  }

  /// The samples by descending mean.
  private var ordered: [Sample] { samples.sorted { $0.mean > $1.mean } }

  /// The sample with the highest mean.
  package var best: Sample { ordered[0] }

  /// Each value against the baseline, then the best value against the second best.
  package var comparisons: [Comparison] {
    let ordered = ordered
    return Comparison.family(
      samples.map { Comparison($0, against: baseline, betterIs: .higher) }
        + [Comparison(ordered[0], against: ordered[1], betterIs: .higher)])
  }

  package var finding: Finding {
    let comparisons = comparisons
    let (best, gap) = (best, comparisons[comparisons.count - 1])
    let own = comparisons.filter { $0.first.name == best.name && $0.second.name == baseline.name }
    return Finding(
      sentence:
        "Most frames are right at \(best.name), \(best.text(decimals: 2)) % "
        + "(\(gap.sentence(unit: "points"))); the baseline has \(baseline.text(decimals: 2)) %.",
      paper: paper, samples: samples + [baseline], comparisons: comparisons,
      claims: [
        Claim(
          "\(horizontal.title.prefix(1).uppercased() + horizontal.title.dropFirst()) with the most frames right",
          paper: paper, ours: "\(best.name), \(best.text(decimals: 2)) %"),
        Claim(
          "Students at \(best.name) are better than the baseline",
          ours: "\(baseline.text(decimals: 2)) → \(best.text(decimals: 2)) %", tested: own),
      ],
      tables: [
        ResultTable(
          caption: "Test part, \(baseline.values.count) seeds",
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
      ], notes: ["Reported on the test part for all values; none is chosen by it."])
  }
}
