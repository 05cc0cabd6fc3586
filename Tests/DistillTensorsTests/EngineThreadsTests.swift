import DistillTensors
import Testing

@Suite("Engine and threads")
struct EngineThreadsTests {
  /// One step's worth of every operation, large enough that several threads share it.
  private static func everything(on engine: Engine) -> [[Float]] {
    let x = Tensor<Float>.random([150, 300], seed: 1)
    let weight = Tensor<Float>.random([200, 300], seed: 2, scale: 0.1)
    let bias = Tensor<Float>.random([200], seed: 3)
    var updated = weight
    let dropped = engine.dropout(x, rate: 0.3, seed: 4, index: 5)
    let y = engine.product(dropped, weight, transposingB: true, bias: bias, relu: true)
    let targets = engine.softmax(Tensor<Float>.random([150, 200], seed: 6), temperature: 4)
    let labels = (0..<150).map { Int32($0 % 7 == 0 ? -1 : $0) }
    let (gradient, sums) = engine.objective(
      logits: y, targets: targets, labels: labels, temperature: 4, softScale: 1, hardScale: 1)
    let (g, db) = engine.reluPullback(output: y, upstream: gradient)
    let dw = engine.product(g, transposingA: true, dropped)
    var velocity: Tensor<Float>? = Tensor.random([200, 300], seed: 7)
    engine.update(
      &updated, velocity: &velocity, along: dw,
      by: SGDStep(rate: 0.1, momentum: 0.9, nesterov: true, decay: 1e-4, maxSquaredNorm: 3))
    return [
      y.values, gradient.values, db.values, dw.values, engine.product(g, weight).values,
      updated.values, velocity?.values ?? [],
      [Float(sums.softCrossEntropy), Float(sums.hardCrossEntropy), Float(sums.errors)],
    ]
  }

  @Test(
    "The same bits again, from the same engine and from another",
    arguments: ProductParityTests.setups)
  func repeatable(setup: ProductParityTests.Setup) {
    let engine = setup.engine
    let first = Self.everything(on: engine)
    // Compared outside the macro, which would print the difference of long arrays for minutes.
    let isRepeated = (0..<5).allSatisfy { _ in Self.everything(on: engine) == first }
    #expect(isRepeated)
    let isSameElsewhere = Self.everything(on: setup.engine) == first
    #expect(isSameElsewhere)
  }

  @Test("Work that is not a matrix product does not depend on the number of threads")
  func elementwise() {
    func results(threads: Int) -> [[Float]] {
      let engine = Engine(threads: threads, precision: .float32)
      let x = Tensor<Float>.random([257, 333], seed: 1, scale: 4)
      let p = engine.softmax(x, temperature: 2.5)
      let objective = engine.objective(
        logits: x, targets: p, labels: nil, temperature: 1, softScale: 1, hardScale: 0)
      let pulled = engine.reluPullback(output: x, upstream: p)
      var sum = x
      engine.add(p, times: 3, to: &sum)
      return [
        p.values, objective.gradient.values, [Float(objective.sums.softCrossEntropy)],
        pulled.input.values, pulled.bias.values, sum.values,
        engine.dropout(x, rate: 0.5, seed: 1, index: 2).values,
      ]
    }
    let alone = results(threads: 1)
    let isSame = (2...4).map { results(threads: $0) == alone }
    #expect(isSame == [true, true, true])
  }

  @Test("One engine serves several threads at once", arguments: [1, 2])
  func shared(threads: Int) async {
    let engine = Engine(threads: threads, precision: .bfloat16)
    let factor = Tensor<Float>.random([90, 70], seed: 50)
    // On an engine of its own.
    let expected = (0..<8).map { seed in
      Engine(threads: threads, precision: .bfloat16).product(
        Tensor<Float>.random([80, 90], seed: UInt64(seed)), factor
      ).values
    }
    let right = await withTaskGroup(of: Bool.self) { group in
      for seed in 0..<8 {
        group.addTask {
          let mine = Tensor<Float>.random([80, 90], seed: UInt64(seed))
          return (0..<20).allSatisfy { _ in engine.product(mine, factor).values == expected[seed] }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(right == 8)
  }

  @Test("Engines come and go with their threads")
  func lifetime() {
    let x = Tensor<Float>.random([300, 300], seed: 1)
    let expected = Engine(threads: 3, precision: .float32).product(x, x).values
    let right = (0..<50).count { _ in
      Engine(threads: 3, precision: .float32).product(x, x).values == expected
    }
    #expect(right == 50)
  }

  @Test("An engine has a thread at least")
  func noThreads() async {
    await #expect(processExitsWith: .failure) { _ = Engine(threads: 0, precision: .float32) }
  }
}
