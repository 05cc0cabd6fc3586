import Distill

extension Experiment {
  /// The generalist, and what it would have been after a quarter of its training.
  static let generalist = Experiment(
    "generalist", "The generalist", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let runs = seeds.map { plan.generalist($0) }
    let (epochs, quarter) = (plan.generalistEpochs, plan.shortEpochs)
    let shorter = seeds.map { plan.generalist($0, epochs: quarter) }
    let moved = plan.isOfImages ? ", images moved and deformed anew each time" : ""
    let sizes = (plan.width, plan.parts.validation.count)
    return { workspace in
      let own = try workspace.accuracies("generalist", of: runs)
      let short = try workspace.accuracies("\(quarter) epochs", of: shorter)
      let comparison = Comparison(own, against: short, betterIs: .higher)
      let validation = try workspace.validation(of: runs)
      func curve(_ name: String, _ runs: [TrainedRun]) -> [CurvesFigure.Series] {
        runs.prefix(1).compactMap(workspace.curve).flatMap { curve in
          [
            CurvesFigure.Series(
              name: "\(name), validation", points: curve.points.accuracy(\.validationErrorRate)),
            CurvesFigure.Series(
              name: "\(name), training", points: curve.points.accuracy(\.trainingErrorRate),
              style: .dashed),
          ]
        }
      }
      return Finding(
        sentence:
          "The generalist gets \(own.text(decimals: 1)) % of the test examples right after \(epochs) "
          + "epochs, and \(short.text(decimals: 1)) % after \(quarter): "
          + "\(comparison.sentence(unit: "points")).",
        paper: nil, samples: [own, short, validation], comparisons: [comparison],
        tables: [
          ResultTable(samples: [own, short, validation], caption: "Test accuracy by seed, %")
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Accuracy while training", horizontal: Scale(title: "epoch"),
              vertical: Scale(title: "% right"),
              series: curve("generalist", runs) + curve("\(quarter) epochs", shorter)))
        ],
        notes: [
          "Two hidden layers of \(sizes.0) units, Adam\(moved); \(sizes.1) training examples are held out for the curves, which are of seed 1. Dashed: on the examples that are trained on, as they are moved."
        ])
    }
  }
}

extension Workspace {
  /// The shares of the test examples that `runs` get right, in percent.
  func accuracies(_ name: String, of runs: [TrainedRun]) throws -> Sample {
    Sample(
      name,
      try runs.map {
        let result = try result($0)
        return 100 * Double(result.testExamples - result.errors)
          / Double(max(result.testExamples, 1))
      })
  }

  /// The shares of the examples held out that `runs` got right in the end, in percent.
  fileprivate func validation(of runs: [TrainedRun]) throws -> Sample {
    Sample(
      "generalist, validation",
      runs.map { run in
        let last = curve(of: run)?.points.last?.validationErrorRate
        return last.map { 100 * (1 - $0) } ?? .nan
      })
  }
}

extension [LearningCurve.Point] {
  /// 100 · (1 − error rate) over the epochs where it was measured.
  fileprivate func accuracy(
    _ rate: KeyPath<LearningCurve.Point, Double?>
  ) -> [CurvesFigure.Point] {
    compactMap { point in
      point[keyPath: rate].map { .init(x: Double(point.epoch), y: 100 * (1 - $0)) }
    }
  }
}
