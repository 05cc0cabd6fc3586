package import Distill

extension Experiment {
  /// The generalist with its specialists: the paper's tables 3 and 4.
  static let panel = Experiment(
    "panel", "Specialists with a dustbin", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.context.seeds
    let outcomes = seeds.map { plan.outcome(of: plan.panel($0, .dustbin)) }
    let (size, cost) = (plan.panelSize, plan.specialistCost)
    return { workspace in
      PanelResults(
        outcomes: try outcomes.map(workspace.value), specialists: size.specialists,
        classes: size.classes, cost: cost
      ).finding
    }
  }
}

/// The outcomes of panels of specialists with a dustbin.
package struct PanelResults {
  let outcomes: [PanelOutcome]
  let specialists: Int
  let classes: Int
  let cost: Double

  /// Outcomes by seed, of panels of so many specialists of so many classes each. `cost` is the number of
  /// training examples that one specialist sees, in percent of its generalist's.
  package init(outcomes: [PanelOutcome], specialists: Int, classes: Int, cost: Double) {
    self.outcomes = outcomes
    self.specialists = specialists
    self.classes = classes
    self.cost = cost
  }

  /// The gain in points of each additional specialist that a class has, by seed.
  package var trend: Sample { Sample("slope", outcomes.map(\.trend)) }

  package var finding: Finding {
    let gain = PanelGain(outcomes)
    let family = Comparison.family([
      gain.accuracy, gain.conditional,
      Comparison(trend, against: Sample("0", outcomes.map { _ in 0 }), betterIs: .higher),
    ])
    let (accuracy, conditional, slope) = (family[0], family[1], family[2])
    let alone = Sample(
      "specialists alone, conditional", outcomes.map { $0.alone.accuracy(\.after) })
    let active = Sample("active", outcomes.map(\.active))
    let coverage = CoverageGain(outcomes)
    let p = slope.correctedP.map { "Holm-corrected \(Numeral.pValue($0, named: true))" }
    return Finding(
      sentence: [
        "With \(specialists) specialists of \(classes) classes each, accuracy goes from",
        "\(gain.before.text()) to \(gain.after.text()) %,",
        "by \(gain.relative.text()) % of its value:",
        "\(accuracy.sentence(unit: "points")). Conditional accuracy:",
        "\(conditional.sentence(unit: "points")).",
        "Each additional specialist that a class has adds \(trend.text(decimals: 2)) points",
        "(\(p ?? "one seed")).",
      ].joined(separator: " "),
      paper:
        "From 25.0 % to 26.1 %, by 4.4 % of its value, and conditional accuracy from 43.1 % to 45.9 %, with "
        + "61 specialists of 300 classes; the more specialists have a class, the more it gains.",
      samples: gain.samples + [alone, trend, active], comparisons: family,
      claims: [
        Claim(
          "Specialists improve accuracy", paper: "25.0 → 26.1 %",
          ours: "\(gain.before.text()) → \(gain.after.text()) %", tested: [accuracy]),
        Claim("Relative gain in accuracy", paper: "4.4 %", ours: "\(gain.relative.text()) %"),
        Claim(
          "Specialists improve conditional accuracy", paper: "43.1 → 45.9 %",
          ours: "\(gain.conditionalBefore.text()) → \(gain.conditionalAfter.text()) %",
          tested: [conditional]),
        Claim(
          "The more specialists have a class, the more it gains", paper: "+3.4 % to +16.6 %",
          ours: "\(trend.text(decimals: 2)) points for each", tested: [slope]),
      ],
      tables: [
        ResultTable(
          samples: [gain.before, gain.after, gain.conditionalBefore, gain.conditionalAfter],
          caption: "Test accuracy by seed, %", paper: ["25.0", "26.1", "43.1", "45.9"]),
        coverage.table,
      ], figures: [coverage.figure],
      notes: [
        "One specialist sees \(Numeral.fixed(cost, decimals: 1)) % of the training examples that its generalist sees; \(active.text()) specialists are active for an example on average. Conditional accuracy is over the examples of each specialist's classes, predictions restricted to these: the generalist's, and the panel's; that of the specialists alone is \(alone.text()) %."
      ])
  }
}
