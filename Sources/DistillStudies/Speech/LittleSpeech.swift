import Distill
import DistillSpeech
import Foundation

extension Experiment {
  /// The paper's table 5: soft targets keep a network that sees little data from overfitting.
  static let littleSpeech = Experiment(
    "little-speech", "Soft targets in place of most of the data", obstacle: \.lackOfSpeech
  ) { plan in
    let (seeds, speech, split) = (plan.setting.seeds, plan.speech, plan.testSplit)
    let shares: [Double] = plan.setting.choose(full: [0.01, 0.03, 0.1, 0.3], quick: [0.03])
    let soft = shares.map { share in seeds.map { plan.model(onShare: share, soft: true, $0) } }
    let hard = shares.map { share in seeds.map { plan.model(onShare: share, soft: false, $0) } }
    let whole = seeds.map { plan.acousticModel($0, on: split) }
    return { workspace in
      func tested(_ name: String, _ runs: [TrainedRun]) throws -> Sample {
        Sample(
          name,
          try runs.map {
            let result = try workspace.result($0)
            return 100 * (1 - Double(result.errors) / Double(max(result.testExamples, 1)))
          })
      }
      func trained(_ name: String, _ runs: [TrainedRun]) -> Sample {
        Sample(name, runs.map { workspace.bestTrainingAccuracy(of: $0) })
      }
      func percent(_ share: Double) -> String { "\(Numeral.short(100 * share)) %" }
      let full = try tested("100 %, labels", whole)
      let labels = try zip(shares, hard).map { try tested("\(percent($0)), labels", $1) }
      let targets = try zip(shares, soft).map { try tested("\(percent($0)), soft targets", $1) }
      let comparisons = zip(targets, labels).map { Comparison($0, against: $1, betterIs: .higher) }
      let recovered = zip(targets, labels).map { 100 * ($0.mean - $1.mean) / (full.mean - $1.mean) }
      let place = shares.firstIndex(of: 0.03) ?? 0
      var rows = [
        [
          full.name, trained("", whole).text(decimals: 1), full.text(decimals: 1), "",
          "63.4 / 58.9",
        ]
      ]
      for (number, share) in shares.enumerated() {
        let paper = share == 0.03 ? ["67.3 / 44.5", "65.4 / 57.0"] : ["", ""]
        rows.append([
          labels[number].name, trained("", hard[number]).text(decimals: 1),
          labels[number].text(decimals: 1), "", paper[0],
        ])
        rows.append([
          targets[number].name, trained("", soft[number]).text(decimals: 1),
          targets[number].text(decimals: 1), Numeral.fixed(recovered[number], decimals: 0),
          paper[1],
        ])
      }
      return Finding(
        sentence:
          "On \(percent(shares[place])) of the data labels give \(labels[place].text(decimals: 1)) % "
          + "of the test frames, with early stopping, and soft targets "
          + "\(targets[place].text(decimals: 1)) %, without: "
          + "\(Numeral.fixed(recovered[place], decimals: 0)) % of what is lost against all the data "
          + "(\(full.text(decimals: 1)) %).",
        paper:
          "On 3 % of the data 44.5 % with labels and 57.0 % with soft targets, where all the data give "
          + "58.9 %: 87 % of what is lost.",
        samples: [full] + labels + targets, comparisons: comparisons,
        tables: [
          ResultTable(
            caption: "Frames right, %",
            columns: ["", "training", "test", "recovered, %", "the paper's"], rows: rows)
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Frames right by share of the data",
              horizontal: Scale(title: "% of the data", isLogarithmic: true),
              vertical: Scale(title: "% of the test frames"),
              series: [
                .init(
                  name: "labels, early stopping",
                  points: zip(shares, labels).map { .init(x: 100 * $0, $1) }),
                .init(
                  name: "soft targets", points: zip(shares, targets).map { .init(x: 100 * $0, $1) }),
                .init(
                  name: "all the data",
                  points: [shares[0], shares[shares.count - 1]].map {
                    .init(x: 100 * $0, y: full.mean)
                  }, style: .dashed),
              ]))
        ],
        notes: [
          "Shares are of whole utterances, the same for labels and soft targets. The soft targets are those of the baselines together, which learned from all the data, at T = \(Numeral.short(Plan.littleSpeechTemperature)), with no weight on the labels. Networks on labels have dropout and stop early by speakers who are set aside; those on soft targets make as many steps as on all the data and are taken as they are in the end. Training accuracy is that of the last epoch, or of the one that is kept."
        ]
      ).marked(by: speech)
    }
  }
}

extension Plan {
  /// Chosen on speakers who were set aside. Softer than for students of all the data: each of the few
  /// frames has to say more.
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
    // Nothing is chosen, and judging after each of some hundred short epochs would take longer than them.
    return train(
      "share-\(share)-soft-T\(Numeral.short(temperature))-\(seed)", file, on: dataset,
      targets: acousticTargets(on: split, temperature: temperature))
  }
}

extension Workspace {
  /// The share of the training examples that `run` got right in the epoch that it was kept from, in
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
