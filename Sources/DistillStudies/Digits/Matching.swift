import Distill

extension Experiment {
  /// Matching logits is what soft targets become as the temperature grows.
  static let logitMatching = Experiment("logit-matching", "Matching logits") { plan in
    let seeds = plan.setting.seeds
    let temperatures: [Double] = plan.setting.choose(full: [1, 4, 20, 100], quick: [1, 20])
    let students = temperatures.map { temperature in
      seeds.map {
        plan.student(
          Usual.narrow, temperature: temperature, hardWeight: Usual.hardWeight, seed: $0)
      }
    }
    let matching = seeds.map { seed in
      plan.train(
        "logits-\(seed)",
        plan.studentFile(
          Usual.narrow, seed, Objective(matching: .logits, hardWeight: Usual.hardWeight)),
        on: plan.setting.train, targets: plan.targets(for: seed))
    }
    let halfway = plan.control(Usual.narrow, seed: 1)
    let angles = plan.angles(
      to: [1, 2, 4, 8, 20, 40, 100], of: halfway, targets: plan.targets(for: 1))
    return { workspace in
      let soft = try zip(temperatures, students).map {
        try workspace.errors("T = \(Numeral.short($0))", of: $1)
      }
      let logits = try workspace.errors("logits matched", of: matching)
      let measured = try workspace.value(angles)
      let comparisons = soft.map { Comparison(logits, against: $0, betterIs: .lower) }
      return Finding(
        sentence:
          "The angle between T² times the gradient of the soft targets and that of matching logits "
          + "shrinks as T grows: its cosine is "
          + measured.map {
            "\(Numeral.fixed($0.cosine, decimals: 3)) at T = \(Numeral.short($0.temperature))"
          }
          .joined(separator: ", ") + ".",
        paper:
          "At high temperatures distillation is matching logits, where these have zero mean for each case (Eq. 4).",
        samples: soft + [logits], comparisons: comparisons,
        tables: [
          ResultTable(samples: soft + [logits], caption: "Test errors of 300-300 students by seed"),
          ResultTable(
            caption: "T² · gradient against the gradient of matching logits",
            columns: ["T", "cosine", "ratio of lengths"],
            rows: measured.map {
              [
                Numeral.short($0.temperature), Numeral.fixed($0.cosine, decimals: 4),
                Numeral.fixed($0.ratio, decimals: 4),
              ]
            }),
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Gradients of soft targets and of matching logits",
              horizontal: Scale(title: "T", isLogarithmic: true), vertical: Scale(title: "cosine"),
              series: [
                .init(
                  name: "cosine",
                  points: measured.map { .init(x: $0.temperature, y: $0.cosine) })
              ])),
          .bars(
            BarsFigure(
              title: "Test errors of 300-300 students", vertical: Scale(title: "errors"),
              groups: (soft + [logits]).map(\.name),
              series: [.init("mean, 95 % interval", soft + [logits])])),
        ],
        notes: [
          "Gradients with respect to the logits of a trained 300-300 network, over 1,000 training examples, on its teacher’s logits."
        ])
    }
  }
}

/// How one temperature's gradient lies to that of matching logits.
private struct Angle: Codable, Sendable {
  let temperature: Double
  let cosine: Double
  let ratio: Double
}

extension Plan {
  fileprivate mutating func angles(
    to temperatures: [Double], of run: TrainedRun, targets: LabelledSet
  ) -> Measured<[Angle]> {
    let count = min(1000, setting.train.count)
    let examples = setting.train.subset(Array(0..<count))
    return measure("angles", from: [run], targets: [targets]) { workspace in
      let engine = Engine(threads: 1, precision: .float32)
      let store = try workspace.store(targets)
      let logits = engine.tensor(
        try workspace.network(run).logits(for: examples, on: engine),
        shape: [count, examples.classNames.count])
      func gradient(_ objective: Objective) throws -> [Float] {
        let soft = try SoftTargets(store, for: examples, objective: objective, on: engine)
        switch soft.targets(at: Array(0..<count), on: engine) {
        case .probabilities(let targets, _):
          return objective.gradient(logits: logits, targets: targets, labels: nil, on: engine)
            .gradient.values
        case .logits(let targets):
          return objective.gradient(logits: logits, matching: targets, labels: nil, on: engine)
            .gradient.values
        }
      }
      let matching = try gradient(Objective(matching: .logits, hardWeight: 0))
      return try temperatures.map { temperature in
        let soft = try gradient(Objective(temperature: temperature, hardWeight: 0))
        let product = zip(soft, matching).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        let lengths = [soft, matching].map { gradient in
          gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        return Angle(
          temperature: temperature, cosine: product / (lengths[0] * lengths[1]),
          ratio: lengths[0] / lengths[1])
      }
    }
  }
}
