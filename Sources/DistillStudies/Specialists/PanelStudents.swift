import Distill

extension Experiment {
  /// What the paper's section 8 leaves open: the knowledge of the panel in one network.
  static let panelStudents = Experiment(
    "panel-students", "The panel distilled into one network", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let generalists = seeds.map { plan.generalist($0) }
    let longer = seeds.map { plan.longGeneralist($0) }
    let panels = seeds.map { plan.panel($0, .dustbin) }
    let outcomes = panels.map { plan.outcome(of: $0) }
    let transfer = plan.transferSet()
    let targets = zip(seeds, panels).map { seed, panel in
      plan.label("panel-\(seed)", transfer, by: panel)
    }
    let moved = plan.isOfImages ? ", moved and deformed" : ""
    let width = plan.width
    let widths = [width, width / 2, width / 4]
    let passes = plan.studentPasses
    let students = widths.map { width in
      zip(seeds, targets).map { plan.panelStudent(width: width, $0, targets: $1) }
    }
    return { workspace in
      let gain = PanelGain(try outcomes.map(workspace.value), name: "panel")
      let long = try workspace.accuracies("generalist trained longer", of: longer)
      let own = try workspace.accuracies("generalist", of: generalists)
      let samples = try zip(widths, students).map {
        try workspace.accuracies("student of \($0) units", of: $1)
      }
      let share = 100 * (samples[0].mean - own.mean) / (gain.after.mean - own.mean)
      let kept =
        gain.accuracy.verdict == .better
        ? "keeps \(Numeral.fixed(share, decimals: 0)) % of the panel's gain"
        : "gets \(samples[0].text(decimals: 1)) % right; a panel that is not better has no gain to keep"
      let comparisons = [
        Comparison(samples[0], against: own, betterIs: .higher),
        Comparison(samples[0], against: long, betterIs: .higher),
        Comparison(samples[1], against: own, betterIs: .higher),
      ]
      let sizes = widths.map { Double($0) }
      func level(_ sample: Sample) -> CurvesFigure.Series {
        .init(
          name: sample.name, points: [sizes[2], sizes[0]].map { .init(x: $0, y: sample.mean) },
          style: .dashed)
      }
      return Finding(
        sentence:
          "One network of the generalist's size, taught by the panel, \(kept). Against the "
          + "generalist: "
          + "\(comparisons[0].sentence(unit: "points")). Against the generalist trained for as many "
          + "examples as all of it took: \(comparisons[1].sentence(unit: "points")).",
        paper:
          "Not shown: “distilling the knowledge in the specialists back into the single large net”.",
        samples: [own, gain.after, long] + samples, comparisons: comparisons,
        tables: [
          ResultTable(
            samples: [own, long, gain.after] + samples,
            caption: "Test accuracy by seed, %")
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Students of the panel by size",
              horizontal: Scale(title: "units in each hidden layer", isLogarithmic: true),
              vertical: Scale(title: "% right"),
              series: [
                .init(
                  name: "student", points: zip(sizes, samples).map { .init(x: $0, $1) }),
                level(own), level(long), level(gain.after),
              ]))
        ],
        notes: [
          "Students see \(transfer.count) examples, the training examples\(moved), each labelled as it lies by the panel; T = 2, a weight of 0.3 on the labels. That of the generalist's size begins at the generalist and sees them \(passes.fromGeneralist) times; smaller ones begin at random weights and see them \(passes.others) times, as many examples as the generalist."
        ])
    }
  }
}
