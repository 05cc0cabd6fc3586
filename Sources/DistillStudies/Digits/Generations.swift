package import Distill

extension Experiment {
  /// Networks of one size as teachers of the next, generation after generation.
  static let generations = Experiment("self-distillation", "Generation after generation") { plan in
    let seeds = plan.context.seeds
    let count = plan.context.choose(full: 5, quick: 2)
    let objective = Objective(temperature: 4, hardWeight: Defaults.hardWeight)
    let lines = seeds.map { seed in
      var line = [plan.control(Defaults.narrow, seed: seed)]
      for generation in 1...count {
        let targets = plan.label(
          "generation-\(generation - 1)-\(seed)", plan.context.train, by: [line[generation - 1]],
          mean: .geometric)
        // A seed of its own: from its teacher's initial values a student would end near the teacher.
        let file = plan.studentFile(Defaults.narrow, seed + UInt64(1000 * generation), objective)
        line.append(
          plan.train(
            "generation-\(generation)-\(seed)", file, on: plan.context.train, targets: targets))
      }
      return line
    }
    return { workspace in
      GenerationsResults(
        generations: try (0...count).map { generation in
          try workspace.errors(
            generation == 0 ? "labels only" : "generation \(generation)",
            of: lines.map { $0[generation] })
        }
      ).finding
    }
  }
}

/// The test errors of successive generations of one network.
package struct GenerationsResults {
  let generations: [Sample]

  /// Test errors by seed, of the network on labels first, then of each generation.
  package init(generations: [Sample]) {
    precondition(generations.count > 1, "\(generations.count) generations have nothing to compare")
    self.generations = generations
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      generations.dropFirst().map {
        Comparison($0, against: generations[0], betterIs: .lower)
      })
    let last = comparisons[comparisons.count - 1]
    return Finding(
      sentence:
        "The first generation against the network on labels: "
        + "\(comparisons[0].sentence(unit: "errors")); the last: \(last.sentence(unit: "errors")).",
      paper: nil, samples: generations, comparisons: comparisons,
      claims: [
        Claim(
          "A network of the teacher’s size is better than its teacher",
          ours: "\(generations[0].text()) → \(generations[1].text())", tested: [comparisons[0]]),
        Claim(
          "Generation \(comparisons.count) is better than the network on labels",
          ours: "\(generations[0].text()) → \(last.first.text())", tested: [last]),
      ],
      tables: [
        ResultTable(samples: generations, caption: "Test errors of 300-300 networks by seed")
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by generation", horizontal: Scale(title: "generation"),
            vertical: Scale(title: "errors"),
            series: [
              .init(
                name: "mean",
                points: generations.enumerated().map { .init(x: Double($0.offset), $0.element) })
            ]))
      ],
      notes: ["T = 4, weight \(Numeral.short(Defaults.hardWeight)) on the labels, equal epochs."])
  }
}
