package import Distill

extension Experiment {
  /// Left open by the paper's section 8: the knowledge of the panel in one network.
  static let panelStudents = Experiment(
    "panel-students", "The panel distilled into one network", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.context.seeds
    let generalists = seeds.map { plan.generalist($0) }
    let longer = seeds.map { plan.longGeneralist($0) }
    let panels = seeds.map { plan.panel($0, .dustbin) }
    let outcomes = panels.map { plan.outcome(of: $0) }
    let transfer = plan.transferSet()
    let targets = zip(seeds, panels).map { seed, panel in
      plan.label("panel-\(seed)", transfer, by: panel)
    }
    let moved = plan.isOfImages ? ", shifted and distorted" : ""
    let width = plan.width
    let widths = [width, width / 2, width / 4]
    let passes = plan.studentPasses
    let students = widths.map { width in
      zip(seeds, targets).map { plan.panelStudent(width: width, $0, targets: $1) }
    }
    let copies = transfer.count
    return { workspace in
      PanelStudentsResults(
        outcomes: try outcomes.map(workspace.value),
        generalist: try workspace.accuracies("generalist", of: generalists),
        longer: try workspace.accuracies("generalist trained longer", of: longer),
        widths: widths,
        students: try zip(widths, students).map {
          try workspace.accuracies("student of \($0) units", of: $1)
        },
        note:
          "Students see \(copies) examples, the training examples\(moved), each labelled after augmentation by the panel; T = 2, a weight of 0.3 on the labels. That of the generalist's size starts from the generalist's weights and sees them \(passes.fromGeneralist) times; smaller ones start from random weights and see them \(passes.others) times, as many examples as the generalist."
      ).finding
    }
  }
}

/// Test accuracies of students of a panel, of the panel, and of its generalist trained longer.
package struct PanelStudentsResults {
  let outcomes: [PanelOutcome]
  let generalist: Sample
  let longer: Sample
  let widths: [Int]
  let students: [Sample]
  let note: String

  /// The panels' outcomes and accuracies in percent by seed; students by descending width, the first of the
  /// generalist's size.
  package init(
    outcomes: [PanelOutcome], generalist: Sample, longer: Sample, widths: [Int],
    students: [Sample], note: String = ""
  ) {
    precondition(
      students.count == widths.count && students.count >= 2, "\(students.count) widths of students")
    self.outcomes = outcomes
    self.generalist = generalist
    self.longer = longer
    self.widths = widths
    self.students = students
    self.note = note
  }

  /// The panel's gain that a student of the generalist's size keeps, of means over seeds, in percent.
  package var share: Double {
    Gain.share(
      of: students[0].mean, from: generalist.mean,
      to: PanelGain(outcomes, name: "panel").after.mean)
  }

  /// The student against the generalist and against the generalist trained longer, the next smaller
  /// student against the generalist, and the panel against the generalist.
  package var comparisons: [Comparison] {
    Comparison.family([
      Comparison(students[0], against: generalist, betterIs: .higher),
      Comparison(students[0], against: longer, betterIs: .higher),
      Comparison(students[1], against: generalist, betterIs: .higher),
      PanelGain(outcomes, name: "panel").accuracy,
    ])
  }

  package var finding: Finding {
    let panel = PanelGain(outcomes, name: "panel").after
    let comparisons = comparisons
    let kept =
      comparisons[3].verdict == .better
      ? "keeps \(Numeral.fixed(share, decimals: 0)) % of the panel's gain"
      : "predicts \(students[0].text()) % right; the panel is not better than its generalist, so there "
        + "is no gain to keep"
    let sizes = widths.map { Double($0) }
    func level(_ sample: Sample) -> CurvesFigure.Series {
      .init(
        name: sample.name,
        points: [sizes[sizes.count - 1], sizes[0]].map { .init(x: $0, y: sample.mean) },
        style: .dashed)
    }
    return Finding(
      sentence:
        "One network of the generalist's size, trained on the panel's soft targets, \(kept). Against the "
        + "generalist: "
        + "\(comparisons[0].sentence(unit: "points")). Against the generalist trained for as many "
        + "examples as all of it together: \(comparisons[1].sentence(unit: "points")).",
      paper:
        "Not shown: “distilling the knowledge in the specialists back into the single large net”.",
      samples: [generalist, panel, longer] + students, comparisons: comparisons,
      claims: [
        Claim(
          "One network trained on the panel’s soft targets is better than the generalist",
          paper: "not shown", ours: "\(generalist.text()) → \(students[0].text()) %",
          tested: [comparisons[0]]),
        Claim(
          "It is better than the generalist trained for as many examples",
          ours: "\(longer.text()) → \(students[0].text()) %", tested: [comparisons[1]]),
      ],
      tables: [
        ResultTable(
          samples: [generalist, longer, panel] + students, caption: "Test accuracy by seed, %")
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Students of the panel by size",
            horizontal: Scale(title: "units in each hidden layer", isLogarithmic: true),
            vertical: Scale(title: "% right"),
            series: [
              .init(name: "student", points: zip(sizes, students).map { .init(x: $0, $1) }),
              level(generalist), level(longer), level(panel),
            ]))
      ],
      notes: note.isEmpty ? [] : [note])
  }
}
