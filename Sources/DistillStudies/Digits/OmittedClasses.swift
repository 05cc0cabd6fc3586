import Distill

extension Experiment {
  /// Transfer sets without a class, and with two classes only; the bias that corrects it.
  static let omittedClasses = Experiment(
    "omitted-classes", "Classes missing from the transfer set",
    obstacle: \.lackOfClassesToOmit
  ) { plan in
    let names = plan.context.train.classNames
    // The paper's, or the classes in their places.
    let one = names.firstIndex(of: "3") ?? 3 % names.count
    let two = ["7", "8"].compactMap { names.firstIndex(of: $0) }
    let pair = two.count == 2 ? two : [names.count - 2, names.count - 1]
    let cases = [
      plan.omission(
        "without-\(names[one])", "no \(names[one])", kept: Set(names.indices).subtracting([one]),
        corrected: [one],
        paper: names.contains("3") ? .init(errors: "206 → 109", offset: "+3.5") : nil),
      plan.omission(
        "only-\(names[pair[0]])-\(names[pair[1]])",
        "only \(names[pair[0]]) and \(names[pair[1]])", kept: Set(pair), corrected: pair,
        paper: two.count == 2 ? .init(errors: "47.3 % → 13.2 %", offset: "−7.6") : nil),
    ]
    return { workspace in
      OmittedClassesResults(
        cases: try cases.map { omission in
          OmittedClassesResults.Case(
            title: omission.title, corrected: omission.corrected,
            outcomes: try omission.outcomes.map(workspace.value), paper: omission.paper)
        }, classNames: names
      ).finding
    }
  }
}

/// The runs of students of one incomplete transfer set.
private struct Omission: Sendable {
  let title: String
  let corrected: [Int]
  let outcomes: [Measured<OmissionOutcome>]
  let paper: OmittedClassesResults.Paper?
}

extension Plan {
  fileprivate mutating func omission(
    _ name: String, _ title: String, kept: Set<Int>, corrected: [Int],
    paper: OmittedClassesResults.Paper?
  ) -> Omission {
    let transfer = context.train.only(classes: kept)
    let students = context.seeds.map { seed in
      let objective = Objective(temperature: Defaults.temperature, hardWeight: Defaults.hardWeight)
      return train(
        "\(name)-\(seed)", studentFile(Defaults.wide, seed, objective), on: transfer,
        targets: targets(for: seed))
    }
    let (training, test) = (context.train, context.test)
    let outcomes = zip(context.seeds, students).map { seed, student in
      measure("\(name)-\(seed)", from: [student]) { workspace in
        try OmissionOutcome(
          of: try workspace.network(student), correcting: corrected, train: training, test: test)
      }
    }
    return Omission(title: title, corrected: corrected, outcomes: outcomes, paper: paper)
  }
}

extension OmissionOutcome {
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
