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

  /// A student beyond its teachers: taught by teachers that have learned from differently moved images,
  /// who label every image in several places, at a temperature below that of the main experiment.
  static let beyondTheTeacher = Experiment(
    "beyond-the-teacher", "Different teachers together, and images moved",
    obstacle: \.lackOfImages
  ) { plan in
    let seeds = plan.setting.seeds
    let shifted = plan.teacherSeeds.map { plan.teacher($0) }
    let distorted = plan.teacherSeeds.map { plan.distortedTeacher($0) }
    let times = plan.setting.choose(full: 10, quick: 1)
    let copies = plan.setting.train.moved(copies: times, by: 2, seed: 1).joined(
      with: plan.setting.train.moved(
        copies: times, by: 1, distortion: Usual.distortion, seed: 2))
    let all = shifted + distorted
    let targets = plan.label("moved", copies, by: all, mean: .geometric)
    let alike = plan.errors(ofEnsemble: shifted, mean: .geometric, "teachers")
    let together = plan.errors(ofEnsemble: all, mean: .geometric, "all-teachers")
    let temperature = 5.0
    func run(
      _ name: String, _ seed: UInt64, _ objective: Objective?, in plan: inout Plan
    ) -> TrainedRun {
      var file = plan.studentFile(Usual.wide, seed, objective)
      file.recipe.epochs = plan.setting.choose(full: 6, quick: 3)
      return plan.train(
        "moved-\(name)-\(seed)", file, on: copies, targets: objective == nil ? nil : targets)
    }
    let soft = seeds.map {
      run("soft", $0, Objective(temperature: temperature, hardWeight: 0), in: &plan)
    }
    let hard = seeds.map { run("labels", $0, nil, in: &plan) }
    return { workspace in
      let teacher = try workspace.errors("one teacher, shifts", of: shifted)
      let other = try workspace.errors("one teacher, distortions", of: distorted)
      let student = try workspace.errors("800-800, soft targets", of: soft)
      let alone = try workspace.errors("800-800, labels only", of: hard)
      let comparison = Comparison(student, against: alone, betterIs: .lower)
      let samples = [teacher, other, alone, student]
      return Finding(
        sentence:
          "Taught by all teachers on moved images, 800-800 makes \(student.text()) errors, where one "
          + "of its teachers makes \(teacher.text()) (shifts) or \(other.text()) (distortions), those "
          + "of shifts together \(try workspace.value(alike)), and all of them together "
          + "\(try workspace.value(together)).",
        paper: nil, samples: samples, comparisons: [comparison],
        tables: [ResultTable(samples: samples, caption: "Test errors by seed")],
        figures: [
          .bars(
            BarsFigure(
              title: "Test errors", vertical: Scale(title: "errors"), groups: samples.map(\.name),
              series: [.init("mean, 95 % interval", samples)]))
        ],
        notes: [
          "Half of the teachers have learned from images moved by up to two pixels, half from images that were also turned, scaled, slanted and bent: alone these are no better, but they err elsewhere. Every training image is there \(2 * times) times, half of them moved by up to two pixels and half distorted, labelled as it lies by the geometric mean of all teachers; T = \(Numeral.short(temperature)), no weight on the labels. The twin on labels sees the same images as often."
        ])
    }
  }
}

extension Objective {
  static let usual = Objective(temperature: Usual.temperature, hardWeight: Usual.hardWeight)
}
