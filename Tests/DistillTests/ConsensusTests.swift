import Distill
import Foundation
import Testing

@Suite("Consensus of a generalist and specialists")
struct ConsensusTests {
  private struct Golden: Decodable {
    var generalist: [Float]
    var supports: [[Int]]
    var probabilities: [[Double]]
    var dustbins: [Double]
    var forward: [Double]
    var reverse: [Double]
  }

  private static let tolerance = 1e-9

  private static func consensus(
    _ generalist: [Float], _ predictions: [SpecialistOutput], _ supports: [[Int]],
    _ divergence: Divergence
  ) -> Consensus {
    Consensus(
      generalist: generalist[...], predictions: predictions,
      coverage: Coverage(supports, classCount: generalist.count), divergence: divergence,
      tolerance: tolerance)
  }

  /// q of all classes, in double precision.
  private static func distribution(_ found: Consensus, _ generalist: [Float]) -> [Double] {
    var q = generalist.map { Double($0) * found.restScale }
    for (index, p) in zip(found.classes, found.probabilities) { q[index] = p }
    return q
  }

  /// softmax of normal numbers of this `spread`.
  private static func draw(_ count: Int, spread: Double, from random: inout RandomStream)
    -> [Double]
  {
    let weights = (0..<count).map { _ in exp(spread * random.normal()) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  @Test("It is what gradient descent over all logits finds")
  func goldens() throws {
    let goldens = try Goldens<Golden>.load("consensus")
    #expect(goldens.count == 5)
    for golden in goldens {
      let predictions = zip(golden.probabilities, golden.dustbins).map {
        SpecialistOutput(probabilities: $0, dustbin: $1)
      }
      for divergence in Divergence.allCases {
        let found = Self.consensus(golden.generalist, predictions, golden.supports, divergence)
        let expected = divergence == .forward ? golden.forward : golden.reverse
        for (q, e) in zip(Self.distribution(found, golden.generalist), expected) {
          #expect(abs(q - e) < 1e-7, "\(divergence)")
        }
      }
    }
  }

  @Test("Without active specialists it is the generalist, bit for bit")
  func uncovered() {
    let generalist: [Float] = [0.1, 0.2, 0.3, 0.4, .leastNonzeroMagnitude, 0]
    for divergence in Divergence.allCases {
      let found = Self.consensus(generalist, [], [], divergence)
      #expect(found.distribution(generalist: generalist[...]) == generalist)
      #expect(found.residual == 0)
    }
  }

  @Test(
    "Of distributions over all classes it is the arithmetic mean, or turned round the geometric")
  func fullSupports() {
    var random = RandomStream(seed: 1, purpose: .sampling, index: 0)
    for specialists in 1...5 {
      let generalist = Self.draw(7, spread: 1, from: &random).map { Float($0) }
      let predictions = (0..<specialists).map { _ in
        SpecialistOutput(probabilities: Self.draw(7, spread: 1, from: &random), dustbin: 0)
      }
      let supports = [[Int]](repeating: Array(0..<7), count: specialists)
      let all = [generalist.map { Double($0) }] + predictions.map(\.probabilities)
      let arithmetic = (0..<7).map { place in
        all.reduce(0) { $0 + $1[place] } / Double(all.count)
      }
      let products = (0..<7).map { place in
        exp(all.reduce(0) { $0 + log($1[place]) } / Double(all.count))
      }
      let geometric = products.map { $0 / products.reduce(0, +) }
      for (divergence, expected) in [(Divergence.forward, arithmetic), (.reverse, geometric)] {
        let found = Self.consensus(generalist, predictions, supports, divergence)
        for (q, e) in zip(Self.distribution(found, generalist), expected) {
          #expect(abs(q - e) < 1e-7)
        }
      }
    }
  }

  @Test("With one specialist it is in closed form")
  func oneSpecialist() {
    let generalist: [Float] = [0.5, 0.25, 0.125, 0.125]
    let prediction = SpecialistOutput(probabilities: [0.2, 0.6], dustbin: 0.2)
    let found = Self.consensus(generalist, [prediction], [[2, 0]], .forward)
    #expect(found.classes == [0, 2])
    // Each of its classes the mean of both; the others the mean of what both give them together.
    #expect(abs(found.probabilities[0] - (0.5 + 0.6) / 2) < 1e-12)
    #expect(abs(found.probabilities[1] - (0.125 + 0.2) / 2) < 1e-12)
    #expect(abs(found.restScale - (0.375 + 0.2) / 2 / 0.375) < 1e-12)

    let turned = Self.consensus(generalist, [prediction], [[2, 0]], .reverse)
    let weights = [
      (0.5 * 0.6).squareRoot(), (0.125 * 0.2).squareRoot(), (0.375 * 0.2).squareRoot(),
    ]
    let sum = weights.reduce(0, +)
    #expect(abs(turned.probabilities[0] - weights[0] / sum) < 1e-12)
    #expect(abs(turned.probabilities[1] - weights[1] / sum) < 1e-12)
    #expect(abs(turned.restScale - weights[2] / sum / 0.375) < 1e-12)
  }

  /// The gradient of the sum with respect to all logits, from its definition, at q.
  private static func largestSlope(
    _ q: [Double], _ generalist: [Float], _ supports: [[Int]], _ predictions: [SpecialistOutput],
    _ divergence: Divergence
  ) -> Double {
    func slope(_ p: Double, _ mass: Double, _ q: Double) -> Double {
      divergence == .forward ? -p * q / mass : q * (log(mass / p) + 1)
    }
    let least = Double(Float.leastNonzeroMagnitude)
    var slopes = zip(generalist, q).map { slope(max(Double($0), least), $1, $1) }
    for (support, prediction) in zip(supports, predictions) {
      for (index, p) in zip(support, prediction.probabilities) {
        slopes[index] += slope(max(p, least), q[index], q[index])
      }
      let outside = q.indices.filter { !support.contains($0) }
      let mass = outside.reduce(0) { $0 + q[$1] }
      for index in outside {
        slopes[index] += slope(max(prediction.dustbin, least), mass, q[index])
      }
    }
    let sum = slopes.reduce(0, +)
    return zip(slopes, q).reduce(0) { max($0, abs($1.0 - $1.1 * sum)) }
  }

  @Test(
    "The slope at it is 0 within the tolerance, however sure everybody is",
    arguments: [1.0, 5, 20, 40])
  func slopes(spread: Double) {
    var random = RandomStream(seed: 3, purpose: .sampling, index: UInt64(spread))
    for _ in 0..<300 {
      let count = 2 + random.integer(below: 30)
      let generalist = Self.draw(count, spread: spread / 2, from: &random).map { Float($0) }
      let supports = (0..<1 + random.integer(below: 6)).map { _ in
        let size = 1 + random.integer(below: count)
        return Array(random.permutation(of: count).prefix(size))
      }
      let predictions = supports.map { support in
        let isFull = support.count == count
        let p = Self.draw(support.count + (isFull ? 0 : 1), spread: spread / 2, from: &random)
        return SpecialistOutput(
          probabilities: Array(p.prefix(support.count)), dustbin: isFull ? 0 : p[support.count])
      }
      for divergence in Divergence.allCases {
        let found = Self.consensus(generalist, predictions, supports, divergence)
        let q = Self.distribution(found, generalist)
        #expect(found.residual <= Self.tolerance)
        #expect(abs(q.reduce(0, +) - 1) < 1e-12)
        let slope = Self.largestSlope(q, generalist, supports, predictions, divergence)
        #expect(slope < 2 * Self.tolerance, "\(divergence), \(supports) of \(count)")
      }
    }
  }

  @Test("Classes that no specialist covers keep their proportions")
  func proportions() {
    let generalist: [Float] = [0.4, 0.1, 0.2, 0.2, 0.1]
    let predictions = [
      SpecialistOutput(probabilities: [0.9], dustbin: 0.1),
      SpecialistOutput(probabilities: [0.5], dustbin: 0.5),
    ]
    for divergence in Divergence.allCases {
      let q = Self.consensus(generalist, predictions, [[0], [1]], divergence)
        .distribution(generalist: generalist[...])
      #expect(abs(q[2] - q[3]) < 1e-7 && abs(q[2] - 2 * q[4]) < 1e-7)
    }
  }
}
