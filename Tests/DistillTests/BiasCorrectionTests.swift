import Distill
import Foundation
import Testing

@Suite("Correction of biases")
struct BiasCorrectionTests {
  private static let classes = 5
  private static let rows = 400

  /// Logits of standard deviation 3, the first class's lowered by 6, as if it had not been shown.
  private static func logits(seed: UInt64, lowering: Double = 6) -> [Float] {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    return (0..<rows * classes).map {
      Float(3 * stream.normal() - ($0 % classes == 0 ? lowering : 0))
    }
  }

  /// Labels drawn from softmax of the logits without what was lowered; one in ten is unknown.
  private static func labels(_ logits: [Float], seed: UInt64, lowering: Double = 6) -> [Int32] {
    var stream = RandomStream(seed: seed, purpose: .sampling, index: 1)
    return (0..<rows).map { row in
      if stream.integer(below: 10) == 0 { return -1 }
      var rest = stream.uniform()
      for column in 0..<classes {
        rest -= probabilities(logits, row, [lowering, 0, 0, 0, 0])[column]
        if rest <= 0 { return Int32(column) }
      }
      return Int32(classes - 1)
    }
  }

  private static func probabilities(
    _ logits: [Float], _ row: Int, _ offsets: [Double]
  ) -> [Double] {
    let raised = (0..<classes).map { Double(logits[row * classes + $0]) + offsets[$0] }
    let powers = raised.map { exp($0 - (raised.max() ?? 0)) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// The mean probability of each class with these offsets, plainly.
  private static func means(_ logits: [Float], _ offsets: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: classes)
    for row in 0..<rows {
      for (column, p) in probabilities(logits, row, offsets).enumerated() { sums[column] += p }
    }
    return sums.map { $0 / Double(rows) }
  }

  private static func errors(_ logits: [Float], _ labels: [Int32], _ offsets: [Double]) -> Int {
    labels.indices.count { row in
      let scores = (0..<classes).map { Double(logits[row * classes + $0]) + offsets[$0] }
      return labels[row] >= 0 && scores.firstIndex(of: scores.max() ?? 0) != Int(labels[row])
    }
  }

  private static let prior = [0.3, 0.1, 0.25, 0.15, 0.2]

  // MARK: From a prior

  @Test(
    "The chosen classes are predicted as often as expected, and the others' biases stay",
    arguments: [[0], [3], [0, 2], [1, 2, 3, 4], [0, 1, 2, 3, 4]] as [Set<Int>], [false, true])
  func meansAreThePrior(chosen: Set<Int>, isShared: Bool) throws {
    guard !(isShared && chosen.count == Self.classes) else { return }
    let logits = Self.logits(seed: 1)
    let correction = try BiasCorrection(
      logits: logits, classes: chosen, prior: ClassPrior(Self.prior), isShared: isShared)
    #expect(correction.classes == chosen.sorted() && correction.rule == .prior)
    let found = Self.means(logits, correction.offsets)
    if isShared {
      let (together, expected) = chosen.reduce((0.0, 0.0)) {
        ($0.0 + found[$1], $0.1 + Self.prior[$1])
      }
      #expect(abs(together - expected) <= 2e-9)
      #expect(Set(chosen.map { correction.offsets[$0] }).count == 1)
    } else {
      // One of all classes has what the others leave, and so their errors.
      for place in chosen { #expect(abs(found[place] - Self.prior[place]) <= 1e-8) }
    }
    for place in 0..<Self.classes where !chosen.contains(place) {
      #expect(correction.offsets[place] == 0)
    }
    if chosen.count == Self.classes {
      #expect(abs(correction.offsets.reduce(0, +)) <= 1e-12)
    }
  }

  @Test("What was taken from a bias is given back", arguments: [-7.6, -1, 0, 3.5, 20])
  func recovers(lowering: Double) throws {
    let whole = Self.logits(seed: 2, lowering: 0)
    let lowered = whole.enumerated().map {
      $0.offset % Self.classes == 0 ? Float(Double($0.element) - lowering) : $0.element
    }
    let prior = try ClassPrior(predictedBy: whole, classes: Self.classes)
    let correction = try BiasCorrection(
      logits: lowered, classes: [0], prior: prior, isShared: false)
    // Float's rounding of the lowered logits, up to 32 in size, and the tolerance of the means over
    // their slope, about a tenth.
    #expect(abs(correction.offsets[0] - lowering) <= 1e-6)
    // Of a prior that holds already, nothing is left to correct.
    if lowering == 0 { #expect(correction.offsets == [0, 0, 0, 0, 0]) }
  }

  @Test("What is added to all logits of an example changes nothing")
  func shiftInvariance() throws {
    let logits = Self.logits(seed: 3)
    // Powers of two, so that most sums are exact.
    let moved = logits.enumerated().map { $0.element + Float($0.offset / Self.classes % 3) * 64 }
    let prior = try ClassPrior(Self.prior)
    let here = try BiasCorrection(logits: logits, classes: [0, 1], prior: prior, isShared: false)
    let there = try BiasCorrection(logits: moved, classes: [0, 1], prior: prior, isShared: false)
    for (one, other) in zip(here.offsets, there.offsets) { #expect(abs(one - other) <= 1e-5) }
  }

  @Test("Priors far off and logits of every size are met", arguments: [0.01, 1, 30, 300])
  func extremes(scale: Double) throws {
    let logits = Self.logits(seed: 4).map { $0 * Float(scale) }
    for share in [1e-4, 0.5, 0.999] {
      let rest = (1 - share) / 4
      let prior = try ClassPrior([share, rest, rest, rest, rest])
      let correction = try BiasCorrection(
        logits: logits, classes: [0, 4], prior: prior, isShared: false)
      let found = Self.means(logits, correction.offsets)
      // Rounding of sums up to a few thousand in size, beside the tolerance of 10⁻⁹.
      #expect(abs(found[0] - share) <= 1e-8 && abs(found[4] - rest) <= 1e-8)
    }
  }

  @Test("Priors: counted, uniform, predicted")
  func priors() throws {
    #expect(try ClassPrior(labels: [0, 2, -1, 2, 2], classes: 3).probabilities == [0.25, 0, 0.75])
    #expect(ClassPrior.uniform(classes: 4).probabilities == [0.25, 0.25, 0.25, 0.25])
    let logits = Self.logits(seed: 5)
    let predicted = try ClassPrior(predictedBy: logits, classes: Self.classes).probabilities
    for (one, other) in zip(predicted, Self.means(logits, [0, 0, 0, 0, 0])) {
      #expect(abs(one - other) <= 1e-12)
    }
  }

  @Test("What cannot be corrected is refused with a sentence")
  func refusals() throws {
    let logits = Self.logits(seed: 6)
    func refusal(
      _ classes: Set<Int>, _ prior: [Double] = Self.prior, shared: Bool = false, of logits: [Float]
    ) -> CorrectionError? {
      #expect(throws: CorrectionError.self) {
        try BiasCorrection(
          logits: logits, classes: classes, prior: ClassPrior(prior), isShared: shared)
      }
    }
    #expect(refusal([], of: logits) == .noSuchClass(found: "none", classes: 5))
    #expect(refusal([5], of: logits) == .noSuchClass(found: "5", classes: 5))
    #expect(refusal([0, 1, 2, 3, 4], shared: true, of: logits) == .allClasses)
    #expect(refusal([1], of: []) == .nothingToCount)
    #expect(
      refusal([0], [0, 0.25, 0.25, 0.25, 0.25], of: logits)
        == .unreachable(classes: [0], share: 0))
    #expect(
      refusal([0], [1, 0, 0, 0, 0], of: logits) == .unreachable(classes: [0], share: 1))
    #expect(
      refusal([0, 1], [0.5, 0.5, 0, 0, 0], of: logits)
        == .unreachable(classes: [0, 1], share: 1))
    #expect(refusal([0], [0.5, 0.5, 0.5, 0, 0], of: logits)?.description.contains("1.5") == true)
    #expect(throws: CorrectionError.nothingToCount) { try ClassPrior(labels: [-1], classes: 2) }
  }

  // MARK: The oracle

  @Test("The oracle errs as little as any offset, and no more than the rule", arguments: 1...8)
  func bound(seed: Int) throws {
    let logits = Self.logits(seed: UInt64(seed))
    let labels = Self.labels(logits, seed: UInt64(seed))
    for chosen in [[0], [0, 3]] as [Set<Int>] {
      let (oracle, errors) = try BiasCorrection.oracle(
        logits: logits, labels: labels, classCount: Self.classes, classes: chosen)
      #expect(oracle.rule == .oracle && oracle.classes == chosen.sorted())
      #expect(Self.errors(logits, labels, oracle.offsets) == errors)
      func shared(_ offset: Double) -> [Double] {
        (0..<Self.classes).map { chosen.contains($0) ? offset : 0 }
      }
      for step in -200...200 {
        #expect(errors <= Self.errors(logits, labels, shared(Double(step) / 10)))
      }
      let fitted = try BiasCorrection(
        logits: logits, classes: chosen, prior: ClassPrior(labels: labels, classes: Self.classes),
        isShared: true)
      let fittedErrors = Self.errors(logits, labels, fitted.offsets)
      #expect(errors <= fittedErrors)
      // The bias of class 0 alone is far too low, and the rule corrects it.
      if chosen == [0] { #expect(fittedErrors < Self.errors(logits, labels, shared(0))) }
    }
  }

  @Test("On a few examples it is the best of all offsets there are", arguments: 1...40)
  func bruteForce(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed), purpose: .sampling)
    // Whole numbers, so that places coincide.
    let logits = (0..<7 * Self.classes).map { _ in Float(stream.integer(below: 7)) }
    let labels = (0..<7).map { _ in Int32(stream.integer(below: Self.classes + 1)) - 1 }
    let (oracle, errors) = try BiasCorrection.oracle(
      logits: logits, labels: labels, classCount: Self.classes, classes: [1, 4])
    // Between whole numbers nothing changes.
    let least = stride(from: -10.5, through: 10.5, by: 1).map {
      Self.errors(logits, labels, [0, $0, 0, 0, $0])
    }.min()
    #expect(errors == least && Self.errors(logits, labels, oracle.offsets) == errors)
    #expect(oracle.offsets[1] == oracle.offsets[4] && oracle.offsets[0] == 0)
  }

  @Test(
    "Of equally good offsets the nearest interval's middle is taken, and 0 where it holds 0",
    arguments: [
      ([(2, 0), (5, 1), (8, 0), (11, 1)], 3.5, 1), ([(-1, 0), (4, 1)], 0, 0), ([(2, 0)], 3, 0),
      ([(-2, 1)], -3, 0), ([(3, 0), (3, 1)], 0, 1), ([(2, -1)], 0, 0),
    ] as [([(Float, Int32)], Double, Int)])
  func nearest(examples: [(Float, Int32)], offset: Double, errors: Int) throws {
    let found = try BiasCorrection.oracle(
      logits: examples.flatMap { [0, $0.0] }, labels: examples.map(\.1), classCount: 2,
      classes: [0])
    #expect(found.correction.offsets == [offset, 0] && found.errors == errors)
  }

  @Test("The oracle needs classes beside the chosen ones")
  func oracleOfAll() {
    #expect(throws: CorrectionError.allClasses) {
      try BiasCorrection.oracle(logits: [0, 1], labels: [0], classCount: 2, classes: [0, 1])
    }
  }

  // MARK: The network

  @Test("A corrected network's logits are raised, and its weights are the same memory")
  func network() {
    let network = Network(.mlp([4, 6, 3]), seed: 1)
    let corrected = network.adding(biases: [0.5, 0, -2])
    let features = Tensor<Float>([1, -0.5, 0.25, 2], shape: [1, 4])
    let before = network.logits(for: features, on: TeacherFixtures.engine).values
    let after = corrected.logits(for: features, on: TeacherFixtures.engine).values
    for (column, offset) in [0.5, 0, -2].enumerated() {
      #expect(abs(Double(after[column] - before[column]) - offset) <= 1e-6)
    }
    let (old, new) = (network.layers.parameters, corrected.layers.parameters)
    #expect(
      zip(old, new).map { $0.tensor.sharesStorage(with: $1.tensor) } == [true, true, true, false])
    #expect(network.digest != corrected.digest && corrected.classNames == network.classNames)
  }
}
