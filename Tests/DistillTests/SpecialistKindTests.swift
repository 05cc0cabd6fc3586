import Distill
import Foundation
import Testing

@Suite("Specialists with a full softmax")
struct SpecialistKindTests {
  private static let engine = TeacherFixtures.engine
  private static let digits = SyntheticDigits(seed: 6).dataset(count: 300)

  private static func network(_ seed: UInt64) throws -> Network {
    try Network(.mlp([784, 12, 10]), seed: seed).trained(
      on: digits, using: Recipe(epochs: 1, batchSize: 30, learningRate: 0.1, seed: 2, threads: 1))
  }

  private static func features(_ count: Int) -> Tensor<Float> {
    var values: [Float] = []
    digits.gather(Array(0..<count), into: &values)
    return Tensor(values, shape: [count, 784])
  }

  private static func probabilities(_ network: Network, _ count: Int) -> [Double] {
    engine.softmax(network.logits(for: features(count), on: engine), temperature: 1)
      .values.map { Double($0) }
  }

  @Test("A panel of them is the mean of the generalist and those that are active")
  func mean() throws {
    let networks = try (1...4).map { try Self.network(UInt64($0)) }
    let names = networks[0].classNames
    let supports = [[1, 7, 3], [0, 9, 7], [4, 2]]
    let specialists = try zip(networks.dropFirst(), supports).map {
      try Specialist(fullSoftmax: $0, for: $1, among: names)
    }
    #expect(specialists.allSatisfy { $0.support == Array(0..<10) && $0.kind == .fullSoftmax })
    let p = networks.map { Self.probabilities($0, 80) }
    for divergence in Divergence.allCases {
      let panel = try Panel(
        generalist: networks[0], specialists: specialists, topK: 2, divergence: divergence,
        tolerance: 1e-9)
      let general = networks[0].logits(for: Self.features(80), on: Self.engine).values
      let found = Self.engine.softmax(
        panel.logits(for: Self.features(80), on: Self.engine), temperature: 1)
      var counts: Set<Int> = []
      for row in 0..<80 {
        let active = panel.active(general[(row * 10)..<((row + 1) * 10)])
        counts.insert(active.count)
        let parties = [p[0]] + active.map { p[$0 + 1] }
        let means = (0..<10).map { place in
          let values = parties.map { $0[row * 10 + place] }
          let count = Double(values.count)
          return divergence == .forward
            ? values.reduce(0, +) / count : exp(values.reduce(0) { $0 + log($1) } / count)
        }
        let sum = means.reduce(0, +)
        for place in 0..<10 {
          #expect(abs(Double(found[row, place]) - means[place] / sum) < 1e-5)
        }
      }
      #expect(counts.contains(1) && counts.contains(2))
    }
  }

  /// With a = p^g + p^1, m_S the classes of the one with a dustbin and d its dustbin's probability, q is
  /// (a + p²)/3 on S and (a + d · a / Σ a)/3 elsewhere.
  @Test("Beside one with a dustbin it is in closed form")
  func mixed() throws {
    let networks = try (1...3).map { try Self.network(UInt64($0)) }
    let names = networks[0].classNames
    let own = [1, 7, 3]
    let dustbin = try Specialist(
      Specialist.initialWeights(with: networks[2], classes: own), among: names)
    #expect(dustbin.support == own && dustbin.kind == .dustbin)
    let panel = try Panel(
      generalist: networks[0],
      specialists: [
        Specialist(fullSoftmax: networks[1], for: Array(0..<10), among: names), dustbin,
      ],
      topK: 10, tolerance: 1e-9)
    let (g, full) = (Self.probabilities(networks[0], 40), Self.probabilities(networks[1], 40))
    let output = Self.probabilities(dustbin.network, 40)
    let found = Self.engine.softmax(
      panel.logits(for: Self.features(40), on: Self.engine), temperature: 1)
    for row in 0..<40 {
      let a = (0..<10).map { g[row * 10 + $0] + full[row * 10 + $0] }
      let rest = (0..<10).filter { !own.contains($0) }.reduce(0) { $0 + a[$1] }
      for place in 0..<10 {
        let expected =
          own.firstIndex(of: place).map { (a[place] + output[row * 4 + $0]) / 3 }
          ?? a[place] * (1 + output[row * 4 + 3] / rest) / 3
        #expect(abs(Double(found[row, place]) - expected) < 1e-5)
      }
    }
  }

  @Test("Its examples keep the labels of its classes, and hide all others")
  func examples() throws {
    let data = Self.digits.hidingLabels(keeping: 0.8, seed: 1)
    let classes = [5, 3]
    let own = data.labels.count { $0 == 3 || $0 == 5 }
    let found = try Specialist.examples(
      of: data, classes: classes, kind: .fullSoftmax, ownClassShare: 0.5, repetitions: 2, seed: 1)
    #expect(found.classNames == data.classNames && found.count == 4 * own)
    #expect(found.labels.prefix(2 * own).allSatisfy { $0 == 3 || $0 == 5 })
    #expect(found.labels.dropFirst(2 * own).allSatisfy { $0 == Dataset.unknownLabel })
    // Examples of no known class are among the others.
    let unknown = Set((0..<data.count).filter { data.labels[$0] < 0 }.map { data.ids[$0] })
    #expect(!unknown.isDisjoint(with: found.ids.dropFirst(2 * own)))
    let all = try Specialist.examples(
      of: Self.digits, classes: Array(0..<10), kind: .fullSoftmax, ownClassShare: 0.5,
      repetitions: 1, seed: 1)
    #expect(all.ids == Self.digits.ids && all.labels == Self.digits.labels)
  }

  @Test(
    "With a label share of 1 a labelled example has its label, any other the generalist's targets")
  func targets() throws {
    let generalist = try Self.network(1)
    let examples = try Specialist.examples(
      of: Self.digits, classes: [5, 3], kind: .fullSoftmax, ownClassShare: 0.5, repetitions: 1,
      seed: 1)
    let store = try SoftTargetStore(labelling: examples, by: generalist, on: Self.engine)
    for temperature in [1, 4.0] {
      let targets = try SoftTargets(
        store, for: examples,
        objective: Objective(
          matching: .probabilities(temperature: temperature), hardWeight: 0, labelShare: 1),
        on: Self.engine)
      let soft = Self.engine.softmax(
        Tensor(store.logits[0], shape: [examples.count, 10]), temperature: Float(temperature))
      for row in 0..<examples.count {
        for place in 0..<10 {
          let expected =
            examples.label(at: row).map { $0 == place ? 1 : 0 } ?? soft[row, place]
          #expect(targets.probabilities[row * 10 + place] == expected)
        }
      }
    }
  }

  @Test("It begins as its generalist, and is known by its classes")
  func initialWeights() throws {
    let generalist = try Self.network(1)
    let names = generalist.classNames
    #expect(
      try Specialist.initialWeights(with: generalist, classes: [2], kind: .fullSoftmax).digest
        == generalist.digest)
    let panels = try [[1, 2], [1, 3]].map {
      try Panel(
        generalist: generalist,
        specialists: [Specialist(fullSoftmax: generalist, for: $0, among: names)])
    }
    #expect(panels[0].digest != panels[1].digest)
    for classes in [[], [1, 1], [10]] {
      #expect(throws: PanelError.self) {
        try Specialist(fullSoftmax: generalist, for: classes, among: names)
      }
    }
    #expect(throws: PanelError.otherClasses(expected: ["a"], found: names)) {
      try Specialist(fullSoftmax: generalist, for: [0], among: ["a"])
    }
  }
}
