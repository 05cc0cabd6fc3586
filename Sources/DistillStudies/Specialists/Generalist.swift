package import Distill

extension Experiment {
  /// The generalist, and one that was trained a quarter as long.
  static let generalist = Experiment(
    "generalist", "The generalist", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.context.seeds
    let runs = seeds.map { plan.generalist($0) }
    let (epochs, quarter) = (plan.generalistEpochs, plan.shortEpochs)
    let shorter = seeds.map { plan.generalist($0, epochs: quarter) }
    let moved = plan.isOfImages ? ", images shifted and distorted differently in each epoch" : ""
    let sizes = (plan.width, plan.parts.validation.count)
    return { workspace in
      GeneralistResults(
        generalist: try workspace.accuracies("generalist", of: runs),
        shorter: try workspace.accuracies("\(quarter) epochs", of: shorter),
        validation: workspace.validation(of: runs), epochs: epochs, shorterEpochs: quarter,
        curves: [("generalist", runs), ("\(quarter) epochs", shorter)].compactMap { name, runs in
          runs.first.flatMap(workspace.curve).map { (name, $0) }
        },
        note:
          "Two hidden layers of \(sizes.0) units, Adam\(moved); \(sizes.1) training examples are held out for the curves, which are of seed 1. Dashed: on the training examples, as they are augmented."
      ).finding
    }
  }
}

/// Accuracies of the generalist and of one that was trained for fewer epochs, in percent by seed.
package struct GeneralistResults {
  let generalist: Sample
  let shorter: Sample
  let validation: Sample
  let epochs: Int
  let shorterEpochs: Int
  let curves: [(name: String, curve: LearningCurve)]
  let note: String

  package init(
    generalist: Sample, shorter: Sample, validation: Sample, epochs: Int, shorterEpochs: Int,
    curves: [(String, LearningCurve)] = [], note: String = ""
  ) {
    self.generalist = generalist
    self.shorter = shorter
    self.validation = validation
    self.epochs = epochs
    self.shorterEpochs = shorterEpochs
    self.curves = curves
    self.note = note
  }

  /// 100 · (1 − error rate) over the epochs in which it was measured.
  package static func accuracy(
    _ points: [LearningCurve.Point], _ rate: KeyPath<LearningCurve.Point, Double?>
  ) -> [CurvesFigure.Point] {
    points.compactMap { point in
      point[keyPath: rate].map { .init(x: Double(point.epoch), y: 100 * (1 - $0)) }
    }
  }

  package var finding: Finding {
    let comparison = Comparison(generalist, against: shorter, betterIs: .higher)
    let samples = [generalist, shorter, validation]
    return Finding(
      sentence:
        "The generalist predicts \(generalist.text()) % of the test examples right after \(epochs) "
        + "epochs, and \(shorter.text()) % after \(shorterEpochs): "
        + "\(comparison.sentence(unit: "points")).",
      paper: nil, samples: samples, comparisons: [comparison],
      claims: [
        Claim(
          "Test accuracy of the generalist", paper: "25.0 % (JFT)", ours: "\(generalist.text()) %")
      ],
      tables: [ResultTable(samples: samples, caption: "Accuracy by seed, %")],
      figures: [
        .curves(
          CurvesFigure(
            title: "Accuracy during training", horizontal: Scale(title: "epoch"),
            vertical: Scale(title: "% right"),
            series: curves.flatMap { name, curve in
              [
                CurvesFigure.Series(
                  name: "\(name), validation",
                  points: Self.accuracy(curve.points, \.validationErrorRate)),
                CurvesFigure.Series(
                  name: "\(name), training",
                  points: Self.accuracy(curve.points, \.trainingErrorRate), style: .dashed),
              ]
            }))
      ],
      notes: note.isEmpty ? [] : [note])
  }
}

extension Workspace {
  /// The share of the test examples that each of `runs` predicts right, in percent.
  func accuracies(_ name: String, of runs: [TrainedRun]) throws -> Sample {
    Sample(name, try runs.map { try result($0).accuracy })
  }

  /// The share of the examples held out that each of `runs` predicts right in the end, in percent.
  fileprivate func validation(of runs: [TrainedRun]) -> Sample {
    Sample(
      "generalist, validation",
      runs.map { run in
        let last = curve(of: run)?.points.last?.validationErrorRate
        return last.map { 100 * (1 - $0) } ?? .nan
      })
  }
}
