import Distill

extension Experiment {
  /// The paper's section 3: a large network, a small one on labels, the same one on soft targets.
  static let teacherAndStudent = Experiment("main", "Teacher, student, and the student alone") {
    plan in
    let seeds = plan.setting.seeds
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    let soft = seeds.map {
      plan.student(
        Usual.wide, temperature: Usual.temperature, hardWeight: Usual.hardWeight, seed: $0)
    }
    let hard = seeds.map { plan.control(Usual.wide, seed: $0) }
    return { workspace in
      let teacher = try workspace.errors("teacher 1200-1200", of: teachers)
      let student = try workspace.errors("800-800, soft targets", of: soft)
      let alone = try workspace.errors("800-800, labels only", of: hard)
      let own = seeds.map { teacher.values[Int($0 - 1) % teachers.count] }
      let share = Sample(
        "share of the gain",
        zip(zip(alone.values, student.values), own).map { 100 * ($0.0 - $0.1) / ($0.0 - $1) })
      let overall = 100 * (alone.mean - student.mean) / (alone.mean - teacher.mean)
      let comparison = Comparison(student, against: alone, betterIs: .lower)
      return Finding(
        sentence:
          "Soft targets give the small network \(Numeral.fixed(overall, decimals: 0)) % of what the teacher has over "
          + "it: \(comparison.sentence(unit: "errors")).",
        paper:
          "67 errors for the teacher, 146 on labels, 74 on soft targets: 91 % of the gain, one run.",
        samples: [teacher, student, alone, share], comparisons: [comparison],
        tables: [
          ResultTable(
            samples: [teacher, alone, student], caption: "Test errors by seed",
            paper: ["67", "146", "74"])
        ],
        figures: [
          .bars(
            BarsFigure(
              title: "Test errors", vertical: Scale(title: "errors"),
              groups: ["teacher", "labels only", "soft targets"],
              series: [
                .init("ours, with 95 % interval", [teacher, alone, student]),
                .init(name: "the paper", values: [67, 146, 74]),
              ]))
        ],
        notes: [
          "By seed, the share of the gain is \(share.text(decimals: 0)) %. Students of seeds 4 and on have the teachers of seeds 1 and on."
        ])
    }
  }

  /// How near a student comes to one teacher, or beyond it, by the soft targets of all teachers and
  /// moved images.
  static let beyondTheTeacher = Experiment(
    "beyond-the-teacher", "All teachers, and images moved",
    obstacle: \.lackOfImages
  ) { plan in
    let seeds = plan.setting.seeds
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    let together = plan.label("teachers", plan.setting.train, by: teachers, mean: .geometric)
    let moved = seeds.map { seed in
      var file = plan.studentFile(Usual.wide, seed, .usual)
      file.recipe.shift = 2
      file.recipe.epochs = file.recipe.epochs * 3 / 2
      return plan.train("beyond-moved-\(seed)", file, on: plan.setting.train, targets: together)
    }
    let alone = seeds.map { seed in
      var file = plan.studentFile(Usual.wide, seed, nil)
      file.recipe.shift = 2
      file.recipe.epochs = file.recipe.epochs * 3 / 2
      return plan.train("beyond-labels-\(seed)", file, on: plan.setting.train)
    }
    return { workspace in
      let teacher = try workspace.errors("one teacher", of: teachers)
      let moved = try workspace.errors("soft targets, images moved", of: moved)
      let alone = try workspace.errors("labels, images moved", of: alone)
      let comparison = Comparison(moved, against: alone, betterIs: .lower)
      return Finding(
        sentence:
          "With the soft targets of all teachers and moved images, 800-800 makes \(moved.text()) "
          + "errors, where one of its teachers makes \(teacher.text()).",
        paper: nil, samples: [teacher, moved, alone], comparisons: [comparison],
        tables: [
          ResultTable(samples: [teacher, alone, moved], caption: "Test errors by seed")
        ],
        figures: [
          .bars(
            BarsFigure(
              title: "Test errors", vertical: Scale(title: "errors"),
              groups: [teacher, alone, moved].map(\.name),
              series: [.init("mean, 95 % interval", [teacher, alone, moved])]))
        ],
        notes: [
          "The targets of a moved image are those of the image as it is: what an image shows does not depend on where."
        ])
    }
  }
}

extension Objective {
  static let usual = Objective(temperature: Usual.temperature, hardWeight: Usual.hardWeight)
}
