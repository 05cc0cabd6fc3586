package import Distill

extension Experiment {
  /// The best weight of the labels, and labels mixed into the soft targets instead.
  static let labels = Experiment("labels", "The weight of the labels") { plan in
    let seeds = plan.context.seeds
    let weights: [Double] = plan.context.choose(
      full: [0, 0.1, 0.25, 0.5, 0.9, 1], quick: [0, 0.1, 0.5, 1])
    let shares: [Double] = plan.context.choose(full: [0.1, 0.25, 0.5], quick: [0.1])
    let weighted = weights.map { weight in
      seeds.map { seed in
        weight == 1
          ? plan.control(Defaults.narrow, seed: seed)
          : plan.student(
            Defaults.narrow, temperature: Defaults.temperature, hardWeight: weight, seed: seed)
      }
    }
    let modified = shares.map { share in
      seeds.map { seed in
        let objective = Objective(
          matching: .probabilities(temperature: Defaults.temperature), hardWeight: 0,
          labelShare: share)
        var file = plan.studentFile(Defaults.narrow, seed, objective)
        // The label's part of the gradient is up to T · share times that of a plain label.
        file.recipe.learningRate /= max(1, Defaults.temperature * share)
        return plan.train(
          "modified-\(share)-\(seed)", file, on: plan.context.train,
          targets: plan.targets(for: seed))
      }
    }
    return { workspace in
      LabelWeightResults(
        weights: weights, weighted: try weighted.map { try workspace.errors("", of: $0).values },
        shares: shares, modified: try modified.map { try workspace.errors("", of: $0).values }
      ).finding
    }
  }
}

/// Test errors by the weight of the labels, and by their share of the targets.
package struct LabelWeightResults {
  let weights: [Double]
  let weighted: [Sample]
  let shares: [Double]
  let modified: [Sample]

  /// Errors, [weight][seed] and [share][seed]; the last weight is 1, labels alone.
  package init(
    weights: [Double], weighted: [[Double]], shares: [Double], modified: [[Double]]
  ) {
    precondition(
      weights.last == 1 && weights.contains(Defaults.hardWeight),
      "weights \(weights) without \(Defaults.hardWeight), or without 1 at the end")
    self.weights = weights
    self.weighted = zip(weights, weighted).map { Sample("weight \(Numeral.short($0))", $1) }
    self.shares = shares
    self.modified = zip(shares, modified).map {
      Sample("\(Numeral.short(100 * $0)) % of labels in the targets", $1)
    }
  }

  /// The usual weight against labels alone, and labels in the targets against the usual weight.
  package var comparisons: [Comparison] {
    let usual = weighted[weights.firstIndex(of: Defaults.hardWeight) ?? 0]
    return Comparison.family(
      [Comparison(usual, against: weighted[weighted.count - 1], betterIs: .lower)]
        + modified.map { Comparison(usual, against: $0, betterIs: .lower) })
  }

  /// The weight with the lowest mean error; of several the lowest weight.
  package var best: Double {
    weights[weighted.indices.min { weighted[$0].mean < weighted[$1].mean } ?? 0]
  }

  package var finding: Finding {
    let comparisons = comparisons
    return Finding(
      sentence: comparisons.map { $0.sentence(unit: "errors") }.joined(separator: "; ") + ".",
      paper:
        "A considerably lower weight on the labels works best; a weighted average of two objectives "
        + "works better than modifying the soft targets by the labels.",
      samples: weighted + modified, comparisons: comparisons,
      claims: [
        Claim(
          "Weight of the labels with the lowest mean test error",
          paper: "considerably below the weight of the soft targets", ours: Numeral.short(best)),
        Claim(
          "A weighted average is better than labels in the targets", paper: "works better",
          ours: comparisons.dropFirst().map { "\($0.second.text()) → \($0.first.text())" }
            .joined(separator: "; "), tested: Array(comparisons.dropFirst())),
      ],
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
                name: "weighted average", points: zip(weights, weighted).map { .init(x: $0, $1) }),
              .init(
                name: "labels in the targets",
                points: zip(shares, modified).map { .init(x: $0, $1) }),
            ]))
      ],
      notes: [
        "T = \(Numeral.short(Defaults.temperature)). With labels in the targets the learning rate is divided by T times their share, the factor by which the label’s part of the gradient is longer."
      ])
  }
}
