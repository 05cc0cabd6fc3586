import Distill
import Foundation
import Testing

@Suite("Distillation")
struct DistillationTests {
  private static let data = SyntheticDigits(seed: 11).dataset(count: 1000)
  private static let test = SyntheticDigits(seed: 11).dataset(count: 400, firstIndex: 1000)
  private static let small = Network(.mlp([784, 20, 10]), seed: 5)

  private static func recipe(epochs: Int) -> Recipe {
    Recipe(epochs: epochs, batchSize: 50, learningRate: 0.02, seed: 3, threads: 1)
  }

  private static let teacher = Result {
    try Network(.mlp([784, 100, 10]), seed: 1).trained(on: data, using: recipe(epochs: 8))
  }

  /// The class of the largest logit for every example.
  private func decisions(_ network: Network, on dataset: Dataset) throws -> [Int] {
    let logits = try network.logits(for: dataset, on: TeacherFixtures.engine)
    return (0..<dataset.count).map { row in
      let scores = Array(logits[row * 10..<(row + 1) * 10])
      return scores.firstIndex(of: scores.max() ?? 0) ?? -1
    }
  }

  private func share(_ decisions: [Int], of expected: [Int]) -> Double {
    Double(zip(decisions, expected).count { $0 == $1 }) / Double(expected.count)
  }

  /// Transfer sets by how many labels are known.
  @Test("A student learns with all labels, some and none", arguments: [1, 0.2, 0])
  func labels(known: Double) throws {
    let teacher = try Self.teacher.get()
    let before = teacher.digest
    let transfer = Self.data.hidingLabels(keeping: known, seed: 1)
    let targets = try teacher.softTargets(for: transfer, temperature: 4)
    var reports: [EpochReport] = []
    let student = try Self.small.distilled(
      from: targets, on: transfer, hardWeight: known == 0 ? 0 : 0.1, using: Self.recipe(epochs: 6)
    ) { progress, _ in
      if let report = progress.epoch { reports.append(report) }
      return .proceed
    }
    let losses = reports.compactMap(\.softLoss)
    #expect(losses.count == 6 && losses[5] < 0.5 * losses[0] && losses.allSatisfy { $0 > 0 })
    #expect(reports.allSatisfy { ($0.hardLoss == nil) == (known == 0) })
    let agreement = try share(
      decisions(student, on: Self.test), of: decisions(teacher, on: Self.test))
    // Chance is about 10 %.
    #expect(agreement > 0.7, "\(agreement)")
    #expect(teacher.digest == before)
  }

  @Test(
    "At hard weight 1 a student is trained on labels, bit for bit",
    arguments: TeacherFixtures.temperatures)
  func hardWeightOne(temperature: Double) throws {
    let targets = try Self.teacher.get().softTargets(for: Self.data, temperature: temperature)
    let recipe = Self.recipe(epochs: 1)
    let plain = try Self.small.trained(on: Self.data, using: recipe)
    func student(_ hardWeight: Double) throws -> Network {
      try Self.small.distilled(
        from: targets, on: Self.data, hardWeight: hardWeight, using: recipe)
    }
    #expect(try student(1).digest == plain.digest)
    #expect(try student(0.9).digest != plain.digest)
  }

  @Test("Labels do not count at hard weight 0")
  func hardWeightZero() throws {
    let targets = try Self.teacher.get().softTargets(for: Self.data, temperature: 4)
    func student(on data: Dataset) throws -> String {
      try Self.small.distilled(
        from: targets, on: data, hardWeight: 0, using: Self.recipe(epochs: 1)
      ).digest
    }
    #expect(try student(on: Self.data) == student(on: Self.data.hidingLabels()))
  }

  @Test("A class that the transfer set does not show is learnt from the teacher")
  func missingClass() throws {
    let teacher = try Self.teacher.get()
    let transfer = Self.data.excluding(classes: [3])
    let threes = Self.test.only(classes: [3])
    let targets = try teacher.softTargets(for: transfer, temperature: 8)
    let recipe = Self.recipe(epochs: 8)
    let student = try Self.small.distilled(
      from: targets, on: transfer, hardWeight: 0, using: recipe)
    let control = try Self.small.trained(on: transfer, using: recipe)
    let right = [Int](repeating: 3, count: threes.count)
    // Without soft targets there is no way to know.
    #expect(try share(decisions(control, on: threes), of: right) == 0)
    #expect(try share(decisions(student, on: threes), of: right) > 0.2)
  }

  @Test("A student's file holds its own weights and nothing of the teacher")
  func file() throws {
    let targets = try Self.teacher.get().softTargets(for: Self.data, temperature: 4)
    let student = try Self.small.distilled(
      from: targets, on: Self.data, hardWeight: 0.1, using: Self.recipe(epochs: 1))
    let control = try Self.small.trained(on: Self.data, using: Self.recipe(epochs: 1))
    try TeacherFixtures.withFolder { folder in
      try student.write(to: "\(folder)/student")
      try control.write(to: "\(folder)/control")
      let (file, other) = (
        try Safetensors(path: "\(folder)/student"), try Safetensors(path: "\(folder)/control")
      )
      #expect(
        file.names == ["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"])
      #expect(file.names == other.names)
      #expect(file.metadata == other.metadata)
      let sizes = try ["student", "control"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")).count
      }
      #expect(sizes[0] == sizes[1])
    }
  }

  @Test("Any teacher with classes and logits suffices")
  func ownTeacher() throws {
    // Knows where the ink is, and nothing else: the class is the upper or lower half.
    struct Halves: Teacher {
      let classNames = ["lower", "upper"]
      let inputs = 784
      let parameterCount = 0
      let mean = EnsembleMean.geometric
      let digest = "halves"
      func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
        let values = features.values
        let logits = (0..<features.rows).flatMap { row -> [Float] in
          let upper = values[row * 784..<row * 784 + 392].reduce(0, +)
          let lower = values[row * 784 + 392..<(row + 1) * 784].reduce(0, +)
          return [(lower - upper) / 4, (upper - lower) / 4]
        }
        return [Tensor(logits, shape: [features.rows, 2])]
      }
    }
    func renamed(_ digits: Dataset) throws -> Dataset {
      var features: [Float] = []
      digits.gather(Array(0..<digits.count), into: &features)
      return try Dataset(features: features, shape: [28, 28], classNames: ["lower", "upper"])
    }
    let (transfer, test) = (try renamed(Self.data), try renamed(Self.test))
    let targets = try Halves().softTargets(for: transfer, temperature: 2)
    let student = try Network(.mlp([784, 8, 2]), seed: 1).distilled(
      from: targets, on: transfer, hardWeight: 0, using: Self.recipe(epochs: 3))
    #expect(student.classNames == ["lower", "upper"])
    let expected = try Halves().softTargets(for: test, temperature: 2).probabilities
    let found = try student.softTargets(for: test, temperature: 2).probabilities
    let agree = stride(from: 0, to: expected.count, by: 2).count {
      (expected[$0] > 0.5) == (found[$0] > 0.5)
    }
    #expect(agree > 360, "\(agree) of 400")
  }

  /// A student whose targets are of two examples; an error that is thrown is no stop.
  private static func student(on positions: [Int], validation: Int) {
    guard let data = try? TeacherFixtures.rows(2, classNames: ["a", "b"]) else { return }
    let teacher = TableTeacher(classNames: ["a", "b"], table: TeacherFixtures.table(1, 2, 2))
    guard let targets = try? teacher.softTargets(for: data, temperature: 2) else { return }
    _ = try? Network(.mlp([1, 2]), seed: 1).distilled(
      from: targets, on: data.subset(positions), hardWeight: 0,
      using: Recipe(
        epochs: 1, batchSize: 1, learningRate: 0.1, seed: 1, validation: validation, threads: 1))
  }

  @Test("Targets of another number of examples, and recipes that hold some out, stop the program")
  func preconditions() async {
    await #expect(processExitsWith: .success) {
      DistillationTests.student(on: [0, 1], validation: 0)
    }
    await #expect(processExitsWith: .failure) { DistillationTests.student(on: [0], validation: 0) }
    await #expect(processExitsWith: .failure) {
      DistillationTests.student(on: [0, 1], validation: 1)
    }
  }
}
