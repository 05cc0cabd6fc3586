import Distill

extension Experiment {
  /// Section 6.1 of the paper, which proposes it: specialists that keep all classes, and learn of those
  /// that are not theirs from the generalist's soft targets.
  static let fullSoftmax = Experiment(
    "full-softmax", "Specialists with a full softmax", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let dustbin = seeds.map { plan.outcome(of: plan.panel($0, .dustbin)) }
    let full = seeds.map { plan.outcome(of: plan.panel($0, .fullSoftmax)) }
    return { workspace in
      let before = PanelGain(try dustbin.map(workspace.value), name: "with a dustbin")
      let outcomes = try full.map(workspace.value)
      let gain = PanelGain(outcomes, name: "with a full softmax")
      let comparison = Comparison(gain.after, against: before.after, betterIs: .higher)
      return Finding(
        sentence:
          "With a full softmax the panel gets \(gain.after.text(decimals: 1)) % right; against the "
          + "generalist: \(gain.accuracy.sentence(unit: "points")). Against specialists with a dustbin: "
          + "\(comparison.sentence(unit: "points")).",
        paper:
          "Proposed, not done: such specialists would not overfit, since they know what is not theirs "
          + "from soft targets.",
        samples: gain.samples, comparisons: [gain.accuracy, gain.conditional, comparison],
        tables: [
          ResultTable(
            samples: [
              before.before, before.after, gain.after, before.conditional.second,
              before.conditional.first, gain.conditional.first,
            ], caption: "Test accuracy by seed, %")
        ],
        figures: [
          .bars(
            BarsFigure(
              title: "Test accuracy", vertical: Scale(title: "% right"),
              groups: ["all classes", "conditional"],
              series: [
                .init("generalist", [before.before, before.conditional.second]),
                .init("with a dustbin", [before.after, before.conditional.first]),
                .init("with a full softmax", [gain.after, gain.conditional.first]),
              ]))
        ],
        notes: [
          "Labels for the specialist's own classes, the generalist's soft targets at T = 1 for the examples of all others; as many examples and epochs as with a dustbin. The soft targets are those of the training examples at rest, and nothing corrects for the specialist's own classes being seen more often than they are met, as a dustbin's bias does. All opinions are over all classes, so Eq. 5 is their arithmetic mean."
        ])
    }
  }
}
