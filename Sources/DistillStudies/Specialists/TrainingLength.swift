import Distill

extension Experiment {
  /// What specialists are worth to a generalist that was trained less.
  static let trainingLength = Experiment(
    "training-length", "Specialists of generalists trained less", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let most = plan.generalistEpochs
    let lengths = [plan.shortEpochs]
    let shorter = lengths.map { epochs in
      seeds.map { plan.outcome(of: plan.panel($0, .dustbin, epochs: epochs)) }
    }
    let usual = seeds.map { plan.outcome(of: plan.panel($0, .dustbin)) }
    return { workspace in
      let gains = try (shorter + [usual]).map {
        PanelGain(try $0.map(workspace.value), name: "with specialists")
      }
      let all = lengths + [most]
      let x = all.map { Double($0) }
      func named(_ sample: Sample, _ epochs: Int) -> Sample {
        Sample("\(sample.name), \(epochs) epochs", sample.values)
      }
      let contrast = Comparison(
        named(gains[0].relative, lengths[0]),
        against: named(gains[gains.count - 1].relative, most), betterIs: .higher)
      let comparisons = zip(gains, all).map { gain, epochs in
        Comparison(
          named(gain.after, epochs), against: named(gain.before, epochs), betterIs: .higher)
      }
      let first = gains[0]
      let last = gains[gains.count - 1]
      return Finding(
        sentence:
          "To a generalist trained for \(lengths[0]) epochs specialists add "
          + "\(first.relative.text(decimals: 1)) % of its accuracy, to one of \(most) epochs "
          + "\(last.relative.text(decimals: 1)) %: \(contrast.sentence(unit: "%")).",
        paper:
          "The generalist had been trained for six months, specialists for days; what more months "
          + "would have given is not said.",
        samples: zip(gains, all).flatMap { gain, epochs in
          [named(gain.before, epochs), named(gain.after, epochs), named(gain.relative, epochs)]
        }, comparisons: comparisons + [contrast],
        tables: [
          ResultTable(
            caption: "Test accuracy, %",
            columns: ["epochs", "generalist", "with specialists", "relative gain", "conditional"],
            rows: zip(gains, all).map { gain, epochs in
              [
                "\(epochs)", gain.before.text(decimals: 1), gain.after.text(decimals: 1),
                gain.relative.text(decimals: 1),
                "\(gain.conditional.second.text(decimals: 1)) → \(gain.conditional.first.text(decimals: 1))",
              ]
            })
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Accuracy by the generalist's training",
              horizontal: Scale(title: "epochs", isLogarithmic: true),
              vertical: Scale(title: "% right"),
              series: [
                .init(name: "generalist", points: zip(x, gains).map { .init(x: $0, $1.before) }),
                .init(
                  name: "with specialists", points: zip(x, gains).map { .init(x: $0, $1.after) }),
              ]))
        ],
        notes: [
          "Specialists are trained alike in both cases: as many epochs, from that generalist's weights, for the classes that it confuses."
        ])
    }
  }
}
