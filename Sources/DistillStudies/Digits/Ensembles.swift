import Distill

extension Experiment {
  /// Ensembles of growing size as teachers, by the arithmetic and the geometric mean, and the one big
  /// network with dropout.
  static let ensembles = Experiment("ensembles", "Ensembles as teachers") { plan in
    let seeds = plan.setting.seeds
    let sizes = plan.setting.choose(full: [1, 2, 3, 5, 10], quick: [1, 3])
    let members = (1...(sizes.max() ?? 1)).map { place in
      plan.train(
        "member-\(place)", plan.memberFile(UInt64(100 + place)), on: plan.setting.train)
    }
    let rows = sizes.flatMap { size in
      EnsembleMean.allCases.filter { size > 1 || $0 == .geometric }.map { mean in
        plan.ensembleRow(Array(members.prefix(size)), mean: mean)
      }
    }
    let reference = seeds.map {
      plan.student(
        Usual.narrow, temperature: Usual.temperature, hardWeight: Usual.hardWeight, seed: $0)
    }
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    let control = seeds.map { plan.control(Usual.narrow, seed: $0) }
    return { workspace in
      try EnsembleRow.finding(
        rows, reference: workspace.errors("big dropout network", of: reference),
        teacher: workspace.errors("big dropout network itself", of: teachers),
        alone: workspace.errors("labels only", of: control), in: workspace)
    }
  }
}

/// An ensemble of one size and mean, and the students it teaches.
private struct EnsembleRow: Sendable {
  let size: Int
  let mean: EnsembleMean
  let own: Measured<Int>
  let students: [TrainedRun]

  var name: String { size == 1 ? "1 member" : "\(size) members, \(mean.rawValue)" }

  static func finding(
    _ rows: [EnsembleRow], reference: Sample, teacher: Sample, alone: Sample,
    in workspace: Workspace
  ) throws -> Finding {
    let samples = try rows.map { try workspace.errors($0.name, of: $0.students) }
    let own = try rows.map { Double(try workspace.value($0.own)) }
    func series(_ mean: EnsembleMean) -> CurvesFigure.Series {
      CurvesFigure.Series(
        name: "student, \(mean.rawValue)",
        points: zip(rows, samples).filter { $0.0.mean == mean || $0.0.size == 1 }
          .map { .init(x: Double($0.0.size), $0.1) })
    }
    let pairs = rows.indices.filter { rows[$0].mean == .arithmetic }.compactMap { place in
      rows.firstIndex { $0.size == rows[place].size && $0.mean == .geometric }
        .map { Comparison(samples[place], against: samples[$0], betterIs: .lower) }
    }
    let largest = rows.indices.last ?? 0
    let single = Comparison(samples[largest], against: samples[0], betterIs: .lower)
    let big = Comparison(samples[largest], against: reference, betterIs: .lower)
    let x = rows.map { Double($0.size) }
    let ends = [x.first ?? 1, x.last ?? 1]
    return Finding(
      sentence:
        "The student of \(rows[largest].size) networks against that of one: "
        + "\(single.sentence(unit: "errors")). Against the student of the big dropout network: "
        + "\(big.sentence(unit: "errors")).",
      paper:
        "An ensemble's soft targets are the arithmetic or the geometric mean of its members' "
        + "distributions; the big dropout network stands for an exponentially large ensemble.",
      samples: samples + [reference, alone], comparisons: [single, big] + pairs,
      tables: [
        ResultTable(
          caption: "Test errors of teachers and of their 300-300 students",
          columns: ["teacher", "its own errors", "its students’"],
          rows: zip(rows, zip(own, samples)).map {
            [$0.name, Numeral.short($1.0), $1.1.text()]
          } + [
            [teacher.name, teacher.text(), reference.text()], ["labels only", "", alone.text()],
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
                points: zip(rows, own).filter { $0.0.mean == .geometric }
                  .map { .init(x: Double($0.0.size), y: $0.1) }, style: .dashed),
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
  ) -> EnsembleRow {
    let name = "ensemble-\(members.count)-\(mean.rawValue)"
    let targets = label(name, setting.train, by: members, mean: mean)
    let own = errors(ofEnsemble: members, mean: mean, name)
    let students = setting.seeds.map {
      train(
        "student-of-\(name)-\($0)", studentFile(Usual.narrow, $0, .usual), on: setting.train,
        targets: targets)
    }
    return EnsembleRow(size: members.count, mean: mean, own: own, students: students)
  }

  /// The test errors of `members` together.
  mutating func errors(
    ofEnsemble members: [TrainedRun], mean: EnsembleMean, _ name: String
  ) -> Measured<Int> {
    let (test, precision) = (setting.test, setting.precision)
    return measure("errors-\(name)", from: members) { workspace in
      let ensemble = try Ensemble(try members.map(workspace.network), mean: mean)
      return try Evaluation(
        of: ensemble, name: name, on: test, with: Engine(threads: 1, precision: precision)
      ).errors
    }
  }

  /// A member of an ensemble: the wide student's size, with images moved, and little dropout.
  func memberFile(_ seed: UInt64) -> RecipeFile {
    var file = teacherFile(seed, epochs: setting.choose(full: 20, quick: 6))
    let sizes = [
      setting.train.featureCount, Usual.wide, Usual.wide, setting.train.classNames.count,
    ]
    file.architecture = .mlp(sizes, dropout: 0.2)
    return file
  }
}
