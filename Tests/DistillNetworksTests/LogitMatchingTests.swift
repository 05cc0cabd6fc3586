import DistillNetworks
import DistillTensors
import Testing

@Suite("Logit matching")
struct LogitMatchingTests {
  struct At: Decodable {
    let hardWeight, distance: Double
    let gradient: [[Double]]
  }

  private let engine = Engine(threads: 1, precision: .float32)

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    for golden in try Goldens<ObjectiveGolden<At>>.load("logits") {
      let rows = Double(golden.labels.count)
      for at in golden.at {
        let name: Comment = "\(golden.name) at \(at.hardWeight)"
        let (gradient, distance, sums) = Objective(matching: .logits, hardWeight: at.hardWeight)
          .gradient(
            logits: Tensor<Scalar>(rows: golden.logits),
            matching: Tensor<Scalar>(rows: golden.teacherLogits), labels: golden.labels, on: engine)
        let values = golden.logits.joined()
        let range = (values.max() ?? 0) - (values.min() ?? 0)
        let bound = Tolerances.objectiveGradient(range: range, scale: 2 / rows, Scalar.self)
        for (found, expected) in zip(gradient.values, at.gradient.joined()) {
          #expect(abs(Double(found) - expected) <= bound, name)
        }
        // Computed in Double from numbers that single precision holds.
        #expect(abs(distance / rows - at.distance) <= 1e-12 * (1 + at.distance), name)
        #expect(
          sums.labelled == golden.labels.count { $0 >= 0 } && sums.softCrossEntropy == 0, name)
      }
    }
  }

  @Test("Gradient and distance are NumPy's in Float")
  func float() throws { try check(Float.self) }

  @Test("Gradient and distance are NumPy's in Double")
  func double() throws { try check(Double.self) }

  /// The paper's Eq. 4: to second order in 1/T the soft gradient is that of matching logits. With
  /// logits of standard deviation 2 the terms left out are about 2/T of those kept; twice that is
  /// allowed.
  @Test("It is what the soft gradient, scaled by T², tends to", arguments: [20.0, 100, 1000])
  func limit(temperature: Double) {
    let z = Tensor<Double>.random([200, 10], seed: 21, scale: 2)
    let v = Tensor<Double>.random([200, 10], seed: 22, scale: 2)
    let soft = Objective(temperature: temperature, hardWeight: 0).gradient(
      logits: z, targets: engine.softmax(v, temperature: temperature), labels: nil, on: engine
    ).gradient.values
    let match = Objective(matching: .logits, hardWeight: 0).gradient(
      logits: z, matching: v, labels: nil, on: engine
    ).gradient.values
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let (softNorm, matchNorm) = (dot(soft, soft).squareRoot(), dot(match, match).squareRoot())
    #expect(abs(softNorm / matchNorm - 1) <= 4 / temperature)
    // A part of relative size 4/T at a right angle turns a vector by that angle.
    let turn = 4 / temperature
    #expect(1 - dot(soft, match) / softNorm / matchNorm <= turn * turn / 2)
  }

  @Test("What is added to all logits of an example changes nothing, and slopes sum to 0")
  func shifts() {
    let objective = Objective(matching: .logits, hardWeight: 0.3)
    let z = Tensor<Double>.random([20, 7], seed: 1, scale: 3)
    let v = Tensor<Double>.random([20, 7], seed: 2, scale: 3)
    let labels = (0..<20).map { Int32($0 % 8) - 1 }
    func result(_ z: Tensor<Double>, _ v: Tensor<Double>) -> ([Double], Double) {
      let (gradient, distance, _) = objective.gradient(
        logits: z, matching: v, labels: labels, on: engine)
      return (gradient.values, distance)
    }
    let here = result(z, v)
    let moved = result(z.map { $0 + 5 }, v.map { $0 - 11 })
    #expect(abs(moved.1 - here.1) <= 1e-11 * here.1)
    #expect(zip(moved.0, here.0).allSatisfy { abs($0 - $1) <= 1e-14 })
    for row in 0..<20 {
      #expect(abs(here.0[row * 7..<row * 7 + 7].reduce(0, +)) <= 1e-14)
    }
    #expect(result(z, z).1 == 0)
  }

  @Test("Logits and probabilities are not taken for one another, nor labels for logits")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      let z = Tensor<Float>(repeating: 0.5, shape: [1, 2])
      _ = Objective(matching: .logits, hardWeight: 0).gradient(
        logits: z, targets: z, labels: nil, on: Engine(threads: 1, precision: .float32))
    }
    await #expect(processExitsWith: .failure) {
      let z = Tensor<Float>(repeating: 0.5, shape: [1, 2])
      _ = Objective(temperature: 2, hardWeight: 0).gradient(
        logits: z, matching: z, labels: nil, on: Engine(threads: 1, precision: .float32))
    }
    await #expect(processExitsWith: .failure) {
      _ = Objective(matching: .logits, hardWeight: 0, labelShare: 0.1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Objective(matching: .probabilities(temperature: 2), hardWeight: 0, labelShare: 1.1)
    }
  }
}
