import DistillNetworks
import DistillTensors
import Foundation
import Testing

@Suite("Objective")
struct ObjectiveTests {
  struct At: Decodable {
    let temperature, hardWeight, softDivergence: Double
    let hardCrossEntropy: Double?
    let gradient: [[Double]]
  }

  private let engine = Engine(threads: 1, precision: .float32)

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    for golden in try Goldens<ObjectiveGolden<At>>.load("objective") {
      let logits = Tensor<Scalar>(rows: golden.logits)
      let rows = Double(golden.labels.count)
      for at in golden.at {
        let name: Comment = "\(golden.name) at \(at.temperature), \(at.hardWeight)"
        let t = at.temperature
        let targets = engine.softmax(
          Tensor<Scalar>(rows: golden.teacherLogits), temperature: Scalar(t))
        let (gradient, sums) = Objective(temperature: t, hardWeight: at.hardWeight).gradient(
          logits: logits, targets: targets, labels: golden.labels, on: engine)
        let values = golden.logits.joined()
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let bound = Tolerances.objectiveGradient(
          range: range, scale: max(1, t) / rows, Scalar.self)
        for (found, expected) in zip(gradient.values, at.gradient.joined()) {
          #expect(abs(Double(found) - expected) <= bound, name)
        }
        let entropy = targets.values.reduce(0) { $0 - ($1 > 0 ? Double($1) * log(Double($1)) : 0) }
        let divergence = (sums.softCrossEntropy - entropy) / rows
        #expect(
          abs(divergence - at.softDivergence)
            <= Tolerances.crossEntropy(range: range / t, Scalar.self), name)
        let labelled = golden.labels.count { $0 >= 0 }
        #expect(sums.labelled == labelled, name)
        #expect((at.hardCrossEntropy == nil) == (labelled == 0), name)
        let hard = sums.hardCrossEntropy / Double(max(labelled, 1))
        #expect(
          abs(hard - (at.hardCrossEntropy ?? 0))
            <= Tolerances.crossEntropy(range: range, Scalar.self), name)
      }
    }
  }

  @Test("Gradient, divergence and cross-entropy are NumPy's in Float")
  func float() throws { try check(Float.self) }

  @Test("Gradient, divergence and cross-entropy are NumPy's in Double")
  func double() throws { try check(Double.self) }

  @Test("At hard weight 1 targets have no part in the gradient", arguments: [1, 2.5, 4, 8, 20])
  func labelsAlone(temperature: Double) {
    let logits = Tensor<Float>.random([30, 10], seed: 1, scale: 4)
    let targets = engine.softmax(
      Tensor<Float>.random([30, 10], seed: 2, scale: 4), temperature: Float(temperature))
    let labels = (0..<30).map { Int32($0 % 11) - 1 }
    let plain = Objective.labelsOnly.gradient(
      logits: logits, targets: nil, labels: labels, on: engine)
    let weighted = Objective(temperature: temperature, hardWeight: 1).gradient(
      logits: logits, targets: targets, labels: labels, on: engine)
    #expect(weighted.gradient.values == plain.gradient.values)
    #expect(weighted.sums.hardCrossEntropy == plain.sums.hardCrossEntropy)
  }

  /// Section 2.1 of the paper: with T large and logits of zero mean for each case, the gradient is
  /// that of ½(z − v)²/N. NumPy gives the mean cosines 0.666, 0.772, 0.891, 0.964 and 0.994 for 20,000
  /// such rows of ten independent logits of standard deviation 4; the standard error of the mean over
  /// 2,000 is at most 0.005, at the first.
  @Test("As T grows, the gradient turns to that of matching logits")
  func logitMatching() {
    let (rows, classes) = (2000, 10)
    let z = Tensor<Double>.random([rows, classes], seed: 21, scale: 4)
    let v = Tensor<Double>.random([rows, classes], seed: 22, scale: 4)
    func centred(_ x: Tensor<Double>, _ row: Int) -> [Double] {
      let values = (0..<classes).map { x[row, $0] }
      let mean = values.reduce(0, +) / Double(classes)
      return values.map { $0 - mean }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var last = 0.0
    for (temperature, least) in [(1.0, 0.65), (2, 0.76), (4, 0.88), (8, 0.96), (20, 0.993)] {
      let (gradient, _) = Objective(temperature: temperature, hardWeight: 0).gradient(
        logits: z, targets: engine.softmax(v, temperature: temperature), labels: nil, on: engine)
      var sum = 0.0
      for row in 0..<rows {
        let slope = (0..<classes).map { gradient[row, $0] }
        let difference = zip(centred(z, row), centred(v, row)).map { $0 - $1 }
        sum +=
          dot(slope, difference) / (dot(slope, slope) * dot(difference, difference)).squareRoot()
      }
      let cosine = sum / Double(rows)
      #expect(cosine >= least && cosine > last, "T = \(temperature): \(cosine)")
      last = cosine
    }
  }

  @Test("At high T the gradient itself is (z − v)/N, whatever T is")
  func scale() {
    // Small logits, so that the second order, (z − v)²/T, is below a hundredth at T = 100.
    let z = Tensor<Double>([0.3, -0.1, -0.2, 0.25, 0.25, -0.5], shape: [2, 3])
    let v = Tensor<Double>([-0.6, 0.2, 0.4, 0.1, -0.3, 0.2], shape: [2, 3])
    for temperature in [100.0, 1000] {
      let (gradient, _) = Objective(temperature: temperature, hardWeight: 0).gradient(
        logits: z, targets: engine.softmax(v, temperature: temperature), labels: nil, on: engine)
      for (found, (z, v)) in zip(gradient.values, zip(z.values, v.values)) {
        #expect(abs(found * 2 - (z - v) / 3) < 0.01)
      }
    }
  }

  @Test("Temperatures are positive and hard weights from 0 to 1")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Objective(temperature: 0, hardWeight: 0.1) }
    await #expect(processExitsWith: .failure) { _ = Objective(temperature: -1, hardWeight: 0.1) }
    await #expect(processExitsWith: .failure) { _ = Objective(temperature: 1, hardWeight: 1.5) }
    await #expect(processExitsWith: .failure) { _ = Objective(temperature: .nan, hardWeight: 0) }
  }
}
