package import Distill

extension Experiment {
  /// Transfer sets that are small, have no labels, or consist of other images.
  static let transferSets = Experiment("transfer-sets", "Smaller and other transfer sets") { plan in
    let seeds = plan.context.seeds
    let shares: [Double] = plan.context.choose(full: [0.01, 0.03, 0.1, 0.3, 1], quick: [0.03, 1])
    let soft = shares.map { share in
      seeds.map { plan.student(onShare: share, labels: false, seed: $0) }
    }
    let hard = shares.map { share in
      seeds.map { plan.student(onShare: share, labels: true, seed: $0) }
    }
    let unlabelled = seeds.map {
      plan.student(Defaults.narrow, temperature: Defaults.temperature, hardWeight: 0, seed: $0)
    }
    let drawn = plan.hasDigits ? seeds.map { plan.studentOfDrawnDigits(seed: $0) } : []
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    return { workspace in
      TransferSetsResults(
        shares: shares, soft: try soft.map { try workspace.errors("", of: $0).values },
        labels: try hard.map { try workspace.errors("", of: $0).values },
        unlabelled: try workspace.errors("100 %, soft targets alone", of: unlabelled),
        drawn: drawn.isEmpty ? nil : try workspace.errors("drawn digits alone", of: drawn),
        teacher: try workspace.errors("teacher", of: teachers)
      ).finding
    }
  }
}

/// Test errors by the share of the data that is in the transfer set.
package struct TransferSetsResults {
  let shares: [Double]
  let soft: [Sample]
  let labels: [Sample]
  let unlabelled: Sample
  let drawn: Sample?
  let teacher: Sample

  /// Errors, [share][seed], by ascending share up to 1; of students without any labels; of students of
  /// drawn digits, where these apply; and of the teacher.
  package init(
    shares: [Double], soft: [[Double]], labels: [[Double]], unlabelled: Sample, drawn: Sample?,
    teacher: Sample
  ) {
    precondition(shares.last == 1, "the last of the shares \(shares) is not all of the data")
    func samples(_ name: String, _ errors: [[Double]]) -> [Sample] {
      zip(shares, errors).map { Sample("\(Numeral.short(100 * $0)) %, \(name)", $1) }
    }
    self.shares = shares
    self.soft = samples("soft targets", soft)
    self.labels = samples("labels only", labels)
    self.unlabelled = unlabelled
    self.drawn = drawn
    self.teacher = teacher
  }

  /// The smallest share with which soft targets have no more errors, on average, than labels have with
  /// all of the data; nil where none is enough.
  package var breakEven: Double? {
    let goal = labels[labels.count - 1].mean
    return zip(shares, soft).first { $0.1.mean <= goal }?.0
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      zip(soft, labels).map { Comparison($0, against: $1, betterIs: .lower) })
    let others = drawn.map { [$0] } ?? []
    let ends = [shares[0], 1]
    let full = labels[labels.count - 1]
    return Finding(
      sentence:
        "With \(Numeral.short(100 * shares[0])) % of the data there are \(soft[0].text()) errors on soft "
        + "targets and \(labels[0].text()) on labels; without any labels, on all the images, "
        + "\(unlabelled.text())."
        + (drawn.map {
          " Trained on drawn digits alone, the student makes \($0.text()) errors on real ones."
        } ?? ""),
      paper:
        "Soft targets carry so much information that a small part of the data can be enough; the "
        + "transfer set may have no labels at all.",
      samples: soft + labels + [unlabelled, teacher] + others, comparisons: comparisons,
      claims: [
        Claim(
          "With \(Numeral.short(100 * shares[0])) % of the data soft targets are better than labels",
          ours: "\(labels[0].text()) → \(soft[0].text())", tested: [comparisons[0]]),
        Claim(
          "Share of the data with which soft targets match labels on all of it (\(full.text()))",
          paper: "a small part",
          ours: breakEven.map { "\(Numeral.short(100 * $0)) %" } ?? "more than all of it"),
        Claim(
          "Test errors of a transfer set without labels", paper: "labels are not needed",
          ours: "\(unlabelled.text()) (with labels \(soft[soft.count - 1].text()))"),
      ] + others.map { Claim("Test errors after training on drawn digits alone", ours: $0.text()) },
      tables: [
        ResultTable(
          samples: soft + labels + [unlabelled] + others,
          caption: "Test errors of 300-300 students by seed")
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by share of the data",
            horizontal: Scale(title: "% of the data", isLogarithmic: true),
            vertical: Scale(title: "errors", isLogarithmic: true),
            series: [
              .init(
                name: "labels only", points: zip(shares, labels).map { .init(x: 100 * $0, $1) }),
              .init(
                name: "soft targets", points: zip(shares, soft).map { .init(x: 100 * $0, $1) }),
              .init(
                name: "teacher", points: ends.map { .init(x: 100 * $0, y: teacher.mean) },
                style: .dashed),
            ]
              + others.map { other in
                .init(
                  name: "drawn digits",
                  points: ends.map { .init(x: 100 * $0, y: other.mean) }, style: .dashed)
              }))
      ],
      notes: drawn == nil
        ? [
          "Drawn digits as a transfer set do not apply: the data are not grey images of 28 × 28 with the classes 0 to 9."
        ]
        : [
          "Drawn digits: as many as there are training images, generated by the program (no handwritten image among them), labelled by the teacher, which was trained on real ones."
        ])
  }
}

extension Plan {
  /// Whether the data look like the digits that can be drawn.
  fileprivate var hasDigits: Bool {
    context.train.shape == [28, 28] && context.train.classNames == (0...9).map(String.init)
  }

  /// A student of part of the data. The share of soft targets is that of the data: both see the same
  /// examples, for about as many steps as on all of them, but at most ten times as many epochs.
  fileprivate mutating func student(
    onShare share: Double, labels: Bool, seed: UInt64
  ) -> TrainedRun {
    if share == 1 {
      return labels
        ? control(Defaults.narrow, seed: seed)
        : student(
          Defaults.narrow, temperature: Defaults.temperature, hardWeight: Defaults.hardWeight,
          seed: seed)
    }
    var file = studentFile(Defaults.narrow, seed, labels ? nil : .usual)
    file.recipe.epochs *= Int(min(10, 1 / share).rounded())
    return train(
      "share-\(share)-\(labels ? "labels" : "soft")-\(seed)", file,
      on: context.train.fraction(share, seed: seed), targets: labels ? nil : targets(for: seed))
  }

  fileprivate mutating func studentOfDrawnDigits(seed: UInt64) -> TrainedRun {
    let teachers = teacherSeeds
    let own = teachers[Int(seed - 1) % teachers.count]
    let digits = SyntheticDigits(seed: 1).dataset(count: context.train.count)
    let targets = label("drawn-\(own)", digits, by: [teacher(own)], mean: .geometric)
    return train(
      "drawn-\(seed)",
      studentFile(
        Defaults.narrow, seed, Objective(temperature: Defaults.temperature, hardWeight: 0)),
      on: digits, targets: targets)
  }
}
