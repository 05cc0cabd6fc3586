import DistillTensors
import Foundation
import Testing

/// Laws of softmax and of the two cross-entropies, over the temperatures of the paper.
@Suite("Softmax and cross-entropies")
struct SoftmaxTests {
  static let temperatures = [1, 2.5, 4, 8, 20]
  private let engine = Engine.plain()
  private let logits = Tensor<Double>.random([20, 10], seed: 1, scale: 5)
  private let other = Tensor<Double>.random([20, 10], seed: 2, scale: 5)
  private let labels = (0..<20).map { Int32($0 % 11) - 1 }

  private func sum(of row: Int, _ x: Tensor<Double>) -> Double {
    (0..<x.columns).reduce(0) { $0 + x[row, $1] }
  }

  @Test("Rows sum to one and none is negative", arguments: temperatures)
  func normalised(temperature: Double) {
    let p = engine.softmax(logits, temperature: temperature)
    #expect(p.values.allSatisfy { $0 >= 0 })
    for row in 0..<20 {
      #expect(
        abs(sum(of: row, p) - 1)
          <= Tolerances.probability(range: 0, columns: 10, Double.self))
    }
  }

  @Test("Adding a number to all logits of a row changes nothing", arguments: temperatures)
  func shiftInvariance(temperature: Double) {
    // Halves added to multiples of 1/1024 are exact, so not even the last bit may change.
    let exact = logits.map { ($0 * 1024).rounded() / 1024 }
    for shift in [-300.5, 0.5, 1000.5] {
      let shifted = exact.map { $0 + shift }
      #expect(
        engine.softmax(shifted, temperature: temperature).values
          == engine.softmax(exact, temperature: temperature).values)
      let (plain, moved) = (gradient(exact, temperature), gradient(shifted, temperature))
      #expect(plain.gradient.values == moved.gradient.values)
      #expect(plain.sums.softCrossEntropy == moved.sums.softCrossEntropy)
      #expect(plain.sums.hardCrossEntropy == moved.sums.hardCrossEntropy)
    }
  }

  @Test("A temperature divides the logits", arguments: [2.0, 4, 8])
  func temperatureDivides(temperature: Double) {
    // Powers of two divide exactly.
    #expect(
      engine.softmax(logits, temperature: temperature).values
        == engine.softmax(logits.map { $0 / temperature }, temperature: 1).values)
  }

  @Test("Entropies are −Σ p ln p, from 0 to ln n", arguments: temperatures)
  func entropies(temperature: Double) {
    let p = engine.softmax(logits, temperature: temperature)
    for (row, entropy) in engine.entropies(of: p).enumerated() {
      let terms = (0..<10).map { -p[row, $0] * log(p[row, $0]) }
      #expect(abs(entropy - terms.reduce(0, +)) <= 10 * Double.ulpOfOne * 3)
    }
    let known = Tensor([0.25, 0.25, 0.25, 0.25, 0, 0, 1, 0], shape: [2, 4])
    let found = engine.entropies(of: known)
    #expect(abs(found[0] - log(4)) <= 4 * Double.ulpOfOne && found[1] == 0)
    #expect(engine.entropies(of: Tensor<Double>([], shape: [0, 4])).isEmpty)
    let threads = Engine(threads: 3, precision: .float32)
    #expect(threads.entropies(of: p) == engine.entropies(of: p))
  }

  private func gradient(
    _ logits: Tensor<Double>, _ temperature: Double, soft: Double = 1, hard: Double = 1
  ) -> (gradient: Tensor<Double>, sums: Engine.ObjectiveSums) {
    engine.objective(
      logits: logits, targets: engine.softmax(other, temperature: temperature), labels: labels,
      temperature: temperature, softScale: soft, hardScale: hard)
  }

  @Test("Every row of the gradient sums to zero", arguments: temperatures)
  func gradientRows(temperature: Double) {
    let (gradient, _) = gradient(logits, temperature, soft: 3, hard: 2)
    #expect(gradient.values.contains { abs($0) > 0.1 })
    for row in 0..<20 {
      // Numbers up to 5 in size, ten of them, from probabilities with the error that is theirs.
      let bound = 10 * 5 * Tolerances.probability(range: 30, columns: 10, Double.self)
      #expect(abs(sum(of: row, gradient)) <= bound)
    }
  }

  @Test("Soft cross-entropy is least where the distributions agree", arguments: temperatures)
  func divergence(temperature: Double) {
    let p = engine.softmax(other, temperature: temperature)
    let entropy = p.values.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
    let apart = gradient(logits, temperature).sums.softCrossEntropy - entropy
    let equal = engine.objective(
      logits: other, targets: p, labels: nil, temperature: temperature, softScale: 1, hardScale: 0)
    #expect(apart > 0)
    #expect(abs(equal.sums.softCrossEntropy - entropy) < 1e-12 * entropy)
    #expect(
      equal.gradient.values.allSatisfy {
        abs($0) <= Tolerances.probability(range: 30, columns: 10, Double.self)
      })
  }

  @Test("Of equal largest logits the first is the prediction", arguments: Engine.backends)
  func ties(backend: Engine.Backend) {
    let engine = Engine(threads: 1, precision: .float32, backend: backend)
    let logits = Tensor<Float>([0, 0, 0, 1, 2, 2, 2, 2, 1], shape: [3, 3])
    func errors(_ labels: [Int32]) -> Int {
      engine.objective(
        logits: logits, targets: nil, labels: labels, temperature: 1, softScale: 0, hardScale: 1
      ).sums.errors
    }
    #expect(errors([0, 1, 0]) == 0)
    #expect(errors([1, 2, 1]) == 3)
    #expect(errors([2, 0, 2]) == 3)
  }

  @Test(
    "A label that is unknown counts for nothing, and errors are counted by the first largest logit")
  func labelled() {
    let logits = Tensor<Double>([2, 1, 0, 0, 3, 1, 5, 5, 5, 1, 0, 2], shape: [4, 3])
    let (gradient, sums) = engine.objective(
      logits: logits, targets: nil, labels: [0, -1, 2, 0], temperature: 1, softScale: 1,
      hardScale: 1)
    #expect(sums.labelled == 3)
    // Of the three logits of 5 the first is the prediction, not the label's.
    #expect(sums.errors == 2)
    #expect(sums.softCrossEntropy == 0)
    #expect((0..<3).allSatisfy { gradient[1, $0] == 0 })
  }

  @Test("A logit that is NaN or infinite makes the sums so", arguments: [Float.nan, .infinity])
  func diverged(value: Float) {
    for place in 0..<10 {
      var values = [Float](repeating: 0.5, count: 10)
      values[place] = value
      let logits = Tensor(values, shape: [1, 10])
      let uniform = Tensor<Float>(repeating: 0.1, shape: [1, 10])
      let found = engine.objective(
        logits: logits, targets: uniform, labels: [3], temperature: 4, softScale: 1, hardScale: 1)
      #expect(!found.sums.softCrossEntropy.isFinite)
      #expect(!found.sums.hardCrossEntropy.isFinite)
      #expect(!engine.isFinite(logits))
    }
  }

  @Test("A logit of −∞ makes the sums infinite where its class is wanted")
  func impossible() {
    let logits = Tensor<Float>([0, -.infinity, 0], shape: [1, 3])
    let found = engine.objective(
      logits: logits, targets: Tensor([0.2, 0.5, 0.3], shape: [1, 3]), labels: [1], temperature: 2,
      softScale: 1, hardScale: 1)
    #expect(found.sums.softCrossEntropy == .infinity)
    #expect(found.sums.hardCrossEntropy == .infinity)
  }

  @Test("Huge finite logits stay finite", arguments: temperatures)
  func huge(temperature: Double) {
    let logits = Tensor<Float>([1e4, -1e4, 0, -1e4, 1e4, 1e4], shape: [2, 3])
    let targets = engine.softmax(
      Tensor<Float>([-1e4, 1e4, 0, 1, 2, 3], shape: [2, 3]), temperature: Float(temperature))
    #expect(engine.isFinite(targets))
    let found = engine.objective(
      logits: logits, targets: targets, labels: [1, 0], temperature: Float(temperature),
      softScale: 1, hardScale: 1)
    #expect(engine.isFinite(found.gradient))
    #expect(found.sums.hardCrossEntropy.isFinite && found.sums.softCrossEntropy.isFinite)
    // −ln softmax: 2·10⁴, and 2·10⁴ + ln 2, which are equal in Float.
    #expect(abs(found.sums.hardCrossEntropy - 4e4) < 1)
  }

  @Test("Finite means neither infinite nor NaN, wherever it stands")
  func finite() {
    for bad in [Float.nan, .infinity, -.infinity] {
      for place in [0, 1, 31, 32, 99] {
        var values = [Float](repeating: .greatestFiniteMagnitude, count: 100)
        #expect(engine.isFinite(Tensor(values, shape: [100])))
        values[place] = bad
        #expect(!engine.isFinite(Tensor(values, shape: [100])))
      }
    }
  }

  @Test("A temperature is positive")
  func temperatureZero() async {
    await #expect(processExitsWith: .failure) {
      _ = Engine(threads: 1, precision: .float32).softmax(
        Tensor<Float>([1, 2], shape: [1, 2]), temperature: 0)
    }
  }
}
