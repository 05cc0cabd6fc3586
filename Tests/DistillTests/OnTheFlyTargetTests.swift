import Distill
import Foundation
import Testing

@Suite("Soft targets on the fly")
struct OnTheFlyTargetTests {
  private typealias Fixtures = TeacherFixtures
  private static let names = TeacherFixtures.names(4)
  private static let labels: [Int32] = (0..<20).map { $0 % 3 == 0 ? -1 : Int32($0 % 2) }

  /// A teacher whose logits are the first features of an example.
  private struct Mirror: Teacher {
    let classNames: [String]
    let inputs: Int
    let parameterCount = 0
    let mean = EnsembleMean.geometric
    let digest = "mirror"

    func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
      let values = features.values
      return [
        Tensor(
          (0..<features.rows).flatMap { values[$0 * inputs..<$0 * inputs + classNames.count] },
          shape: [features.rows, classNames.count])
      ]
    }
  }

  /// The first `size` examples that training would draw, shifted by up to `shift` pixels.
  private static func batch(of data: Dataset, size: Int = 7, shift: Int = 0) throws -> Batch {
    let batches = Batches(
      of: data, batchSize: size, seed: 4, shift: shift, fromStep: 0, throughStep: 0)
    return try #require(batches.next())
  }

  /// Members' means, objectives, and the classes of the student.
  private static let cases: [(members: Int, mean: EnsembleMean, objective: Objective, [String])] = [
    (1, .arithmetic, Objective(temperature: 2.5, hardWeight: 0), names),
    (3, .arithmetic, Objective(temperature: 4, hardWeight: 0.3), names),
    (3, .geometric, Objective(temperature: 4, hardWeight: 0.3), names),
    (3, .arithmetic, Objective(temperature: 20, hardWeight: 0), ["class 2", "x", "class 0"]),
    (
      2, .arithmetic,
      Objective(matching: .probabilities(temperature: 1), hardWeight: 0, labelShare: 0.4), names
    ),
    (1, .arithmetic, Objective(matching: .logits, hardWeight: 0), ["class 3", "class 1"]),
    (3, .arithmetic, Objective(matching: .logits, hardWeight: 0), names),
    (3, .geometric, Objective(matching: .logits, hardWeight: 0), names),
  ]

  @Test("Of examples that are not moved they are those of the store", arguments: cases.indices)
  func likeStored(index: Int) throws {
    let (members, mean, objective, names) = Self.cases[index]
    let data = try Fixtures.rows(20, classNames: names, labels: Self.labels)
    let teacher = TableTeacher(
      classNames: Self.names, table: Fixtures.table(members, 20, 4), mean: mean)
    let batch = try Self.batch(of: data)
    let stored = try teacher.softTargets(for: data, objective: objective)
      .targets(for: batch, on: Fixtures.engine)
    let asked = try OnTheFlyTargets(of: teacher, for: data, objective: objective)
      .targets(for: batch, on: Fixtures.engine)
    switch (stored, asked) {
    case (.logits(let one), .logits(let other)):
      #expect(one.shape == other.shape && one.values == other.values)
    case (.probabilities(let one, let entropy), .probabilities(let other, let otherEntropy)):
      #expect(one.shape == other.shape && one.values == other.values)
      #expect(abs(entropy - otherEntropy) <= 1e-12 * 7)
    default: Issue.record("\(stored) in place of \(asked)")
    }
  }

  @Test("Another mean than the teacher's own")
  func mean() throws {
    let data = try Fixtures.rows(20, classNames: Self.names)
    let objective = Objective(temperature: 3, hardWeight: 0)
    func teacher(_ mean: EnsembleMean) -> TableTeacher {
      TableTeacher(classNames: Self.names, table: Fixtures.table(3, 20, 4), mean: mean)
    }
    let batch = try Self.batch(of: data)
    func values(_ targets: OnTheFlyTargets) throws -> [Float] {
      guard case .probabilities(let p, _) = try targets.targets(for: batch, on: Fixtures.engine)
      else { return [] }
      return p.values
    }
    let geometric = try values(
      OnTheFlyTargets(of: teacher(.geometric), for: data, objective: objective))
    let overruled = try values(
      OnTheFlyTargets(of: teacher(.arithmetic), mean: .geometric, for: data, objective: objective))
    let arithmetic = try values(
      OnTheFlyTargets(of: teacher(.arithmetic), for: data, objective: objective))
    #expect(geometric == overruled && geometric != arithmetic && !geometric.isEmpty)
  }

  @Test("The teacher is evaluated on the augmented images")
  func moved() throws {
    let data = SyntheticDigits(seed: 3).dataset(count: 30)
    let teacher = Mirror(classNames: data.classNames, inputs: 784)
    let batch = try Self.batch(of: data, size: 9, shift: 3)
    var still: [Float] = []
    data.gather(batch.positions, into: &still)
    try #require(batch.features != still)
    guard
      case .logits(let rows) = try OnTheFlyTargets(
        of: teacher, for: data, objective: Objective(matching: .logits, hardWeight: 0)
      ).targets(for: batch, on: Fixtures.engine)
    else {
      Issue.record("probabilities in place of logits")
      return
    }
    let features = Tensor(batch.features, shape: [9, 784])
    #expect(
      rows.values == teacher.memberLogits(for: features, on: Fixtures.engine)[0].values)
  }

  @Test("A student learns the same from a live teacher as from its stored targets")
  func training() throws {
    let data = SyntheticDigits(seed: 11).dataset(count: 300)
    let recipe = Recipe(epochs: 2, batchSize: 50, learningRate: 0.05, seed: 3, threads: 1)
    let teacher = try Network(.mlp([784, 20, 10]), seed: 1).trained(on: data, using: recipe)
    let objective = Objective(temperature: 3, hardWeight: 0.2)
    let student = Network(.mlp([784, 12, 10]), seed: 5)
    let asked = try student.distilled(by: teacher, on: data, objective: objective, using: recipe)
    let told = try student.distilled(
      from: teacher.softTargets(for: data, objective: objective), on: data, hardWeight: 0.2,
      using: recipe)
    // Products of other numbers of rows may be summed in another order.
    for (one, other) in zip(asked.layers.parameters, told.layers.parameters) {
      for (a, b) in zip(one.tensor.values, other.tensor.values) { #expect(abs(a - b) <= 1e-4) }
    }
    #expect(asked.digest != student.digest)
  }

  @Test("Logits that are not finite end the training with an error")
  func refusals() throws {
    let data = try Fixtures.rows(20, classNames: Self.names)
    let objective = Objective(temperature: 2, hardWeight: 0)
    var table = Fixtures.table(2, 20, 4)
    table[1][13][2] = .infinity
    let broken = TableTeacher(classNames: Self.names, table: table)
    let recipe = Recipe(epochs: 1, batchSize: 5, learningRate: 0.1, seed: 1, threads: 1)
    let expected = TeacherError.notFinite(
      model: "the teacher", member: 1, example: 13, className: Self.names[2], value: "inf",
      isTrained: false)
    #expect(throws: expected) {
      try Network(.mlp([1, 4]), seed: 1)
        .distilled(by: broken, on: data, objective: objective, using: recipe)
    }
    let other = TableTeacher(classNames: ["y"], table: [[[0]]])
    #expect(throws: TeacherError.noCommonClass(teacher: ["y"], student: Self.names)) {
      try OnTheFlyTargets(of: other, for: data, objective: objective)
    }
    let wide = Mirror(classNames: Self.names, inputs: 784)
    #expect(throws: TeacherError.inputsDiffer(expected: 784, found: 1)) {
      try OnTheFlyTargets(of: wide, for: data, objective: objective)
    }
    #expect(throws: TeacherError.unknownClasses(names: ["x"], teacher: Self.names)) {
      try OnTheFlyTargets(
        of: broken, for: Fixtures.rows(20, classNames: ["class 1", "x"]),
        objective: Objective(matching: .logits, hardWeight: 0))
    }
  }
}
