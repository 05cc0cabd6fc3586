import Distill

extension Experiment {
  /// Networks of one size teaching the next, generation after generation.
  static let generations = Experiment("self-distillation", "Generation after generation") { plan in
    let seeds = plan.setting.seeds
    let count = plan.setting.choose(full: 5, quick: 2)
    let objective = Objective(temperature: 4, hardWeight: Usual.hardWeight)
    let lines = seeds.map { seed in
      var line = [plan.control(Usual.narrow, seed: seed)]
      for generation in 1...count {
        let targets = plan.label(
          "generation-\(generation - 1)-\(seed)", plan.setting.train, by: [line[generation - 1]],
          mean: .geometric)
        // A seed of its own: from the parent's initial values a child would end near its parent.
        let file = plan.studentFile(Usual.narrow, seed + UInt64(1000 * generation), objective)
        line.append(
          plan.train(
            "generation-\(generation)-\(seed)", file, on: plan.setting.train, targets: targets))
      }
      return line
    }
    return { workspace in
      let samples = try (0...count).map { generation in
        try workspace.errors(
          generation == 0 ? "labels only" : "generation \(generation)",
          of: lines.map { $0[generation] })
      }
      let comparisons = samples.dropFirst().map {
        Comparison($0, against: samples[0], betterIs: .lower)
      }
      return Finding(
        sentence:
          "The first generation against its parent: \(comparisons[0].sentence(unit: "errors")); the "
          + "last: \(comparisons[count - 1].sentence(unit: "errors")).",
        paper: nil, samples: samples, comparisons: comparisons,
        tables: [
          ResultTable(samples: samples, caption: "Test errors of 300-300 networks by line")
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Test errors by generation", horizontal: Scale(title: "generation"),
              vertical: Scale(title: "errors"),
              series: [
                .init(
                  name: "mean",
                  points: samples.enumerated().map { .init(x: Double($0.offset), $0.element) })
              ]))
        ],
        notes: ["T = 4, weight \(Numeral.short(Usual.hardWeight)) on the labels, equal epochs."])
    }
  }
}
