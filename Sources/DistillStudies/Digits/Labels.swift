import Distill

extension Experiment {
  /// How much weight the labels are to have, and whether to mix them into the soft targets instead.
  static let labels = Experiment("labels", "The weight of the labels") { plan in
    let seeds = plan.setting.seeds
    let weights: [Double] = plan.setting.choose(
      full: [0, 0.1, 0.25, 0.5, 0.9, 1], quick: [0, 0.1, 0.5, 1])
    let shares: [Double] = plan.setting.choose(full: [0.1, 0.25, 0.5], quick: [0.1])
    let weighted = weights.map { weight in
      seeds.map { seed in
        weight == 1
          ? plan.control(Usual.narrow, seed: seed)
          : plan.student(
            Usual.narrow, temperature: Usual.temperature, hardWeight: weight, seed: seed)
      }
    }
    let modified = shares.map { share in
      seeds.map { seed in
        let objective = Objective(
          matching: .probabilities(temperature: Usual.temperature), hardWeight: 0,
          labelShare: share)
        var file = plan.studentFile(Usual.narrow, seed, objective)
        // The label's part of the gradient is up to T · share times that of a plain label.
        file.recipe.learningRate /= max(1, Usual.temperature * share)
        return plan.train(
          "modified-\(share)-\(seed)", file, on: plan.setting.train,
          targets: plan.targets(for: seed))
      }
    }
    return { workspace in
      let weighted = try zip(weights, weighted).map {
        try workspace.errors("weight \(Numeral.short($0))", of: $1)
      }
      let modified = try zip(shares, modified).map {
        try workspace.errors("\(Numeral.short(100 * $0)) % of labels in the targets", of: $1)
      }
      let usual = weighted[weights.firstIndex(of: Usual.hardWeight) ?? 0]
      let comparisons =
        [Comparison(usual, against: weighted[weighted.count - 1], betterIs: .lower)]
        + modified.map { Comparison($0, against: usual, betterIs: .lower) }
      return Finding(
        sentence: comparisons.map { $0.sentence(unit: "errors") }.joined(separator: "; ") + ".",
        paper:
          "A considerably lower weight on the labels works best; a weighted average of two objectives "
          + "works better than modifying the soft targets by the labels.",
        samples: weighted + modified, comparisons: comparisons,
        tables: [
          ResultTable(
            samples: weighted + modified, caption: "Test errors of 300-300 students by seed")
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Test errors by weight of the labels", horizontal: Scale(title: "weight"),
              vertical: Scale(title: "errors"),
              series: [
                .init(
                  name: "weighted average",
                  points: zip(weights, weighted).map { .init(x: $0, $1) }),
                .init(
                  name: "labels in the targets",
                  points: zip(shares, modified).map { .init(x: $0, $1) }),
              ]))
        ],
        notes: [
          "T = \(Numeral.short(Usual.temperature)). With labels in the targets the learning rate is divided by T times their share, by which the label’s part of the gradient is longer."
        ])
    }
  }
}
