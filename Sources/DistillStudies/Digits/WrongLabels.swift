import Distill

extension Experiment {
  /// Wrong labels: whether a student on soft targets suffers less, where its teacher was trained on the
  /// same wrong labels.
  static let wrongLabels = Experiment(
    "wrong-labels", "Wrong labels",
    obstacle: \.lackOfWrongClasses
  ) { plan in
    let seeds = plan.context.seeds
    let shares: [Double] = plan.context.choose(full: [0, 0.1, 0.2, 0.4], quick: [0, 0.4])
    let rows = shares.map { share in
      let data = plan.context.train.mislabelled(share: share, seed: 1)
      let teacher = plan.train(
        "wrong-\(share)-teacher", plan.memberFile(1), on: data)
      let targets = plan.label("wrong-\(share)", data, by: [teacher], mean: .geometric)
      return (
        teacher: teacher,
        soft: seeds.map {
          plan.train(
            "wrong-\(share)-soft-\($0)", plan.studentFile(Defaults.narrow, $0, .usual), on: data,
            targets: targets)
        },
        hard: seeds.map {
          plan.train(
            "wrong-\(share)-labels-\($0)", plan.studentFile(Defaults.narrow, $0, nil), on: data)
        }
      )
    }
    return { workspace in
      WrongLabelsResults(
        shares: shares, soft: try rows.map { try workspace.errors("", of: $0.soft).values },
        labels: try rows.map { try workspace.errors("", of: $0.hard).values },
        teachers: try rows.map { try workspace.result($0.teacher).errors }
      ).finding
    }
  }
}

/// Test errors by the share of wrong training labels.
package struct WrongLabelsResults {
  let shares: [Double]
  let soft: [Sample]
  let labels: [Sample]
  let teachers: [Int]

  private var names: [String] { shares.map { "\(Numeral.short(100 * $0)) % wrong" } }

  /// Errors, [share][seed], by ascending share from 0, and those of the teacher of each share.
  package init(shares: [Double], soft: [[Double]], labels: [[Double]], teachers: [Int]) {
    precondition(shares.first == 0, "the first of the shares \(shares) is not 0")
    func samples(_ name: String, _ errors: [[Double]]) -> [Sample] {
      zip(shares, errors).map { Sample("\(Numeral.short(100 * $0)) % wrong, \(name)", $1) }
    }
    self.shares = shares
    self.soft = samples("soft targets", soft)
    self.labels = samples("labels only", labels)
    self.teachers = teachers
  }

  /// The errors that the largest share of wrong labels adds on average: on soft targets, and on labels.
  package var added: (soft: Double, labels: Double) {
    (soft[soft.count - 1].mean - soft[0].mean, labels[labels.count - 1].mean - labels[0].mean)
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      zip(soft, labels).map { Comparison($0, against: $1, betterIs: .lower) })
    let last = shares.count - 1
    let most = "\(Numeral.short(100 * shares[last])) %"
    return Finding(
      sentence:
        "With \(most) of the labels wrong, the student on soft targets makes \(soft[last].text()) "
        + "errors and the same network on labels \(labels[last].text()); without wrong labels, "
        + "\(soft[0].text()) and \(labels[0].text()).",
      paper: nil, samples: soft + labels, comparisons: comparisons,
      claims: [
        Claim(
          "With \(most) of the labels wrong, soft targets are better than labels",
          ours: "\(labels[last].text()) → \(soft[last].text())", tested: [comparisons[last]]),
        Claim(
          "Test errors that \(most) wrong labels add, on labels and on soft targets",
          ours:
            "\(Numeral.fixed(added.labels, decimals: 1)) and \(Numeral.fixed(added.soft, decimals: 1))"
        ),
      ],
      tables: [
        ResultTable(
          caption: "Test errors of 300-300 students",
          columns: ["labels", "teacher", "soft targets", "labels only"],
          rows: names.indices.map {
            [names[$0], Numeral.short(Double(teachers[$0])), soft[$0].text(), labels[$0].text()]
          })
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by share of wrong labels", horizontal: Scale(title: "% wrong"),
            vertical: Scale(title: "errors", isLogarithmic: true),
            series: [
              .init(
                name: "labels only", points: zip(shares, labels).map { .init(x: 100 * $0, $1) }),
              .init(
                name: "soft targets", points: zip(shares, soft).map { .init(x: 100 * $0, $1) }),
              .init(
                name: "teacher",
                points: zip(shares, teachers).map { .init(x: 100 * $0, y: Double($1)) },
                style: .dashed),
            ]))
      ],
      notes: [
        "Teacher and students see the same wrong labels, each another class drawn at random; the test labels are unchanged. The teachers are trained as the members of the ensembles."
      ])
  }
}
