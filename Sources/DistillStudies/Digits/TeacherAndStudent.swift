package import Distill

extension Experiment {
  /// Section 3 of the paper: a large network, a small one trained on labels, the same small one trained
  /// on soft targets.
  static let teacherAndStudent = Experiment("main", "Teacher, student, and the student alone") {
    plan in
    let seeds = plan.context.seeds
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    let soft = seeds.map {
      plan.student(
        Defaults.wide, temperature: Defaults.temperature, hardWeight: Defaults.hardWeight, seed: $0)
    }
    let hard = seeds.map { plan.control(Defaults.wide, seed: $0) }
    return { workspace in
      TeacherAndStudentResults(
        teacher: try workspace.errors("teacher 1200-1200", of: teachers),
        student: try workspace.errors("800-800, soft targets", of: soft),
        labelsOnly: try workspace.errors("800-800, labels only", of: hard)
      ).finding
    }
  }
}

/// The test errors of the main experiment.
package struct TeacherAndStudentResults {
  let teacher: Sample
  let student: Sample
  let labelsOnly: Sample

  /// Test errors; where there are fewer teachers than students, the students use them in turn.
  package init(teacher: Sample, student: Sample, labelsOnly: Sample) {
    self.teacher = teacher
    self.student = student
    self.labelsOnly = labelsOnly
  }

  /// The share of its own teacher's gain that each student keeps, in percent.
  package var sharesBySeed: Sample {
    Sample(
      "share of the gain",
      student.values.indices.map { place in
        Gain.share(
          of: student.values[place], from: labelsOnly.values[place],
          to: teacher.values[place % teacher.values.count])
      })
  }

  /// The share of the gain that the students keep, of means over seeds, in percent.
  package var share: Double {
    Gain.share(of: student.mean, from: labelsOnly.mean, to: teacher.mean)
  }

  package var finding: Finding {
    let comparison = Comparison(student, against: labelsOnly, betterIs: .lower)
    let shares = sharesBySeed
    return Finding(
      sentence:
        "Soft targets give the small network \(Numeral.fixed(share, decimals: 0)) % of the gain "
        + "of the teacher over it: \(comparison.sentence(unit: "errors")).",
      paper:
        "67 errors for the teacher, 146 on labels, 74 on soft targets: 91 % of the gain, one run.",
      samples: [teacher, student, labelsOnly, shares], comparisons: [comparison],
      claims: [
        Claim(
          "The small network has fewer errors on soft targets than on labels", paper: "146 → 74",
          ours: "\(labelsOnly.text()) → \(student.text())", tested: [comparison]),
        Claim(
          "Share of the teacher’s gain that the small network keeps", paper: "91 %",
          ours: "\(shares.text(decimals: 0)) %"),
        Claim(
          "Test errors of the large network with dropout", paper: "67", ours: teacher.text()),
      ],
      tables: [
        ResultTable(
          samples: [teacher, labelsOnly, student], caption: "Test errors by seed",
          paper: ["67", "146", "74"])
      ],
      figures: [
        .bars(
          BarsFigure(
            title: "Test errors", vertical: Scale(title: "errors"),
            groups: ["teacher", "labels only", "soft targets"],
            series: [
              .init("ours, with 95 % interval", [teacher, labelsOnly, student]),
              .init(name: "the paper", values: [67, 146, 74]),
            ]))
      ],
      notes: [
        "By seed, the share of the gain is \(shares.text(decimals: 0)) %. There are \(teacher.values.count) teachers; further students use them in turn."
      ])
  }
}
