import Distill
import Foundation
import Testing

@Suite("Soft-target store")
struct SoftTargetTests {
  private typealias Fixtures = TeacherFixtures

  private static func store(
    _ data: Dataset, _ names: [String] = TeacherFixtures.names(4), members: Int = 2
  ) throws -> SoftTargetStore {
    let teacher = TableTeacher(
      classNames: names, table: Fixtures.table(members, 20, names.count))
    return try SoftTargetStore(labelling: data, by: teacher, on: Fixtures.engine)
  }

  private static func data(_ names: [String] = TeacherFixtures.names(4)) throws -> Dataset {
    try Fixtures.rows(20, classNames: names)
  }

  private static func rows(_ positions: [Int], of targets: SoftTargets) -> [Float] {
    positions.flatMap { targets.probabilities[$0 * 4..<$0 * 4 + 4] }
  }

  // MARK: Files

  @Test("A store reads back equal", arguments: [1, 3])
  func roundTrip(members: Int) throws {
    try Fixtures.withFolder { folder in
      let names = ["plain", "größer ✓", "with \"signs\", and\nlines", ""]
      let store = try Self.store(
        Self.data(names).subset([7, 3, 19]), names, members: members)
      #expect(store.logits.count == members && store.ids == [7, 3, 19])
      try store.write(to: "\(folder)/targets")
      #expect(try SoftTargetStore(contentsOf: "\(folder)/targets") == store)
    }
  }

  @Test("Other kinds of file are refused with a sentence")
  func otherKinds() throws {
    try Fixtures.withFolder { folder in
      let path = "\(folder)/file"
      try Network(.mlp([4, 3]), seed: 1).write(to: path)
      let error = #expect(throws: TeacherError.self) { try SoftTargetStore(contentsOf: path) }
      #expect(error?.description.hasPrefix("\(path) is not a soft-target store") == true)
      try Data("no tensors at all".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: FileError.self) { try SoftTargetStore(contentsOf: path) }
      #expect(throws: FileError.self) { try SoftTargetStore(contentsOf: "\(folder)/nothing") }
    }
  }

  @Test("A store cut short anywhere is refused")
  func truncated() throws {
    try Fixtures.withFolder { folder in
      let path = "\(folder)/targets"
      try Self.store(Self.data()).write(to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for length in stride(from: 0, to: bytes.count, by: 11) {
        try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(throws: FileError.self) { try SoftTargetStore(contentsOf: path) }
      }
    }
  }

  /// The error of reading the file of a good store after `change`.
  private func refusal(
    _ change: (inout [String: String], inout [Safetensors.Tensor]) -> Void
  ) throws -> String {
    try Fixtures.withFolder { folder in
      let path = "\(folder)/targets"
      let store = try Self.store(Self.data().subset([8, 5]))
      try store.write(to: path)
      var metadata = try Safetensors(path: path).metadata
      var tensors: [Safetensors.Tensor] = [
        .init("logits", shape: [2, 2, 4], .float32(store.logits.flatMap(\.self))),
        .init("ids", shape: [2], .int64(store.ids.map(Int64.init))),
      ]
      change(&metadata, &tensors)
      try Safetensors.write(tensors, metadata: metadata, to: path)
      do {
        #expect(try SoftTargetStore(contentsOf: path) == store)
        return ""
      } catch let error as TeacherError {
        return error.description
      } catch let error as FileError {
        return error.description
      }
    }
  }

  @Test("Damaged stores are refused with a sentence")
  func hostile() throws {
    #expect(try refusal { _, _ in } == "")
    let kind = "not a soft-target store"
    for key in ["distill", "mean", "teacher", "data", "classes"] {
      #expect(try refusal { metadata, _ in metadata[key] = nil }.contains(kind))
    }
    #expect(try refusal { metadata, _ in metadata["mean"] = "median" }.contains(kind))
    #expect(
      try refusal { metadata, _ in metadata["distill"] = "soft targets 2" }.contains("targets 2"))
    #expect(try refusal { _, tensors in tensors.removeFirst() }.contains("logits"))
    #expect(try refusal { _, tensors in tensors.removeLast() }.contains("ids"))
    func logits(_ shape: [Int], _ value: Float = 1) -> Safetensors.Tensor {
      .init("logits", shape: shape, .float32([Float](repeating: value, count: shape.reduce(1, *))))
    }
    for shape in [[2, 2, 3], [2, 8], [0, 2, 4], [16]] {
      #expect(
        try refusal { _, tensors in tensors[0] = logits(shape) }.contains("[members, examples, 4]"))
    }
    #expect(
      try refusal { _, tensors in tensors[0] = logits([2, 3, 4]) }.contains("expected shape [3]"))
    for value in [Float.nan, .infinity, -.infinity] {
      var values = [Float](repeating: 0, count: 16)
      values[13] = value
      let sentence = try refusal { _, tensors in
        tensors[0] = .init("logits", shape: [2, 2, 4], .float32(values))
      }
      // Member 2, second row: id 5.
      #expect(sentence.contains("member 2 for class") && sentence.contains("of example 5"))
      #expect(sentence.contains("spread") == (value == -.infinity))
    }
  }

  // MARK: Data

  @Test("Soft targets of other data are refused, whatever their size")
  func otherData() throws {
    let store = try Self.store(Self.data())
    var features = (0..<20).map(Float.init)
    features[11] = 11.5
    let other = try Dataset(features: features, shape: [1], classNames: Fixtures.names(4))
    let error = #expect(throws: TeacherError.self) {
      try SoftTargets(store, for: other, temperature: 2, on: Fixtures.engine, path: "t.safetensors")
    }
    #expect(
      try error
        == .otherData(
          path: "t.safetensors", expected: other.digest, found: Self.data().digest))
  }

  @Test("A store of all examples serves any part of them, in any order")
  func subsets() throws {
    let data = try Self.data()
    let store = try Self.store(data)
    let whole = try SoftTargets(store, for: data, temperature: 4, on: Fixtures.engine)
    let positions = [13, 2, 2, 19, 0]
    let part = try SoftTargets(
      store, for: data.subset(positions), temperature: 4, on: Fixtures.engine)
    #expect(part.probabilities == Self.rows(positions, of: whole))
    #expect(part.entropies == positions.map { whole.entropies[$0] })
    let hidden = try SoftTargets(
      store, for: data.hidingLabels(), temperature: 4, on: Fixtures.engine)
    #expect(hidden.probabilities == whole.probabilities)
  }

  @Test("An example that the store does not cover is named")
  func missing() throws {
    let data = try Self.data()
    let store = try Self.store(data.subset([1, 2, 3]))
    #expect(throws: TeacherError.missingExample(id: 4, path: "the store", covered: 3)) {
      try SoftTargets(store, for: data.subset([2, 4]), temperature: 2, on: Fixtures.engine)
    }
  }

  @Test("A batch's targets are the rows at its positions, and their entropies' sum")
  func batches() throws {
    let data = try Self.data()
    let targets = try SoftTargets(
      Self.store(data), for: data, temperature: 2.5, on: Fixtures.engine)
    guard
      case .probabilities(let rows, let entropy) = targets.targets(
        at: [4, 0, 19], on: Fixtures.engine)
    else {
      Issue.record("logits in place of probabilities")
      return
    }
    #expect(rows.shape == [3, 4])
    #expect(rows.values == Self.rows([4, 0, 19], of: targets))
    #expect(entropy == targets.entropies[4] + targets.entropies[0] + targets.entropies[19])
  }

  // MARK: Classes

  /// Class lists of the data, for a teacher of a, b, c and d.
  private static let classLists = [
    ["a", "b", "c", "d"], ["d", "a", "c", "b"], ["b", "d"], ["c"],
    ["x", "c", "y", "a", "b", "d", "z"], ["x", "d", "y"],
  ]

  @Test("Classes are joined by name", arguments: classLists, TeacherFixtures.temperatures)
  func classes(names: [String], temperature: Double) throws {
    let teacher = ["a", "b", "c", "d"]
    let store = try Self.store(Self.data(teacher), teacher)
    let targets = try SoftTargets(
      store, for: Self.data(names), temperature: temperature, on: Fixtures.engine)
    #expect(targets.classNames == names)
    // The mean over members of softmax over the classes that both know.
    let common = names.filter(teacher.contains)
    for row in 0..<20 {
      var expected = [String: Double]()
      for member in store.logits {
        let logits = teacher.indices.filter { common.contains(teacher[$0]) }
          .map { member[row * 4 + $0] }
        for (name, p) in zip(teacher.filter(common.contains), Fixtures.softmax(logits, temperature))
        {
          expected[name, default: 0] += p / 2
        }
      }
      for (column, name) in names.enumerated() {
        let found = Double(targets.probabilities[row * names.count + column])
        #expect(abs(found - (expected[name] ?? 0)) <= Fixtures.tolerance)
        #expect(teacher.contains(name) || found == 0)
      }
      let entropy = expected.values.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
      #expect(abs(targets.entropies[row] - entropy) <= 20 * Fixtures.tolerance)
    }
  }

  @Test("Without a common class there is nothing to teach")
  func noCommonClass() throws {
    let store = try Self.store(Self.data())
    #expect(throws: TeacherError.noCommonClass(teacher: Fixtures.names(4), student: ["x", "y"])) {
      try SoftTargets(store, for: Self.data(["x", "y"]), temperature: 2, on: Fixtures.engine)
    }
  }

  @Test("A temperature is positive and finite")
  func temperature() async {
    await #expect(processExitsWith: .failure) {
      // An error that is thrown is no stop.
      guard let data = try? TeacherFixtures.rows(2, classNames: ["a", "b"]) else { return }
      let teacher = TableTeacher(classNames: ["a", "b"], table: TeacherFixtures.table(1, 2, 2))
      _ = try? teacher.softTargets(for: data, temperature: 0)
    }
  }
}
