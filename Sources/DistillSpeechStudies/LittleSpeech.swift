package import Distill
import DistillSpeech
package import DistillStudies

extension Experiment {
  /// The paper's table 5: soft targets keep a network of little data from overfitting.
  static let littleSpeech = Experiment(
    "little-speech", "Soft targets in place of most of the data", obstacle: \.lackOfSpeech
  ) { plan in
    let (seeds, speech, split) = (plan.context.seeds, plan.speech, plan.testSplit)
    let shares: [Double] = plan.context.choose(full: [0.01, 0.03, 0.1, 0.3], quick: [0.03])
    let soft = shares.map { share in seeds.map { plan.model(onShare: share, soft: true, $0) } }
    let hard = shares.map { share in seeds.map { plan.model(onShare: share, soft: false, $0) } }
    let whole = seeds.map { plan.acousticModel($0, on: split) }
    return { workspace in
      func series(_ runs: [TrainedRun]) throws -> LittleSpeechResults.Series {
        .init(
          training: runs.map { workspace.bestTrainingAccuracy(of: $0) },
          test: try runs.map { try workspace.result($0).accuracy })
      }
      return LittleSpeechResults(
        all: try series(whole), shares: shares, labels: try hard.map(series),
        soft: try soft.map(series), temperature: Plan.littleSpeechTemperature
      ).finding.marked(by: speech)
    }
  }
}

/// Frames that models of little data classify right.
package struct LittleSpeechResults {
  /// Frames right in percent, by seed.
  package struct Series {
    let training: [Double]
    let test: [Double]

    package init(training: [Double], test: [Double]) {
      self.training = training
      self.test = test
    }
  }

  /// Models of one share of the data.
  private struct Row {
    let share: Double
    let labels: Sample
    let soft: Sample
    let training: (labels: Sample, soft: Sample)
  }

  private let all: Sample
  private let trainingOfAll: Sample
  private let rows: [Row]
  private let temperature: Double

  /// Models on the labels of all the data; then, by share, models on labels and on soft targets.
  package init(
    all: Series, shares: [Double], labels: [Series], soft: [Series], temperature: Double
  ) {
    precondition(
      !shares.isEmpty && shares.count == labels.count && shares.count == soft.count,
      "\(shares.count) shares for \(labels.count) and \(soft.count) series")
    self.all = Sample("100 %, labels", all.test)
    trainingOfAll = Sample("", all.training)
    rows = zip(shares, zip(labels, soft)).map { share, series in
      let percent = "\(Numeral.short(100 * share)) %"
      return Row(
        share: share, labels: Sample("\(percent), labels", series.0.test),
        soft: Sample("\(percent), soft targets", series.1.test),
        training: (Sample("", series.0.training), Sample("", series.1.training)))
    }
    self.temperature = temperature
  }

  /// By share, the part of the loss against all the data that soft targets recover: the way from labels of
  /// the share to labels of all the data that they go, of means over seeds, in percent.
  package var recovered: [Double] { rows.map(recovered) }

  private func recovered(_ row: Row) -> Double {
    Gain.share(of: row.soft.mean, from: row.labels.mean, to: all.mean)
  }

  /// Soft targets against labels, by share.
  package var comparisons: [Comparison] {
    Comparison.family(rows.map { Comparison($0.soft, against: $0.labels, betterIs: .higher) })
  }

  private var table: ResultTable {
    ResultTable(
      caption: "Frames right, %",
      columns: ["", "training", "test", "recovered, %", "the paper's"],
      rows: [[all.name, trainingOfAll.text(), all.text(), "", "63.4 / 58.9"]]
        + rows.flatMap { row in
          let paper = row.share == 0.03 ? ["67.3 / 44.5", "65.4 / 57.0"] : ["", ""]
          return [
            [row.labels.name, row.training.labels.text(), row.labels.text(), "", paper[0]],
            [
              row.soft.name, row.training.soft.text(), row.soft.text(),
              Numeral.fixed(recovered(row), decimals: 0), paper[1],
            ],
          ]
        })
  }

  private var figure: Figure {
    .curves(
      CurvesFigure(
        title: "Frames right by share of the data",
        horizontal: Scale(title: "% of the data", isLogarithmic: true),
        vertical: Scale(title: "% of the test frames"),
        series: [
          .init(
            name: "labels, early stopping", points: rows.map { .init(x: 100 * $0.share, $0.labels) }
          ),
          .init(name: "soft targets", points: rows.map { .init(x: 100 * $0.share, $0.soft) }),
          .init(
            name: "all the data",
            points: [rows[0], rows[rows.count - 1]].map {
              .init(x: 100 * $0.share, y: all.mean)
            }, style: .dashed),
        ]))
  }

  package var finding: Finding {
    let comparisons = comparisons
    let place = rows.firstIndex { $0.share == 0.03 } ?? 0
    let row = rows[place]
    let percent = "\(Numeral.short(100 * row.share)) %"
    let part = Numeral.fixed(recovered(row), decimals: 0)
    return Finding(
      sentence:
        "On \(percent) of the data, models on labels with early stopping classify \(row.labels.text()) % "
        + "of the test frames right, and models on soft targets without it \(row.soft.text()) %: "
        + "\(part) % of the loss against all the data (\(all.text()) %) is recovered.",
      paper:
        "On 3 % of the data 44.5 % with labels and 57.0 % with soft targets; all the data give "
        + "58.9 %: 87 % of the loss is recovered.",
      samples: [all] + rows.map(\.labels) + rows.map(\.soft), comparisons: comparisons,
      claims: [
        Claim(
          "On \(percent) of the data soft targets are better than labels, frames",
          paper: row.share == 0.03 ? "44.5 → 57.0 %" : nil,
          ours: "\(row.labels.text()) → \(row.soft.text()) %", tested: [comparisons[place]]),
        Claim(
          "Part of the loss against all the data that soft targets recover at \(percent)",
          paper: row.share == 0.03 ? "87 %" : nil, ours: "\(part) %"),
      ],
      tables: [table], figures: [figure],
      notes: [
        "Shares are of whole utterances, the same for labels and soft targets. The soft targets are those of the baselines together, which were trained on all the data, at T = \(Numeral.short(temperature)), with no weight on the labels. Networks on labels have dropout and stop early by speakers who are set aside; those on soft targets make as many steps as on all the data and are not chosen by an epoch. Training accuracy is that of the last epoch, or of the one that is kept."
      ])
  }
}

extension Plan {
  /// Chosen on speakers who were set aside. Higher than for students of all the data: each of the few
  /// frames has to carry more information.
  fileprivate static let littleSpeechTemperature = 5.0
  /// Networks on labels have stopped long before they have seen a frame as often as this.
  fileprivate static let mostRepeats = 10.0

  /// A model of a share of the data.
  fileprivate mutating func model(onShare share: Double, soft: Bool, _ seed: UInt64) -> TrainedRun {
    let split = testSplit
    let whole = frames(of: split.learned)
    let dataset = whole.fraction(share, seed: seed)
    let temperature = Self.littleSpeechTemperature
    let objective = soft ? Objective(temperature: temperature, hardWeight: 0) : nil
    var file = acousticFile(seed, objective: objective)
    let repeats = soft ? 1 / share : min(Self.mostRepeats, 1 / share)
    file.recipe.epochs = Int((Double(file.recipe.epochs) * repeats).rounded())
    guard soft else {
      file.recipe.schedule = Schedule(.constant)
      file.recipe.learningRate /= 4
      file.recipe.patience = 8
      return train(
        "share-\(share)-labels-\(seed)", file, on: dataset, validation: frames(of: split.tuning))
    }
    // Nothing is chosen, and evaluating after each of some hundred short epochs would take longer than these.
    return train(
      "share-\(share)-soft-T\(Numeral.short(temperature))-\(seed)", file, on: dataset,
      targets: acousticTargets(on: split, temperature: temperature))
  }
}

extension Workspace {
  /// The share of the training examples that `run` predicted right in the epoch that it was kept from, in
  /// percent.
  fileprivate func bestTrainingAccuracy(of run: TrainedRun) -> Double {
    let points = curve(of: run)?.points ?? []
    let isPatient = (try? result(run).recipe.contains("patience:")) ?? false
    let kept =
      isPatient
      ? points.min { ($0.validationErrorRate ?? 1) < ($1.validationErrorRate ?? 1) } : points.last
    return kept?.trainingErrorRate.map { 100 * (1 - $0) } ?? .nan
  }
}
