import Distill

extension Experiment {
  /// The paper's explanation of learning from few examples: the gradient of soft targets varies less from
  /// case to case, so a much higher learning rate can be used. The variance of both gradients, and the
  /// epochs that each rate needs.
  static let learningRates = Experiment("learning-rates", "Gradients and learning rates") { plan in
    let seeds = plan.context.seeds
    let count = plan.context.train.count
    let parts = plan.context.train.split(validation: count / 6, seed: 1)
    let rates: [Double] = plan.context.choose(
      full: [0.01, 0.03, 0.1, 0.3, 1], quick: [0.03, 0.3])
    let rows = rates.map { rate in
      [false, true].map { isSoft in
        seeds.map { seed -> TrainedRun in
          var file = plan.studentFile(
            Defaults.narrow, seed,
            isSoft ? Objective(temperature: LearningRatesResults.temperature, hardWeight: 0) : nil)
          file.recipe.learningRate = rate
          // Without momentum or a schedule, which would hide what a rate does.
          file.recipe.optimizer = Optimizer(.sgd(momentum: 0, nesterov: false))
          file.recipe.schedule = Schedule(.constant)
          file.recipe.epochs = plan.context.choose(full: 20, quick: 5)
          return plan.train(
            "rate-\(rate)-\(isSoft ? "soft" : "labels")-\(seed)", file, on: parts.training,
            targets: isSoft ? plan.targets(for: seed) : nil, validation: parts.validation)
        }
      }
    }
    let noise = plan.gradientNoise()
    return { workspace in
      LearningRatesResults(
        rows: try zip(rates, rows).map { rate, runs in
          LearningRatesResults.Row(
            rate: rate,
            labels: .init(
              errors: try workspace.errors("", of: runs[0]).values,
              curves: try workspace.validationErrors(of: runs[0])),
            soft: .init(
              errors: try workspace.errors("", of: runs[1]).values,
              curves: try workspace.validationErrors(of: runs[1])))
        }, noise: try workspace.value(noise)
      ).finding
    }
  }
}

extension Workspace {
  /// The validation error rates of each of `runs` in percent, epoch by epoch; runs that diverged are left
  /// out.
  fileprivate func validationErrors(of runs: [TrainedRun]) throws -> [[Double]] {
    try runs.filter { try result($0).evaluation != nil }
      .compactMap { curve(of: $0) }
      .map { $0.points.compactMap { $0.validationErrorRate.map { 100 * $0 } } }
  }
}

/// The relative variance of one objective's gradient.
package struct GradientNoiseRow: Codable, Sendable {
  let name: String
  /// At the initial weights.
  let initial: Double
  /// At the weights of a network trained on labels.
  let trained: Double

  package init(name: String, initial: Double, trained: Double) {
    self.name = name
    self.initial = initial
    self.trained = trained
  }
}

extension Plan {
  fileprivate mutating func gradientNoise() -> Measured<[GradientNoiseRow]> {
    let trained = control(Defaults.narrow, seed: 1)
    let targets = targets(for: 1)
    let file = studentFile(Defaults.narrow, 1, nil)
    let train = context.train
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
