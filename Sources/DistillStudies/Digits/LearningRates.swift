import Distill

extension Experiment {
  /// Soft targets vary less from case to case, so a much higher learning rate can be used with them:
  /// the variance of both gradients, and the epochs that each rate needs.
  static let learningRates = Experiment("learning-rates", "Gradients and learning rates") { plan in
    let seeds = plan.setting.seeds
    let count = plan.setting.train.count
    let parts = plan.setting.train.split(validation: count / 6, seed: 1)
    let rates: [Double] = plan.setting.choose(
      full: [0.01, 0.03, 0.1, 0.3, 1], quick: [0.03, 0.3])
    let rows = rates.map { rate in
      [false, true].map { isSoft in
        seeds.map { seed -> TrainedRun in
          var file = plan.studentFile(
            Usual.narrow, seed,
            isSoft ? Objective(temperature: RateRow.temperature, hardWeight: 0) : nil)
          file.recipe.learningRate = rate
          // Without momentum or a schedule, which would hide what a rate does.
          file.recipe.optimizer = Optimizer(.sgd(momentum: 0, nesterov: false))
          file.recipe.schedule = Schedule(.constant)
          file.recipe.epochs = plan.setting.choose(full: 20, quick: 5)
          return plan.train(
            "rate-\(rate)-\(isSoft ? "soft" : "labels")-\(seed)", file, on: parts.training,
            targets: isSoft ? plan.targets(for: seed) : nil, validation: parts.validation)
        }
      }
    }
    let noise = plan.gradientNoise()
    return { workspace in
      try RateRow.finding(
        zip(rates, rows).map { RateRow(rate: $0, labels: $1[0], soft: $1[1]) },
        noise: workspace.value(noise), in: workspace)
    }
  }
}

/// The runs of one learning rate.
private struct RateRow: Sendable {
  let rate: Double
  let labels: [TrainedRun]
  let soft: [TrainedRun]

  static let temperature = 4.0
  /// The validation error rate that runs race to, in percent.
  static let goal = 2.5

  /// Validation error rates in percent by epoch, the mean over the seeds that did not diverge.
  static func curve(_ runs: [TrainedRun], in workspace: Workspace) throws -> [Double] {
    let curves = try runs.filter { try workspace.result($0).evaluation != nil }
      .compactMap { workspace.curve(of: $0) }
      .map { $0.points.compactMap { $0.validationErrorRate.map { 100 * $0 } } }
    let epochs = curves.map(\.count).min() ?? 0
    return (0..<epochs).map { epoch in
      curves.reduce(0) { $0 + $1[epoch] } / Double(curves.count)
    }
  }

  static func finding(
    _ rows: [RateRow], noise: [GradientNoiseRow], in workspace: Workspace
  ) throws -> Finding {
    let curves = try rows.map {
      (labels: try curve($0.labels, in: workspace), soft: try curve($0.soft, in: workspace))
    }
    let samples = try rows.map { row in
      [
        try workspace.errors("rate \(Numeral.short(row.rate)), labels only", of: row.labels),
        try workspace.errors("rate \(Numeral.short(row.rate)), soft targets", of: row.soft),
      ]
    }
    func epochs(_ curve: [Double]) -> String {
      curve.firstIndex { $0 <= goal }.map { "\($0 + 1)" } ?? "not in \(curve.count)"
    }
    func best(_ curves: [[Double]]) -> String {
      let needed = zip(rows, curves).compactMap { row, curve in
        curve.firstIndex { $0 <= goal }.map { (epochs: $0 + 1, rate: row.rate) }
      }
      return needed.min { $0.epochs < $1.epochs }.map {
        "\($0.epochs) epochs at their best rate, \(Numeral.short($0.rate))"
      } ?? "more epochs than there were at every rate"
    }
    let comparisons = samples.map { Comparison($0[1], against: $0[0], betterIs: .lower) }
    func figure(_ name: String, _ curves: [[Double]]) -> Figure {
      .curves(
        CurvesFigure(
          title: "Validation errors, \(name)", horizontal: Scale(title: "epoch"),
          vertical: Scale(title: "% wrong", isLogarithmic: true),
          series: zip(rows, curves).map { row, curve in
            .init(
              name: "rate \(Numeral.short(row.rate))",
              points: curve.enumerated().map { .init(x: Double($0.offset + 1), y: $0.element) })
          }))
    }
    return Finding(
      sentence:
        "To \(Numeral.short(goal)) % validation errors, soft targets need \(best(curves.map(\.soft))), labels "
        + "\(best(curves.map(\.labels))). At the initial weights the variance of the gradient of a batch "
        + "of 128 is, in units of its squared mean, "
        + noise.prefix(3).map { "\(Numeral.short($0.initial)) (\($0.name))" }
        .joined(separator: ", ") + ".",
      paper:
        "Soft targets of high entropy have much less variance in the gradient between cases, so a "
        + "much higher learning rate can be used.",
      samples: samples.flatMap { $0 }, comparisons: comparisons,
      tables: [
        ResultTable(
          caption: "Variance of the gradient over its squared mean, batches of 128",
          columns: ["", "initial weights", "trained on labels"],
          rows: noise.map { [$0.name, Numeral.short($0.initial), Numeral.short($0.trained)] }),
        ResultTable(
          caption:
            "Epochs to \(Numeral.short(goal)) % validation errors (mean curve), and test errors",
          columns: [
            "rate", "epochs, labels", "epochs, soft targets", "test errors, labels",
            "test errors, soft targets",
          ],
          rows: zip(rows, zip(curves, samples)).map { row, rest in
            [
              Numeral.short(row.rate), epochs(rest.0.labels), epochs(rest.0.soft),
              rest.1[0].text(), rest.1[1].text(),
            ]
          }),
      ],
      figures: [
        figure("labels only", curves.map(\.labels)), figure("soft targets", curves.map(\.soft)),
      ],
      notes: [
        "300-300, plain gradient descent at a constant rate, T = \(Numeral.short(temperature)), no weight on the labels; a sixth of the training images is held out for the curves. A run that diverges counts as wrong on every test image. Soft targets’ gradient is multiplied by T², and so a rate is a larger step for them. Where labels are learned by heart, the mean gradient is too small for a ratio (–)."
      ])
  }
}

/// The relative variance of one objective's gradient.
private struct GradientNoiseRow: Codable, Sendable {
  let name: String
  let initial: Double
  let trained: Double
}

extension Plan {
  fileprivate mutating func gradientNoise() -> Measured<[GradientNoiseRow]> {
    let trained = control(Usual.narrow, seed: 1)
    let targets = targets(for: 1)
    let file = studentFile(Usual.narrow, 1, nil)
    let train = setting.train
    return measure("gradient-noise", from: [trained], targets: [targets]) { workspace in
      let engine = Engine(threads: 1, precision: .float32)
      let store = try workspace.store(targets)
      let networks = [
        Network(file.architecture, seed: 1), try workspace.network(trained),
      ]
      let objectives: [(String, Objective)] =
        [("labels", .labelsOnly)]
        + [4, 20, 1].map {
          ("soft targets, T = \(Numeral.short($0))", Objective(temperature: $0, hardWeight: 0))
        }
      return try objectives.map { name, objective in
        let soft =
          objective == .labelsOnly
          ? nil : try SoftTargets(store, for: train, objective: objective, on: engine)
        let noises = try networks.map {
          try GradientNoise(
            of: $0, on: train, targets: soft, objective: objective, using: file.recipe,
            batches: 100, on: engine)
        }
        return GradientNoiseRow(
          name: name, initial: noises[0].relativeVariance, trained: noises[1].relativeVariance)
      }
    }
  }
}
