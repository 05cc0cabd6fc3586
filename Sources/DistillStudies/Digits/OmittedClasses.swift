import Distill

extension Experiment {
  /// Transfer sets without a class, and with two classes only; the bias that puts it right.
  static let omittedClasses = Experiment(
    "omitted-classes", "Classes missing from the transfer set",
    obstacle: \.lackOfClassesToOmit
  ) { plan in
    let names = plan.setting.train.classNames
    // The paper's, or the classes in their places.
    let one = names.firstIndex(of: "3") ?? 3 % names.count
    let two = ["7", "8"].compactMap { names.firstIndex(of: $0) }
    let pair = two.count == 2 ? two : [names.count - 2, names.count - 1]
    let cases = [
      plan.omission(
        "without-\(names[one])", "no \(names[one])", kept: Set(names.indices).subtracting([one]),
        corrected: [one]),
      plan.omission(
        "only-\(names[pair[0]])-\(names[pair[1]])",
        "only \(names[pair[0]]) and \(names[pair[1]])", kept: Set(pair), corrected: pair),
    ]
    return { workspace in try Omission.finding(cases, names: names, in: workspace) }
  }
}

/// Students of one incomplete transfer set.
private struct Omission: Sendable {
  let title: String
  let corrected: [Int]
  let students: [TrainedRun]
  let outcomes: [Measured<Outcome>]

  /// One student before and after correction.
  struct Outcome: Codable, Sendable {
    struct Part: Codable, Sendable {
      let errors: Int
      /// The share of each class that is right, in percent; nil without examples of it.
      let right: [Double?]
      /// What is added to the biases of the corrected classes.
      let offset: Double
    }
    let before: Part
    let fitted: Part
    let oracle: Part
    let testExamples: Int
  }

  func samples(in workspace: Workspace) throws -> [(Sample, KeyPath<Outcome, Outcome.Part>)] {
    let outcomes = try outcomes.map(workspace.value)
    let parts: [(String, KeyPath<Outcome, Outcome.Part>)] = [
      ("as taught", \.before), ("fitted to the prior", \.fitted), ("oracle", \.oracle),
    ]
    return parts.map { name, part in
      (Sample("\(title), \(name)", outcomes.map { Double($0[keyPath: part].errors) }), part)
    }
  }

  static func finding(
    _ cases: [Omission], names: [String], in workspace: Workspace
  ) throws -> Finding {
    var samples: [Sample] = []
    var comparisons: [Comparison] = []
    var rows: [[String]] = []
    var figures: [Figure] = []
    for omission in cases {
      let own = try omission.samples(in: workspace)
      let outcomes = try omission.outcomes.map(workspace.value)
      let examples = Double(outcomes.first?.testExamples ?? 1)
      samples += own.map(\.0)
      comparisons.append(Comparison(own[1].0, against: own[0].0, betterIs: .lower))
      for (sample, part) in own {
        let offsets = Sample("", outcomes.map { $0[keyPath: part].offset })
        let right = Sample(
          "",
          outcomes.map { outcome in
            let shares = omission.corrected.compactMap { outcome[keyPath: part].right[$0] }
            return shares.reduce(0, +) / Double(max(shares.count, 1))
          })
        rows.append([
          sample.name, sample.text(),
          Numeral.fixed(100 * sample.mean / examples, decimals: 2) + " %",
          part == \.before ? "" : offsets.text(decimals: 1), right.text(decimals: 1) + " %",
        ])
      }
      figures.append(
        .bars(
          BarsFigure(
            title: "Right answers by class: \(omission.title)", vertical: Scale(title: "% right"),
            groups: names,
            series: own.map { sample, part in
              .init(
                name: String(sample.name.dropFirst(omission.title.count + 2)),
                values: names.indices.map { place in
                  let shares = outcomes.compactMap { $0[keyPath: part].right[place] }
                  return shares.isEmpty
                    ? nil : shares.reduce(0, +) / Double(shares.count)
                })
            })))
    }
    return Finding(
      sentence: comparisons.map { $0.sentence(unit: "errors") }.joined(separator: "; ") + ".",
      paper:
        "No 3s: 206 errors, 109 once the bias of class 3 is raised by 3.5; only 7s and 8s: 47.3 %, "
        + "13.2 % once the biases of 7 and 8 are lowered by 7.6. Both biases are the best on the test set.",
      samples: samples, comparisons: comparisons,
      tables: [
        ResultTable(
          caption: "Test errors before and after correction",
          columns: ["800-800", "errors", "rate", "offset", "corrected classes right"], rows: rows)
      ],
      figures: figures,
      notes: [
        "Fitted: the mean probability of the corrected classes over the training images, whose labels are not looked at, is made equal to their share of the training set, a known prior. The test set has no part in it.",
        "Oracle: the one offset with the fewest errors on the test set itself, as in the paper.",
      ])
  }
}

extension Plan {
  fileprivate mutating func omission(
    _ name: String, _ title: String, kept: Set<Int>, corrected: [Int]
  ) -> Omission {
    let transfer = setting.train.only(classes: kept)
    let students = setting.seeds.map { seed in
      let objective = Objective(temperature: Usual.temperature, hardWeight: Usual.hardWeight)
      return train(
        "\(name)-\(seed)", studentFile(Usual.wide, seed, objective), on: transfer,
        targets: targets(for: seed))
    }
    let (training, test) = (setting.train, setting.test)
    let outcomes = zip(setting.seeds, students).map { seed, student in
      measure("\(name)-\(seed)", from: [student]) { workspace in
        try Omission.Outcome(
          of: try workspace.network(student), correcting: corrected, train: training, test: test)
      }
    }
    return Omission(
      title: title, corrected: corrected, students: students, outcomes: outcomes)
  }
}

extension Omission.Outcome {
  fileprivate init(
    of network: Network, correcting classes: [Int], train: Dataset, test: Dataset
  ) throws {
    let engine = Engine(threads: 1, precision: .float32)
    let count = train.classNames.count
    let logits = try network.logits(for: test, on: engine)
    func part(_ correction: BiasCorrection?) throws -> Part {
      let offsets = correction?.offsets ?? [Double](repeating: 0, count: count)
      let corrected = logits.indices.map { logits[$0] + Float(offsets[$0 % count]) }
      let evaluation = try Evaluation(
        name: "", logits: corrected, labels: test.labels, classCount: count, parameters: 0)
      let right = evaluation.confusion.enumerated().map { place, row -> Double? in
        let count = row.reduce(0, +)
        return count == 0 ? nil : 100 * Double(row[place]) / Double(count)
      }
      return Part(errors: evaluation.errors, right: right, offset: offsets[classes[0]])
    }
    before = try part(nil)
    fitted = try part(
      try BiasCorrection(
        logits: try network.logits(for: train, on: engine), classes: Set(classes),
        prior: try ClassPrior(labels: train.labels, classes: count), isShared: true))
    oracle = try part(
      try BiasCorrection.oracle(
        logits: logits, labels: test.labels, classCount: count, classes: Set(classes)
      ).correction)
    testExamples = test.count
  }
}
