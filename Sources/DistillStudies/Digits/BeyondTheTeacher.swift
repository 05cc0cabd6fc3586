package import Distill

extension Experiment {
  /// A student better than its teachers: these were trained on different augmentations, and label
  /// augmented copies of every image together, at a lower temperature than in the main experiment.
  static let beyondTheTeacher = Experiment(
    "beyond-the-teacher", "Different teachers together, and augmented images",
    obstacle: \.lackOfImages
  ) { plan in
    let seeds = plan.context.seeds
    let shifted = plan.teacherSeeds.map { plan.teacher($0) }
    let distorted = plan.teacherSeeds.map { plan.distortedTeacher($0) }
    let times = plan.context.choose(full: 10, quick: 1)
    let copies = plan.context.train.augmented(copies: times, by: 2, seed: 1).joined(
      with: plan.context.train.augmented(
        copies: times, by: 1, distortion: Defaults.distortion, seed: 2))
    let all = shifted + distorted
    let targets = plan.label("moved", copies, by: all, mean: .geometric)
    let alike = plan.errors(ofEnsemble: shifted, mean: .geometric, "teachers")
    let together = plan.errors(ofEnsemble: all, mean: .geometric, "all-teachers")
    let temperature = 5.0
    func run(
      _ name: String, _ seed: UInt64, _ objective: Objective?, in plan: inout Plan
    ) -> TrainedRun {
      var file = plan.studentFile(Defaults.wide, seed, objective)
      file.recipe.epochs = plan.context.choose(full: 6, quick: 3)
      return plan.train(
        "moved-\(name)-\(seed)", file, on: copies, targets: objective == nil ? nil : targets)
    }
    let soft = seeds.map {
      run("soft", $0, Objective(temperature: temperature, hardWeight: 0), in: &plan)
    }
    let hard = seeds.map { run("labels", $0, nil, in: &plan) }
    return { workspace in
      BeyondTheTeacherResults(
        shifts: try workspace.errors("one teacher, shifts", of: shifted),
        distortions: try workspace.errors("one teacher, distortions", of: distorted),
        student: try workspace.errors("800-800, soft targets", of: soft),
        labelsOnly: try workspace.errors("800-800, labels only", of: hard),
        shiftsTogether: try workspace.value(alike), allTogether: try workspace.value(together),
        copies: 2 * times, temperature: temperature
      ).finding
    }
  }
}

/// The test errors of the experiment on differently trained teachers.
package struct BeyondTheTeacherResults {
  let shifts: Sample
  let distortions: Sample
  let student: Sample
  let labelsOnly: Sample
  let shiftsTogether: Int
  let allTogether: Int
  let copies: Int
  let temperature: Double

  /// Test errors of single teachers of both kinds, of the students and of the same networks on labels,
  /// and of the teachers as ensembles.
  package init(
    shifts: Sample, distortions: Sample, student: Sample, labelsOnly: Sample, shiftsTogether: Int,
    allTogether: Int, copies: Int, temperature: Double
  ) {
    self.shifts = shifts
    self.distortions = distortions
    self.student = student
    self.labelsOnly = labelsOnly
    self.shiftsTogether = shiftsTogether
    self.allTogether = allTogether
    self.copies = copies
    self.temperature = temperature
  }

  /// How many of the single teachers have more errors than the students have on average.
  package var teachersBeaten: Int {
    (shifts.values + distortions.values).count { $0 > student.mean }
  }

  package var finding: Finding {
    let comparison = Comparison(student, against: labelsOnly, betterIs: .lower)
    let samples = [shifts, distortions, labelsOnly, student]
    let teachers = shifts.values.count + distortions.values.count
    return Finding(
      sentence:
        "With soft targets of all teachers for augmented images, 800-800 makes \(student.text()) "
        + "errors; one of its teachers makes \(shifts.text()) (shifts) or \(distortions.text()) "
        + "(distortions), the teachers of shifts together \(shiftsTogether), and all of them "
        + "together \(allTogether): \(comparison.sentence(unit: "errors")).",
      paper: nil, samples: samples, comparisons: [comparison],
      claims: [
        Claim(
          "On augmented images, soft targets of an ensemble are better than labels",
          ours: "\(labelsOnly.text()) → \(student.text())", tested: [comparison]),
        Claim(
          "Teachers with more errors than their student has on average",
          ours: "\(teachersBeaten) of \(teachers)"),
      ],
      tables: [ResultTable(samples: samples, caption: "Test errors by seed")],
      figures: [
        .bars(
          BarsFigure(
            title: "Test errors", vertical: Scale(title: "errors"), groups: samples.map(\.name),
            series: [.init("mean, 95 % interval", samples)]))
      ],
      notes: [
        "Half of the teachers were trained on images shifted by up to two pixels, half on images that were also rotated, scaled, sheared and elastically distorted. Every training image occurs \(copies) times, half of the copies shifted by up to two pixels and half distorted, labelled after augmentation by the geometric mean of all teachers; T = \(Numeral.short(temperature)), no weight on the labels. The same network on labels sees the same images as often."
      ])
  }
}
