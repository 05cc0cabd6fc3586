import Distill

extension Experiment {
  /// The gain of specialists for a generalist that was trained for fewer epochs.
  static let trainingLength = Experiment(
    "training-length", "Specialists of generalists trained less", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.context.seeds
    let (short, long) = (plan.shortEpochs, plan.generalistEpochs)
    let shorter = seeds.map { plan.outcome(of: plan.panel($0, .dustbin, epochs: short)) }
    let usual = seeds.map { plan.outcome(of: plan.panel($0, .dustbin)) }
    return { workspace in
      TrainingLengthResults(
        short: .init(epochs: short, outcomes: try shorter.map(workspace.value)),
        long: .init(epochs: long, outcomes: try usual.map(workspace.value))
      ).finding
    }
  }
}

/// The outcomes of panels whose generalists were trained for fewer and for more epochs.
package struct TrainingLengthResults {
  /// Panels of generalists of one length of training.
  package struct Length {
    let epochs: Int
    let gain: PanelGain

    /// Outcomes by seed.
    package init(epochs: Int, outcomes: [PanelOutcome]) {
      self.epochs = epochs
      gain = PanelGain(outcomes)
    }

    fileprivate func named(_ sample: Sample) -> Sample {
      Sample("\(sample.name), \(epochs) epochs", sample.values)
    }
  }

  let short: Length
  let long: Length

  package init(short: Length, long: Length) {
    self.short = short
    self.long = long
  }

  package var finding: Finding {
    let all = [short, long]
    let family = Comparison.family(
      all.map {
        Comparison(
          $0.named($0.gain.after), against: $0.named($0.gain.before), betterIs: .higher)
      } + [
        Comparison(
          short.named(short.gain.relative), against: long.named(long.gain.relative),
          betterIs: .higher)
      ])
    let contrast = family[2]
    func series(_ name: String, _ sample: KeyPath<PanelGain, Sample>) -> CurvesFigure.Series {
      .init(name: name, points: all.map { .init(x: Double($0.epochs), $0.gain[keyPath: sample]) })
    }
    return Finding(
      sentence:
        "To a generalist trained for \(short.epochs) epochs specialists add "
        + "\(short.gain.relative.text()) % of its accuracy, to one of \(long.epochs) epochs "
        + "\(long.gain.relative.text()) %: \(contrast.sentence(unit: "%")).",
      paper:
        "The generalist had been trained for six months, specialists for days; the effect of more "
        + "months is not reported.",
      samples: all.flatMap {
        [$0.named($0.gain.before), $0.named($0.gain.after), $0.named($0.gain.relative)]
      }, comparisons: family,
      claims: [
        Claim(
          "Specialists add more to a generalist trained for \(short.epochs) than for "
            + "\(long.epochs) epochs",
          ours: "\(short.gain.relative.text()) % and \(long.gain.relative.text()) %",
          tested: [contrast])
      ],
      tables: [
        ResultTable(
          caption: "Test accuracy, %",
          columns: ["epochs", "generalist", "with specialists", "relative gain", "conditional"],
          rows: all.map {
            [
              "\($0.epochs)", $0.gain.before.text(), $0.gain.after.text(), $0.gain.relative.text(),
              "\($0.gain.conditionalBefore.text()) → \($0.gain.conditionalAfter.text())",
            ]
          })
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Accuracy by the generalist's training",
            horizontal: Scale(title: "epochs", isLogarithmic: true),
            vertical: Scale(title: "% right"),
            series: [series("generalist", \.before), series("with specialists", \.after)]))
      ],
      notes: [
        "Specialists are trained alike in both cases: as many epochs, from that generalist's weights, for the classes that it confuses."
      ])
  }
}
