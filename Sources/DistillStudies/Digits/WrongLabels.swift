import Distill

extension Experiment {
  /// Labels that are wrong: does a student of soft targets mind less, where its teacher saw the same
  /// wrong labels?
  static let wrongLabels = Experiment(
    "wrong-labels", "Wrong labels",
    obstacle: \.lackOfWrongClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let shares: [Double] = plan.setting.choose(full: [0, 0.1, 0.2, 0.4], quick: [0, 0.4])
    let rows = shares.map { share in
      let data = plan.setting.train.mislabelled(share: share, seed: 1)
      let teacher = plan.train(
        "wrong-\(share)-teacher", plan.memberFile(1), on: data)
      let targets = plan.label("wrong-\(share)", data, by: [teacher], mean: .geometric)
      return (
        teacher: teacher,
        soft: seeds.map {
          plan.train(
            "wrong-\(share)-soft-\($0)", plan.studentFile(Usual.narrow, $0, .usual), on: data,
            targets: targets)
        },
        hard: seeds.map {
          plan.train(
            "wrong-\(share)-labels-\($0)", plan.studentFile(Usual.narrow, $0, nil), on: data)
        }
      )
    }
    return { workspace in
      let names = shares.map { "\(Numeral.short(100 * $0)) % wrong" }
      let soft = try zip(names, rows).map {
        try workspace.errors("\($0), soft targets", of: $1.soft)
      }
      let hard = try zip(names, rows).map {
        try workspace.errors("\($0), labels only", of: $1.hard)
      }
      let teachers = try rows.map { Double(try workspace.result($0.teacher).errors) }
      let comparisons = zip(soft, hard).map { Comparison($0, against: $1, betterIs: .lower) }
      let last = shares.count - 1
      return Finding(
        sentence:
          "With \(Numeral.short(100 * shares[last])) % of the labels wrong, the student of soft targets "
          + "makes \(soft[last].text()) errors and its twin on labels \(hard[last].text()); without wrong "
          + "labels, \(soft[0].text()) and \(hard[0].text()).",
        paper: nil, samples: soft + hard, comparisons: comparisons,
        tables: [
          ResultTable(
            caption: "Test errors of 300-300 students",
            columns: ["labels", "teacher", "soft targets", "labels only"],
            rows: names.indices.map {
              [names[$0], Numeral.short(teachers[$0]), soft[$0].text(), hard[$0].text()]
            })
        ],
        figures: [
          .curves(
            CurvesFigure(
              title: "Test errors by share of wrong labels", horizontal: Scale(title: "% wrong"),
              vertical: Scale(title: "errors", isLogarithmic: true),
              series: [
                .init(
                  name: "labels only", points: zip(shares, hard).map { .init(x: 100 * $0, $1) }),
                .init(
                  name: "soft targets", points: zip(shares, soft).map { .init(x: 100 * $0, $1) }),
                .init(
                  name: "teacher",
                  points: zip(shares, teachers).map { .init(x: 100 * $0, y: $1) }, style: .dashed),
              ]))
        ],
        notes: [
          "Teacher and students see the same wrong labels, each another class drawn at random; the test labels are as they were. The teachers are as the members of the ensembles."
        ])
    }
  }
}
