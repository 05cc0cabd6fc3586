import Distill

extension Experiment {
  /// Transfer sets that are small, without labels, or of other images.
  static let transferSets = Experiment("transfer-sets", "Smaller and other transfer sets") { plan in
    let seeds = plan.setting.seeds
    let shares: [Double] = plan.setting.choose(full: [0.01, 0.03, 0.1, 0.3, 1], quick: [0.03, 1])
    let soft = shares.map { share in
      seeds.map { plan.student(onShare: share, labels: false, seed: $0) }
    }
    let hard = shares.map { share in
      seeds.map { plan.student(onShare: share, labels: true, seed: $0) }
    }
    let unlabelled = seeds.map {
      plan.student(Usual.narrow, temperature: Usual.temperature, hardWeight: 0, seed: $0)
    }
    let drawn = plan.hasDigits ? seeds.map { plan.studentOfDrawnDigits(seed: $0) } : []
    let teachers = plan.teacherSeeds.map { plan.teacher($0) }
    return { workspace in
      func samples(_ name: String, _ runs: [[TrainedRun]]) throws -> [Sample] {
        try zip(shares, runs).map {
          try workspace.errors("\(Numeral.short(100 * $0)) %, \(name)", of: $1)
        }
      }
      let soft = try samples("soft targets", soft)
      let hard = try samples("labels only", hard)
      let teacher = try workspace.errors("teacher", of: teachers)
      let bare = try workspace.errors("100 %, soft targets alone", of: unlabelled)
      let others = drawn.isEmpty ? [] : [try workspace.errors("drawn digits alone", of: drawn)]
      let comparisons = zip(soft, hard).map { Comparison($0, against: $1, betterIs: .lower) }
      let ends = [shares[0], 1]
      return Finding(
        sentence:
          "On \(Numeral.short(100 * shares[0])) % of the data soft targets leave \(soft[0].text()) "
          + "errors and labels \(hard[0].text()); without any labels, on all the images, "
          + "\(bare.text())."
          + (others.first.map {
            " Taught on drawn digits alone, the student makes \($0.text()) errors on real ones."
          } ?? ""),
        paper:
          "Soft targets carry so much information that a small part of the data can be enough; the "
          + "transfer set may have no labels at all.",
        samples: soft + hard + [bare, teacher] + others, comparisons: comparisons,
        tables: [
          ResultTable(
            samples: soft + hard + [bare] + others,
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
                  name: "labels only",
                  points: zip(shares, hard).map { .init(x: 100 * $0, $1) }),
                .init(
                  name: "soft targets",
                  points: zip(shares, soft).map { .init(x: 100 * $0, $1) }),
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
        notes: drawn.isEmpty
          ? [
            "Drawn digits as a transfer set do not apply: the data are not grey images of 28 × 28 with the classes 0 to 9."
          ]
          : [
            "Drawn digits: as many as there are training images, drawn by the program (no image of a person’s hand among them), labelled by the teacher, which saw real ones."
          ])
    }
  }
}

extension Plan {
  /// Whether the data look like the digits that can be drawn.
  fileprivate var hasDigits: Bool {
    setting.train.shape == [28, 28] && setting.train.classNames == (0...9).map(String.init)
  }

  /// A student of part of the data. The share of soft targets is that of the data: both see the same
  /// examples, for about as many steps as on all of them, but at most ten times as many epochs.
  fileprivate mutating func student(
    onShare share: Double, labels: Bool, seed: UInt64
  ) -> TrainedRun {
    if share == 1 {
      return labels
        ? control(Usual.narrow, seed: seed)
        : student(
          Usual.narrow, temperature: Usual.temperature, hardWeight: Usual.hardWeight, seed: seed)
    }
    var file = studentFile(Usual.narrow, seed, labels ? nil : .usual)
    file.recipe.epochs *= Int(min(10, 1 / share).rounded())
    return train(
      "share-\(share)-\(labels ? "labels" : "soft")-\(seed)", file,
      on: setting.train.fraction(share, seed: seed), targets: labels ? nil : targets(for: seed))
  }

  fileprivate mutating func studentOfDrawnDigits(seed: UInt64) -> TrainedRun {
    let teachers = teacherSeeds
    let own = teachers[Int(seed - 1) % teachers.count]
    let digits = SyntheticDigits(seed: 1).dataset(count: setting.train.count)
    let targets = label("drawn-\(own)", digits, by: [teacher(own)], mean: .geometric)
    return train(
      "drawn-\(seed)",
      studentFile(
        Usual.narrow, seed, Objective(temperature: Usual.temperature, hardWeight: 0)),
      on: digits, targets: targets)
  }
}
