import Distill
import Foundation
import Testing

@Suite("Teachers' means")
struct TeacherTests {
  private typealias Fixtures = TeacherFixtures

  /// Goldens of Scripts/goldens, which stand with those of the networks.
  struct Golden: Decodable {
    struct At: Decodable {
      let temperature: Double
      let arithmetic, geometric: [[Double]]
    }
    let name: String
    let memberLogits: [[[Float]]]
    let at: [At]

    static func load() throws -> [Golden] {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../DistillNetworksTests/Goldens/teachers.json")
      let cases = try JSONDecoder().decode([String: [Golden]].self, from: Data(contentsOf: file))
      return try #require(cases["cases"])
    }
  }

  @Test("Arithmetic and geometric means are NumPy's", arguments: EnsembleMean.allCases)
  func goldens(mean: EnsembleMean) throws {
    for golden in try Golden.load() {
      let names = Fixtures.names(golden.memberLogits[0][0].count)
      let data = try Fixtures.rows(golden.memberLogits[0].count, classNames: names)
      let teacher = TableTeacher(classNames: names, table: golden.memberLogits)
      let store = try SoftTargetStore(
        labelling: data, by: teacher, mean: mean, on: Fixtures.engine)
      #expect(store.logits.count == (mean == .geometric ? 1 : golden.memberLogits.count))
      for at in golden.at {
        let targets = try SoftTargets(
          store, for: data, temperature: at.temperature, on: Fixtures.engine)
        let expected = Array((mean == .arithmetic ? at.arithmetic : at.geometric).joined())
        #expect(targets.probabilities.count == expected.count)
        for (found, expected) in zip(targets.probabilities, expected) {
          #expect(
            abs(Double(found) - expected) <= Fixtures.tolerance, "\(golden.name), \(at.temperature)"
          )
        }
        let entropy = expected.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
        #expect(abs(targets.entropies.reduce(0, +) - entropy) <= 100 * Fixtures.tolerance)
      }
    }
  }

  @Test("Kept for one temperature, an arithmetic mean is the same there, and refused elsewhere")
  func oneTemperature() throws {
    let data = try Fixtures.rows(5, classNames: Fixtures.names(3))
    let teacher = TableTeacher(classNames: Fixtures.names(3), table: Fixtures.table(3, 5, 3))
    let all = try SoftTargetStore(
      labelling: data, by: teacher, mean: .arithmetic, on: Fixtures.engine)
    for temperature in [1, 2.5, 20] {
      let kept = try SoftTargetStore(
        labelling: data, by: teacher, mean: .arithmetic, temperature: temperature,
        on: Fixtures.engine)
      let store = try TeacherFixtures.withFolder { folder in
        try kept.write(to: "\(folder)/targets.safetensors")
        return try SoftTargetStore(contentsOf: "\(folder)/targets.safetensors")
      }
      #expect(store == kept && store.logits.count == 1 && store.temperature == temperature)
      func probabilities(_ store: SoftTargetStore, _ temperature: Double) throws -> [Float] {
        try SoftTargets(store, for: data, temperature: temperature, on: Fixtures.engine)
          .probabilities
      }
      let (found, expected) = (
        try probabilities(store, temperature), try probabilities(all, temperature)
      )
      for (found, expected) in zip(found, expected) {
        #expect(abs(Double(found - expected)) <= Fixtures.tolerance)
      }
      #expect(
        throws: TeacherError.otherTemperature(
          path: "the store", expected: "4.0", found: temperature)
      ) { try probabilities(store, 4) }
    }
    let geometric = try SoftTargetStore(
      labelling: data, by: teacher, mean: .geometric, temperature: 2, on: Fixtures.engine)
    #expect(geometric.temperature == nil)
  }

  @Test("The teacher's own mean is the default")
  func ownMean() throws {
    let data = try Fixtures.rows(5, classNames: Fixtures.names(3))
    var teacher = TableTeacher(classNames: Fixtures.names(3), table: Fixtures.table(2, 5, 3))
    func probabilities(_ mean: EnsembleMean? = nil) throws -> [Float] {
      let store = try SoftTargetStore(labelling: data, by: teacher, mean: mean, on: Fixtures.engine)
      return try SoftTargets(store, for: data, temperature: 2, on: Fixtures.engine).probabilities
    }
    #expect(try probabilities() == probabilities(.arithmetic))
    teacher.mean = .geometric
    #expect(try probabilities() == probabilities(.geometric))
    #expect(try probabilities(.arithmetic) != probabilities(.geometric))
    #expect(
      try teacher.softTargets(for: data, temperature: 2).probabilities == probabilities(.geometric))
  }

  @Test("Rows sum to one and soften towards uniform as T grows", arguments: EnsembleMean.allCases)
  func laws(mean: EnsembleMean) throws {
    let data = try Fixtures.rows(50, classNames: Fixtures.names(10))
    let teacher = TableTeacher(classNames: Fixtures.names(10), table: Fixtures.table(3, 50, 10))
    let store = try SoftTargetStore(labelling: data, by: teacher, mean: mean, on: Fixtures.engine)
    var last = 0.0
    for temperature in Fixtures.temperatures {
      let targets = try SoftTargets(store, for: data, temperature: temperature, on: Fixtures.engine)
      for row in 0..<50 {
        let sum = targets.probabilities[row * 10..<row * 10 + 10].reduce(0) { $0 + Double($1) }
        #expect(abs(sum - 1) <= Fixtures.tolerance)
      }
      let entropy = targets.entropies.reduce(0, +) / 50
      #expect(entropy > last && entropy < log(10))
      last = entropy
    }
  }

  @Test("An ensemble of one is its member to the bit", arguments: TeacherFixtures.temperatures)
  func one(temperature: Double) throws {
    let data = SyntheticDigits(seed: 3).dataset(count: 40)
    let recipe = Recipe(epochs: 1, batchSize: 20, learningRate: 0.05, seed: 1, threads: 1)
    let network = try Network(.mlp([784, 12, 10]), seed: 2).trained(on: data, using: recipe)
    let alone = try network.softTargets(for: data, temperature: temperature)
    for mean in EnsembleMean.allCases {
      let ensemble = try Ensemble([network], mean: mean)
        .softTargets(for: data, temperature: temperature)
      #expect(ensemble.probabilities == alone.probabilities)
      #expect(ensemble.entropies == alone.entropies)
    }
  }

  @Test("A labelling pass sees every example once, in batches, and reports its progress")
  func progress() throws {
    let data = try Fixtures.rows(2500, classNames: Fixtures.names(3))
    let teacher = TableTeacher(classNames: Fixtures.names(3), table: Fixtures.table(1, 2500, 3))
    var shares: [Double] = []
    let store = try SoftTargetStore(labelling: data, by: teacher, on: Fixtures.engine) {
      shares.append($0)
    }
    #expect(store.logits == [Array(teacher.table[0].joined())])
    #expect(shares.count > 1)
    #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 })
    #expect(shares.last == 1)
  }

  @Test(
    "A logit that is not finite is refused with the example's id",
    arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    var table = Fixtures.table(2, 30, 4)
    table[1][17][2] = value
    let data = try Fixtures.rows(30, classNames: Fixtures.names(4))
    let teacher = TableTeacher(classNames: Fixtures.names(4), table: table)
    let error = #expect(throws: TeacherError.self) {
      try SoftTargetStore(labelling: data.subset([3, 17, 5]), by: teacher, on: Fixtures.engine)
    }
    #expect(
      error
        == .notFinite(
          model: "the teacher", member: 1, example: 17, className: "class 2", value: "\(value)",
          isTrained: false))
    // The other examples can be labelled.
    _ = try SoftTargetStore(labelling: data.subset([3, 5]), by: teacher, on: Fixtures.engine)
  }

  @Test("The remedy for a logit that is not finite depends on its cause")
  func remedies() throws {
    let data = try Fixtures.rows(3, classNames: Fixtures.names(4))
    func sentence(_ teacher: some Teacher, _ data: Dataset) -> String {
      (#expect(throws: TeacherError.self) { try teacher.logits(for: data, on: Fixtures.engine) })
        .map { "\($0.naming("m.safetensors"))" } ?? ""
    }
    var table = Fixtures.table(1, 3, 4)
    // The logarithms of three probabilities and of a 0.
    table[0][1] = [log(0.5), log(0.3), -.infinity, log(0.2)]
    let outside = sentence(TableTeacher(classNames: Fixtures.names(4), table: table), data)
    #expect(
      outside
        == "The logit of m.safetensors for class \"class 2\" of example 1 is -inf, and must be finite; the "
        + "logarithm of a probability of 0 is not finite: spread the probability that the known classes "
        + "leave over the other classes, and return the logarithm of each share.")
    table[0][1][2] = .nan
    #expect(
      sentence(TableTeacher(classNames: Fixtures.names(4), table: table), data)
        .contains("return finite logits"))
    var network = Network(.mlp([1, 4]), seed: 1)
    network.forEachParameter { _, parameter in
      parameter = Tensor(repeating: .greatestFiniteMagnitude, shape: parameter.shape)
    }
    let trained = sentence(network, data)
    #expect(trained.contains("check the features, or train again"), "\(trained)")
    #expect(!trained.contains("member"), "\(trained)")
  }

  @Test("Examples of another size are refused")
  func inputs() throws {
    let data = try Dataset(features: [1, 2, 3, 4], shape: [2], classNames: ["a", "b"])
    let teacher = TableTeacher(classNames: ["a", "b"], table: Fixtures.table(1, 2, 2))
    let error = #expect(throws: TeacherError.self) {
      try SoftTargetStore(labelling: data, by: teacher, on: Fixtures.engine)
    }
    #expect(error == .inputsDiffer(expected: 1, found: 2))
    #expect(error?.description.contains("takes 1 features") == true)
  }
}
