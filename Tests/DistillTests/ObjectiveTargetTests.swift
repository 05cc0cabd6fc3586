import Distill
import Foundation
import Testing

@Suite("Soft targets of an objective")
struct ObjectiveTargetTests {
  private typealias Fixtures = TeacherFixtures
  private static let names = TeacherFixtures.names(4)
  /// Every second example is labelled.
  private static let labels: [Int32] = (0..<20).map { row in row % 2 == 0 ? Int32(row / 2 % 4) : -1
  }

  private static func data(_ names: [String] = Self.names) throws -> Dataset {
    try Fixtures.rows(20, classNames: names, labels: labels)
  }

  private static func teacher(
    members: Int, mean: EnsembleMean = .arithmetic
  ) -> TableTeacher {
    TableTeacher(classNames: names, table: Fixtures.table(members, 20, 4), mean: mean)
  }

  @Test("A label share mixes the label in, where it is known", arguments: [0, 0.1, 0.5, 1])
  func labelShare(share: Double) throws {
    let data = try Self.data()
    let plain = try Self.teacher(members: 2).softTargets(for: data, temperature: 4)
    let objective = Objective(
      matching: .probabilities(temperature: 4), hardWeight: 0, labelShare: share)
    let mixed = try Self.teacher(members: 2).softTargets(for: data, objective: objective)
    #expect(mixed.labelShare == share && mixed.temperature == 4)
    for row in 0..<20 {
      let label = Int(Self.labels[row])
      var entropy = 0.0
      for column in 0..<4 {
        let p = Double(plain.probabilities[row * 4 + column])
        let expected = label < 0 ? p : (1 - share) * p + (column == label ? share : 0)
        #expect(
          abs(Double(mixed.probabilities[row * 4 + column]) - expected) <= Fixtures.tolerance)
        if expected > 0 { entropy -= expected * log(expected) }
      }
      #expect(abs(mixed.entropies[row] - entropy) <= 20 * Fixtures.tolerance)
    }
    if share == 0 { #expect(mixed.probabilities == plain.probabilities) }
  }

  @Test("A student equal to its modified targets has no soft loss")
  func entropy() throws {
    let data = try Self.data()
    let targets = try Self.teacher(members: 1).softTargets(
      for: data,
      objective: Objective(
        matching: .probabilities(temperature: 1), hardWeight: 0, labelShare: 0.25))
    guard
      case .probabilities(let p, let entropy) = targets.targets(
        at: Array(0..<20), on: Fixtures.engine)
    else {
      Issue.record("logits in place of probabilities")
      return
    }
    let (_, sums) = Objective(temperature: 1, hardWeight: 0).gradient(
      logits: p.map { log($0) }, targets: p, labels: nil, on: Fixtures.engine)
    #expect(abs(sums.softCrossEntropy - entropy) <= 20 * 20 * Fixtures.tolerance)
  }

  @Test("The logits to match are the teacher's, or the mean's of an ensemble")
  func logits() throws {
    let data = try Self.data()
    let objective = Objective(matching: .logits, hardWeight: 0)
    for (members, mean) in [
      (1, EnsembleMean.arithmetic), (3, .geometric), (3, .arithmetic),
    ] {
      let teacher = Self.teacher(members: members, mean: mean)
      let targets = try teacher.softTargets(for: data, objective: objective)
      let expected = try teacher.logits(for: data, on: Fixtures.engine)
      // Equal, but for ln of a mean that is divided before it is summed, or after.
      for (one, other) in zip(targets.logits, expected) {
        #expect(abs(one - other) <= (mean == .arithmetic ? 1e-5 * max(1, abs(other)) : 0))
      }
      #expect(targets.logits.count == 80)
      #expect(targets.probabilities.isEmpty && targets.temperature == nil && targets.count == 20)
      guard case .logits(let rows) = targets.targets(at: [7, 0], on: Fixtures.engine) else {
        Issue.record("probabilities in place of logits")
        return
      }
      #expect(rows.values == Array(targets.logits[28..<32] + targets.logits[0..<4]))
    }
  }

  @Test("Logits of some of the teacher's classes come in the student's order")
  func someClasses() throws {
    let teacher = Self.teacher(members: 1)
    let few = try Fixtures.rows(20, classNames: [Self.names[2], Self.names[0]])
    let targets = try teacher.softTargets(
      for: few, objective: Objective(matching: .logits, hardWeight: 0))
    let rows = teacher.table[0]
    #expect(targets.logits == rows.flatMap { [$0[2], $0[0]] })
  }

  @Test("A class without a logit of the teacher's cannot be matched")
  func unknownClass() throws {
    let data = try Self.data(Self.names + ["x"])
    let error = #expect(throws: TeacherError.self) {
      try Self.teacher(members: 1).softTargets(
        for: data, objective: Objective(matching: .logits, hardWeight: 0))
    }
    #expect(error == .unknownClasses(names: ["x"], teacher: Self.names))
    #expect(error?.description.contains("has none for x") == true)
  }

  @Test("A student that matches logits comes near them")
  func training() throws {
    let data = SyntheticDigits(seed: 11).dataset(count: 500)
    let recipe = Recipe(epochs: 8, batchSize: 50, learningRate: 0.02, seed: 3, threads: 1)
    let teacher = try Network(.mlp([784, 40, 10]), seed: 1).trained(on: data, using: recipe)
    let targets = try teacher.softTargets(
      for: data, objective: Objective(matching: .logits, hardWeight: 0))
    // The slope of a logit is its distance over the number of classes: small, and so the rate is not.
    var faster = recipe
    faster.learningRate = 0.2
    var losses: [Double] = []
    _ = try Network(.mlp([784, 40, 10]), seed: 5).distilled(
      from: targets, on: data, hardWeight: 0, using: faster
    ) { progress, _ in
      if let loss = progress.epoch?.softLoss { losses.append(loss) }
      return .proceed
    }
    #expect(losses.count == 8 && losses[7] < 0.5 * losses[0], "\(losses)")
  }
}
