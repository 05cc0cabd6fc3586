package import Distill

extension Experiment {
  /// Matching logits is the limit of matching soft targets for high temperatures.
  static let logitMatching = Experiment("logit-matching", "Matching logits") { plan in
    let seeds = plan.context.seeds
    let temperatures: [Double] = plan.context.choose(full: [1, 4, 20, 100], quick: [1, 20])
    let students = temperatures.map { temperature in
      seeds.map {
        plan.student(
          Defaults.narrow, temperature: temperature, hardWeight: Defaults.hardWeight, seed: $0)
      }
    }
    let matching = seeds.map { seed in
      plan.train(
        "logits-\(seed)",
        plan.studentFile(
          Defaults.narrow, seed, Objective(matching: .logits, hardWeight: Defaults.hardWeight)),
        on: plan.context.train, targets: plan.targets(for: seed))
    }
    let halfway = plan.control(Defaults.narrow, seed: 1)
    let angles = plan.angles(
      to: [1, 2, 4, 8, 20, 40, 100], of: halfway, targets: plan.targets(for: 1))
    return { workspace in
      LogitMatchingResults(
        soft: try zip(temperatures, students).map {
          try workspace.errors("T = \(Numeral.short($0))", of: $1)
        },
        logits: try workspace.errors("logits matched", of: matching),
        angles: try workspace.value(angles)
      ).finding
    }
  }
}

/// The direction and length of the gradient of soft targets at one temperature, relative to the gradient
/// of matching logits.
package struct GradientAngle: Codable, Sendable {
  package let temperature: Double
  /// The cosine of the angle between both.
  package let cosine: Double
  /// The ratio of their lengths.
  package let ratio: Double

  /// From the two gradients, element by element.
  package init(temperature: Double, soft: [Float], matching: [Float]) {
    precondition(soft.count == matching.count, "gradients of different networks")
    let product = zip(soft, matching).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let lengths = [soft, matching].map { gradient in
      gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    self.temperature = temperature
    cosine = product / (lengths[0] * lengths[1])
    ratio = lengths[0] / lengths[1]
  }
}

/// Test errors by temperature and of matching logits, and the angles between both gradients.
package struct LogitMatchingResults {
  let soft: [Sample]
  let logits: Sample
  let angles: [GradientAngle]

  /// Test errors of students by ascending temperature, of students that match logits, and the angles.
  package init(soft: [Sample], logits: Sample, angles: [GradientAngle]) {
    self.soft = soft
    self.logits = logits
    self.angles = angles
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      soft.map { Comparison(logits, against: $0, betterIs: .lower) })
    let last = angles.last
    return Finding(
      sentence:
        "The angle between T² times the gradient of the soft targets and that of matching logits "
        + "shrinks as T grows: its cosine is "
        + angles.map {
          "\(Numeral.fixed($0.cosine, decimals: 3)) at T = \(Numeral.short($0.temperature))"
        }
        .joined(separator: ", ") + ".",
      paper:
        "At high temperatures distillation is matching logits, where these have zero mean for each case (Eq. 4).",
      samples: soft + [logits], comparisons: comparisons,
      claims: (last.map {
        [
          Claim(
            "Cosine of the gradients of soft targets at T = \(Numeral.short($0.temperature)) and "
              + "of matching logits", paper: "1 in the limit (Eq. 4)",
            ours: Numeral.fixed($0.cosine, decimals: 3))
        ]
      } ?? [])
        + (comparisons.first.map {
          [
            Claim(
              "Matching logits is better than \($0.second.name)",
              ours: "\($0.second.text()) → \(logits.text())", tested: [$0])
          ]
        } ?? []),
      tables: [
        ResultTable(samples: soft + [logits], caption: "Test errors of 300-300 students by seed"),
        ResultTable(
          caption: "T² · gradient relative to the gradient of matching logits",
          columns: ["T", "cosine", "ratio of lengths"],
          rows: angles.map {
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
              .init(name: "cosine", points: angles.map { .init(x: $0.temperature, y: $0.cosine) })
            ])),
        .bars(
          BarsFigure(
            title: "Test errors of 300-300 students", vertical: Scale(title: "errors"),
            groups: (soft + [logits]).map(\.name),
            series: [.init("mean, 95 % interval", soft + [logits])])),
      ],
      notes: [
        "Gradients with respect to the logits of a trained 300-300 network, over 1,000 training examples, with its teacher’s logits as targets."
      ])
  }
}

extension Plan {
  fileprivate mutating func angles(
    to temperatures: [Double], of run: TrainedRun, targets: LabelledSet
  ) -> Measured<[GradientAngle]> {
    let count = min(1000, context.train.count)
    let examples = context.train.subset(Array(0..<count))
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
        GradientAngle(
          temperature: temperature,
          soft: try gradient(Objective(temperature: temperature, hardWeight: 0)),
          matching: matching)
      }
    }
  }
}
