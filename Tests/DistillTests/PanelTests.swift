import Distill
import Foundation
import Testing

@Suite("Specialists and panels")
struct PanelTests {
  private static let engine = Engine(threads: 1, precision: .float32)
  private static let digits = SyntheticDigits(seed: 6).dataset(count: 400)

  private static func generalist() throws -> Network {
    try Network(.mlp([784, 20, 10]), seed: 1).trained(
      on: digits, using: Recipe(epochs: 2, batchSize: 50, learningRate: 0.1, seed: 2, threads: 1))
  }

  private static func specialist(
    of generalist: Network, classes: [Int], seed: UInt64 = 3
  ) throws -> Specialist {
    let network = try Specialist.initialWeights(with: generalist, classes: classes).trained(
      on: Specialist.examples(
        of: digits, classes: classes, ownClassShare: 0.5, repetitions: 1, seed: seed),
      using: Recipe(epochs: 2, batchSize: 50, learningRate: 0.05, seed: seed, threads: 1))
    return try Specialist(network, among: generalist.classNames)
  }

  private static func features(_ count: Int) -> Tensor<Float> {
    var values: [Float] = []
    digits.gather(Array(0..<count), into: &values)
    return Tensor(values, shape: [count, 784])
  }

  @Test("A specialist begins where its generalist is")
  func initialWeights() throws {
    let generalist = try Self.generalist()
    let classes = [7, 2, 4]
    let network = try Specialist.initialWeights(with: generalist, classes: classes)
    #expect(network.classNames == ["7", "2", "4", Specialist.dustbinName])
    let before = generalist.logits(for: Self.features(30), on: Self.engine)
    let after = network.logits(for: Self.features(30), on: Self.engine)
    for row in 0..<30 {
      for (place, index) in classes.enumerated() {
        #expect(abs(after[row, place] - before[row, index]) < 1e-5)
      }
      let others = (0..<10).filter { !classes.contains($0) }.map { Double(before[row, $0]) }
      let mean = others.reduce(0, +) / 7
      #expect(abs(Double(after[row, 3]) - mean - log(7)) < 1e-4)
      #expect(Double(after[row, 3]) <= log(others.reduce(0) { $0 + exp($1) }) + 1e-4)
    }
  }

  @Test("Half of its examples are of its classes, the rest of all others", arguments: [0.5, 0.25])
  func examples(ownClassShare: Double) throws {
    let classes = [3, 5]
    let data = Self.digits.hidingLabels(keeping: 0.9, seed: 1)
    let own = (0..<data.count).count { data.label(at: $0).map(classes.contains) ?? false }
    let found = try Specialist.examples(
      of: data, classes: classes, ownClassShare: ownClassShare, repetitions: 3, seed: 1)
    #expect(found.labels.count { $0 < 2 } == 3 * own)
    #expect(abs(Double(3 * own) / Double(found.count) - ownClassShare) < 0.01)
    for (position, id) in found.ids.enumerated() {
      let label = Self.digits.label(at: id) ?? -1
      #expect(Int(found.labels[position]) == (classes.firstIndex(of: label) ?? 2))
    }
    // No other example twice before all were there once.
    let others = zip(found.ids, found.labels).filter { $0.1 == 2 }.map(\.0)
    let most = Dictionary(others.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
    let there = data.labels.count { $0 >= 0 } - own
    #expect(most <= (others.count + there - 1) / there)
    let again = try Specialist.examples(
      of: data, classes: classes, ownClassShare: ownClassShare, repetitions: 3, seed: 1)
    #expect(again.ids == found.ids)
  }

  /// Three normal distributions on a line, of which the third is in the dustbin: a linear network can
  /// learn the posterior exactly, and it is known.
  @Test("The correction gives the posterior of the true prior")
  func correction() throws {
    let (means, prior) = ([-1.5, 0.5, 2.5], [0.06, 0.04, 0.9])
    var random = RandomStream(seed: 5, purpose: .sampling, index: 0)
    var features: [Float] = []
    var labels: [Int32] = []
    for _ in 0..<20000 {
      let u = random.uniform()
      let index = u < prior[0] ? 0 : u < prior[0] + prior[1] ? 1 : 2
      labels.append(Int32(index))
      features.append(Float(means[index] + random.normal()))
    }
    let data = try Dataset(
      features: features, shape: [1], labels: labels, classNames: ["left", "middle", "right"])
    let generalist = try Network(.mlp([1, 3]), seed: 1).trained(
      on: data, using: Recipe(epochs: 1, batchSize: 100, learningRate: 0.1, seed: 1, threads: 1))
    let ownClassShare = try Specialist.examples(
      of: data, classes: [0, 1], ownClassShare: 0.5, repetitions: 4, seed: 2)
    let network = try Specialist.initialWeights(with: generalist, classes: [0, 1]).trained(
      on: ownClassShare,
      using: Recipe(
        epochs: 10, batchSize: 100, learningRate: 0.2, seed: 2, schedule: Schedule(.cosine),
        threads: 1))
    let specialist = try Specialist(network, among: data.classNames)
    let shift = Specialist.dustbinCorrection(
      ownClassShare: 0.5,
      prior: data.labels.prefix(20000).reduce(0) { $0 + ($1 < 2 ? 1 : 0) } / 20000)
    #expect(shift > 2)
    func error(_ specialist: Specialist) -> Double {
      let places = stride(from: Float(-3), through: 5, by: 0.25).map { $0 }
      let p = Self.engine.softmax(
        specialist.network.logits(
          for: Tensor(places, shape: [places.count, 1]), on: Self.engine), temperature: 1)
      return places.enumerated().reduce(0) { worst, point in
        let weights = zip(means, prior).map {
          let distance = Double(point.element) - $0
          return $1 * exp(-distance * distance / 2)
        }
        let truth = weights[2] / weights.reduce(0, +)
        return max(worst, abs(Double(p[point.offset, 2]) - truth))
      }
    }
    #expect(error(specialist.raisingDustbin(by: shift)) < 0.06)
    #expect(error(specialist) > 0.3)
    #expect(error(specialist.raisingDustbin(by: -shift)) > 0.3)
    #expect(Specialist.dustbinCorrection(ownClassShare: 0.3, prior: 0.3) == 0)
  }

  @Test("Without specialists a panel is its generalist, bit for bit")
  func alone() throws {
    let generalist = try Self.generalist()
    let panel = try Panel(generalist: generalist, specialists: [])
    let features = Self.features(40)
    #expect(
      panel.logits(for: features, on: Self.engine).values
        == generalist.logits(for: features, on: Self.engine).values)
    #expect(panel.parameterCount == generalist.parameterCount)
  }

  @Test("A panel's distribution is the consensus of those who are active", arguments: [1, 2])
  func consensus(topK: Int) throws {
    let generalist = try Self.generalist()
    let supports = [[1, 7], [7, 9, 4], [0]]
    let specialists = try supports.map { try Self.specialist(of: generalist, classes: $0) }
    let panel = try Panel(
      generalist: generalist, specialists: specialists, topK: topK, tolerance: 1e-9)
    let features = Self.features(120)
    let own = generalist.logits(for: features, on: Self.engine)
    let found = panel.logits(for: features, on: Self.engine)
    let (p, q) = (
      Self.engine.softmax(own, temperature: 1), Self.engine.softmax(found, temperature: 1)
    )
    var counts = [Int](repeating: 0, count: 4)
    for row in 0..<120 {
      let logits = own.values[(row * 10)..<((row + 1) * 10)]
      let best = (0..<10).sorted { own[row, $0] > own[row, $1] }.prefix(topK)
      let expected = supports.indices.filter { !Set(best).isDisjoint(with: supports[$0]) }
      #expect(panel.active(logits) == expected)
      counts[expected.count] += 1
      if expected.isEmpty {
        #expect((0..<10).allSatisfy { found[row, $0] == own[row, $0] })
        continue
      }
      var one: [Float] = []
      Self.digits.gather([row], into: &one)
      let predictions = expected.map { place in
        let p = Self.engine.softmax(
          specialists[place].network.logits(
            for: Tensor(one, shape: [1, 784]), on: Self.engine), temperature: 1
        ).values.map { Double($0) }
        return SpecialistOutput(probabilities: Array(p.dropLast()), dustbin: p[p.count - 1])
      }
      let direct = Consensus(
        generalist: p.values[(row * 10)..<((row + 1) * 10)], predictions: predictions,
        coverage: Coverage(expected.map { supports[$0] }, classCount: 10), divergence: .forward,
        tolerance: 1e-9
      ).distribution(generalist: p.values[(row * 10)..<((row + 1) * 10)])
      for index in 0..<10 { #expect(abs(direct[index] - q[row, index]) < 1e-5) }
    }
    #expect(counts[0] > 0 && counts[1] > 0 && (topK == 1 || counts[2] > 0))
    let threads = Engine(threads: 3, precision: .float32)
    #expect(panel.logits(for: features, on: threads).values == found.values)
  }

  @Test("A panel teaches like any other teacher")
  func teaches() throws {
    let generalist = try Self.generalist()
    let panel = try Panel(
      generalist: generalist, specialists: [Self.specialist(of: generalist, classes: [1, 7])])
    let store = try SoftTargetStore(labelling: Self.digits, by: panel, on: Self.engine)
    #expect(store.teacherDigest == panel.digest && store.ids.count == Self.digits.count)
    let targets = try SoftTargets(store, for: Self.digits, temperature: 2, on: Self.engine)
    let student = try Network(.mlp([784, 20, 10]), seed: 9).distilled(
      from: targets, on: Self.digits, hardWeight: 0.5,
      using: Recipe(epochs: 1, batchSize: 50, learningRate: 0.05, seed: 1, threads: 1))
    #expect(student.classNames == panel.classNames)
  }

  @Test("What makes no panel is refused with a sentence")
  func refusals() throws {
    let generalist = try Self.generalist()
    #expect(throws: PanelError.noDustbin(found: "9")) {
      try Specialist(generalist, among: generalist.classNames)
    }
    for classes in [[], [1, 1], [10], Array(0..<10)] {
      #expect(throws: PanelError.self) {
        try Specialist.initialWeights(with: generalist, classes: classes)
      }
    }
    let specialist = try Self.specialist(of: generalist, classes: [1, 7])
    #expect(throws: PanelError.unknownClass(name: "1")) {
      try Specialist(specialist.network, among: ["0", "2"])
    }
    #expect(throws: PanelError.noExamples(own: 0, others: 0)) {
      try Specialist.examples(
        of: Self.digits.hidingLabels(), classes: [1], ownClassShare: 0.5, repetitions: 1, seed: 1)
    }
    #expect(throws: PanelError.inputsDiffer(specialist: 1, expected: 5, found: 784)) {
      try Panel(generalist: Network(.mlp([5, 10]), seed: 1), specialists: [specialist])
    }
  }
}
