package import Distill

extension Experiment {
  /// Ensembles of growing size as teachers, with the arithmetic and the geometric mean, and the one large
  /// network with dropout.
  static let ensembles = Experiment("ensembles", "Ensembles as teachers") { plan in
    let seeds = plan.context.seeds
    let sizes = plan.context.choose(full: [1, 2, 3, 5, 10], quick: [1, 3])
    let members = (1...(sizes.max() ?? 1)).map { place in
      plan.train(
        "member-\(place)", plan.memberFile(UInt64(100 + place)), on: plan.context.train)
    }
    let rows = sizes.flatMap { size in
      EnsembleMean.allCases.filter { size > 1 || $0 == .geometric }.map { mean in
        plan.ensembleRow(Array(members.prefix(size)), mean: mean)
      }
    }
    let reference = seeds.map {
      plan.student(
        Defaults.narrow, temperature: Defaults.temperature, hardWeight: Defaults.hardWeight,
        seed: $0)
    }
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    let control = seeds.map { plan.control(Defaults.narrow, seed: $0) }
    return { workspace in
      EnsemblesResults(
        rows: try rows.map { row in
          EnsemblesResults.Row(
            size: row.size, mean: row.mean, ownErrors: try workspace.value(row.own),
            students: try workspace.errors(row.name, of: row.students))
        },
        reference: try workspace.errors("big dropout network", of: reference),
        teacher: try workspace.errors("big dropout network itself", of: teachers),
        labelsOnly: try workspace.errors("labels only", of: control)
      ).finding
    }
  }
}

/// The runs of an ensemble of one size and mean, and of the students that it teaches.
private struct EnsembleRuns: Sendable {
  let size: Int
  let mean: EnsembleMean
  let own: Measured<Int>
  let students: [TrainedRun]

  var name: String { size == 1 ? "1 member" : "\(size) members, \(mean.rawValue)" }
}

/// The test errors of ensembles and of their students.
package struct EnsemblesResults {
  /// One ensemble.
  package struct Row {
    let size: Int
    let mean: EnsembleMean
    let ownErrors: Int
    let students: Sample

    /// An ensemble's own test errors, and those of its students by seed.
    package init(size: Int, mean: EnsembleMean, ownErrors: Int, students: Sample) {
      self.size = size
      self.mean = mean
      self.ownErrors = ownErrors
      self.students = students
    }
  }

  let rows: [Row]
  let reference: Sample
  let teacher: Sample
  let labelsOnly: Sample

  /// Ensembles by ascending size, the students of the large network with dropout, that network itself,
  /// and the students' network on labels.
  package init(rows: [Row], reference: Sample, teacher: Sample, labelsOnly: Sample) {
    precondition(!rows.isEmpty, "no ensemble was measured")
    self.rows = rows
    self.reference = reference
    self.teacher = teacher
    self.labelsOnly = labelsOnly
  }

  /// The largest ensemble against a single member and against the large network; then, of each size, the
  /// arithmetic against the geometric mean.
  package var comparisons: [Comparison] {
    let largest = rows[rows.count - 1].students
    let pairs = rows.filter { $0.mean == .arithmetic }.compactMap { row in
      rows.first { $0.size == row.size && $0.mean == .geometric }
        .map { Comparison(row.students, against: $0.students, betterIs: .lower) }
    }
    return Comparison.family(
      [
        Comparison(largest, against: rows[0].students, betterIs: .lower),
        Comparison(largest, against: reference, betterIs: .lower),
      ] + pairs)
  }

  package var finding: Finding {
    let comparisons = comparisons
    let (single, big) = (comparisons[0], comparisons[1])
    let largest = rows[rows.count - 1]
    func series(_ mean: EnsembleMean) -> CurvesFigure.Series {
      CurvesFigure.Series(
        name: "student, \(mean.rawValue)",
        points: rows.filter { $0.mean == mean || $0.size == 1 }
          .map { .init(x: Double($0.size), $0.students) })
    }
    let ends = [Double(rows[0].size), Double(largest.size)]
    return Finding(
      sentence:
        "The student of \(largest.size) networks against that of one: "
        + "\(single.sentence(unit: "errors")). Against the student of the big dropout network: "
        + "\(big.sentence(unit: "errors")).",
      paper:
        "An ensemble's soft targets are the arithmetic or the geometric mean of its members' "
        + "distributions; the big dropout network stands for an exponentially large ensemble.",
      samples: rows.map(\.students) + [reference, labelsOnly], comparisons: comparisons,
      claims: [
        Claim(
          "The student of \(largest.size) networks is better than the student of one",
          ours: "\(rows[0].students.text()) → \(largest.students.text())", tested: [single]),
        Claim(
          "The student of \(largest.size) networks is better than that of one network with dropout",
          ours: "\(reference.text()) → \(largest.students.text())", tested: [big]),
      ],
      tables: [
        ResultTable(
          caption: "Test errors of teachers and of their 300-300 students",
          columns: ["teacher", "its own errors", "its students’"],
          rows: rows.map {
            [$0.students.name, Numeral.short(Double($0.ownErrors)), $0.students.text()]
          } + [
            [teacher.name, teacher.text(), reference.text()],
            ["labels only", "", labelsOnly.text()],
          ])
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by members",
            horizontal: Scale(title: "members", isLogarithmic: true),
            vertical: Scale(title: "errors"),
            series: [
              series(.arithmetic), series(.geometric),
              .init(
                name: "ensemble itself",
                points: rows.filter { $0.mean == .geometric }
                  .map { .init(x: Double($0.size), y: Double($0.ownErrors)) }, style: .dashed),
              .init(
                name: "big network’s student",
                points: ends.map { .init(x: $0, y: reference.mean) }, style: .dashed),
            ]))
      ])
  }
}

extension Plan {
  fileprivate mutating func ensembleRow(
    _ members: [TrainedRun], mean: EnsembleMean
  ) -> EnsembleRuns {
    let name = "ensemble-\(members.count)-\(mean.rawValue)"
    let targets = label(name, context.train, by: members, mean: mean)
    let own = errors(ofEnsemble: members, mean: mean, name)
    let students = context.seeds.map {
      train(
        "student-of-\(name)-\($0)", studentFile(Defaults.narrow, $0, .usual), on: context.train,
        targets: targets)
    }
    return EnsembleRuns(size: members.count, mean: mean, own: own, students: students)
  }

  /// The test errors of `members` together.
  mutating func errors(
    ofEnsemble members: [TrainedRun], mean: EnsembleMean, _ name: String
  ) -> Measured<Int> {
    let (test, precision) = (context.test, context.precision)
    return measure("errors-\(name)", from: members) { workspace in
      let ensemble = try Ensemble(try members.map(workspace.network), mean: mean)
      return try Evaluation(
        of: ensemble, name: name, on: test, with: Engine(threads: 1, precision: precision)
      ).errors
    }
  }

  /// A member of an ensemble: the size of the wide student, on shifted images, with little dropout.
  func memberFile(_ seed: UInt64) -> TrainingPlan {
    var file = teacherFile(seed, epochs: context.choose(full: 20, quick: 6))
    let sizes = [
      context.train.featureCount, Defaults.wide, Defaults.wide, context.train.classNames.count,
    ]
    file.architecture = .mlp(sizes, dropout: 0.2)
    return file
  }
}
