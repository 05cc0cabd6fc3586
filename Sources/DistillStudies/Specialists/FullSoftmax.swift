import Distill

extension Experiment {
  /// Section 6.1 of the paper, which proposes it: specialists that keep all classes, trained on the
  /// generalist's soft targets for the examples of other classes.
  static let fullSoftmax = Experiment(
    "full-softmax", "Specialists with a full softmax", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.context.seeds
    let dustbin = seeds.map { plan.outcome(of: plan.panel($0, .dustbin)) }
    let full = seeds.map { plan.outcome(of: plan.panel($0, .fullSoftmax)) }
    return { workspace in
      FullSoftmaxResults(
        dustbin: try dustbin.map(workspace.value), full: try full.map(workspace.value)
      ).finding
    }
  }
}

/// The outcomes of panels of both kinds of specialists.
package struct FullSoftmaxResults {
  let dustbin: [PanelOutcome]
  let full: [PanelOutcome]

  /// Outcomes by seed.
  package init(dustbin: [PanelOutcome], full: [PanelOutcome]) {
    self.dustbin = dustbin
    self.full = full
  }

  package var finding: Finding {
    let before = PanelGain(dustbin, name: "with a dustbin")
    let gain = PanelGain(full, name: "with a full softmax")
    let family = Comparison.family([
      gain.accuracy, gain.conditional,
      Comparison(gain.after, against: before.after, betterIs: .higher),
    ])
    return Finding(
      sentence:
        "With a full softmax the panel predicts \(gain.after.text()) % right; against the "
        + "generalist: \(family[0].sentence(unit: "points")). Against specialists with a dustbin: "
        + "\(family[2].sentence(unit: "points")).",
      paper:
        "Proposed, not done: such specialists would not overfit, since soft targets train them on "
        + "the other classes too.",
      samples: gain.samples, comparisons: family,
      claims: [
        Claim(
          "Specialists with a full softmax improve accuracy", paper: "proposed",
          ours: "\(gain.before.text()) → \(gain.after.text()) %", tested: [family[0]]),
        Claim(
          "A full softmax is better than a dustbin", paper: "proposed",
          ours: "\(before.after.text()) → \(gain.after.text()) %", tested: [family[2]]),
      ],
      tables: [
        ResultTable(
          samples: [
            before.before, before.after, gain.after, before.conditionalBefore,
            before.conditionalAfter, gain.conditionalAfter,
          ], caption: "Test accuracy by seed, %")
      ],
      figures: [
        .bars(
          BarsFigure(
            title: "Test accuracy", vertical: Scale(title: "% right"),
            groups: ["all classes", "conditional"],
            series: [
              .init("generalist", [before.before, before.conditionalBefore]),
              .init("with a dustbin", [before.after, before.conditionalAfter]),
              .init("with a full softmax", [gain.after, gain.conditionalAfter]),
            ]))
      ],
      notes: [
        "Labels for the specialist's own classes, the generalist's soft targets at T = 1 for the examples of all others; as many examples and epochs as with a dustbin. The soft targets are those of the unaugmented training examples, and nothing corrects for the larger share of the specialist's own classes in its training set, as the bias of a dustbin does. All outputs are over all classes, so Eq. 5 is their arithmetic mean."
      ])
  }
}
