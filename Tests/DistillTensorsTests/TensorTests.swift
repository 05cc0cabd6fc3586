import DistillTensors
import Testing

@Suite("Tensors are values")
struct TensorTests {
  private let engine = Engine.plain()

  /// Who owns the memory of `tensor`, without owning it: unlike a copy of the tensor, a weak reference
  /// does not make a change copy.
  private final class Watch {
    weak var memory: AnyObject?
    init(_ tensor: Tensor<Float>) { memory = Self.memory(of: tensor) }

    static func memory(of tensor: Tensor<Float>) -> AnyObject? {
      Mirror(reflecting: tensor).descendant("storage") as AnyObject?
    }
    func isStill(of tensor: Tensor<Float>) -> Bool {
      memory != nil && memory === Self.memory(of: tensor)
    }
  }

  private static let step = SGDStep(
    rate: 0.5, momentum: 0.9, nesterov: false, decay: 0, maxSquaredNorm: nil)

  @Test("A copy shares memory until one of the two changes")
  func copies() {
    var x = Tensor<Float>([1, 2, 3, 4], shape: [2, 2])
    let copy = x
    #expect(x.sharesStorage(with: copy))
    engine.add(copy, times: 10, to: &x)
    #expect(!x.sharesStorage(with: copy))
    #expect(copy.values == [1, 2, 3, 4])
    #expect(x.values == [11, 22, 33, 44])
    x.assign([5, 6, 7, 8])
    #expect(x.values == [5, 6, 7, 8])
    #expect(copy.values == [1, 2, 3, 4])
  }

  @Test("A copy does not see an update")
  func copyOfWeights() {
    var weights = Tensor<Float>.random([30, 40], seed: 1)
    var velocity: Tensor<Float>? = Tensor(repeating: 0, shape: [30, 40])
    let (copy, before, speed) = (weights, weights.values, velocity)
    let watch = Watch(weights)
    engine.update(
      &weights, velocity: &velocity, along: Tensor(repeating: 1, shape: [30, 40]), by: Self.step)
    #expect(copy.values == before)
    #expect(speed?.values.allSatisfy { $0 == 0 } == true)
    #expect(weights.values == before.map { $0 - 0.5 })
    // The watch can fail: this update had to copy.
    #expect(!watch.isStill(of: weights))
    #expect(watch.isStill(of: copy))
  }

  @Test("An update of weights without another holder copies nothing")
  func updateInPlace() {
    var weights = Tensor<Float>.random([30, 40], seed: 1)
    var velocity: Tensor<Float>? = Tensor(repeating: 0, shape: [30, 40])
    var moments = (
      Tensor<Float>(repeating: 0, shape: [30, 40]), Tensor<Float>(repeating: 0, shape: [30, 40])
    )
    let gradient = Tensor<Float>(repeating: 1, shape: [30, 40])
    let watches = [weights, velocity ?? weights, moments.0, moments.1].map(Watch.init)
    let before = weights.values
    engine.update(&weights, velocity: &velocity, along: gradient, by: Self.step)
    engine.update(
      &weights, moments: &moments, along: gradient,
      by: AdamStep(
        rate: 0.1, betas: (0.9, 0.999), epsilon: 1e-8, decay: 0, maxSquaredNorm: nil, number: 1))
    engine.add(gradient, times: 1, to: &weights)
    #expect(weights.values != before)
    for (watch, tensor) in zip(watches, [weights, velocity ?? weights, moments.0, moments.1]) {
      #expect(watch.isStill(of: tensor))
    }
  }

  @Test("Rounded copies for bfloat16 products follow every change and no one else's")
  func images() {
    let engine = Engine(threads: 2, precision: .bfloat16)
    let input = Tensor<Float>.random([8, 40], seed: 2)
    func product(_ weights: Tensor<Float>) -> [Float] {
      engine.product(input, weights, transposingB: true).values
    }
    func fresh(_ weights: Tensor<Float>) -> [Float] {
      product(Tensor(weights.values, shape: weights.shape))
    }
    var weights = Tensor<Float>.random([30, 40], seed: 1)
    let first = product(weights)
    let copy = weights
    var velocity: Tensor<Float>?
    let changes: [(inout Tensor<Float>) -> Void] = [
      { engine.update(&$0, velocity: &velocity, along: input.repeated(to: 30), by: Self.step) },
      { engine.add(input.repeated(to: 30), times: 2, to: &$0) },
      { $0.assign($0.values.map { $0 * 3 }) },
    ]
    for change in changes {
      let before = product(weights)
      // Once shared with a copy, and once alone.
      for keep in [true, false] {
        let kept = keep ? weights : nil
        change(&weights)
        #expect(product(weights) == fresh(weights))
        #expect(product(weights) != before)
        if let kept { #expect(product(kept) == before) }
      }
    }
    #expect(product(copy) == first)
    #expect(product(copy) == fresh(copy))
  }

  @Test("Memory that is used again does not reach into results that are still held")
  func recycling() {
    let x = Tensor<Float>.random([50, 60], seed: 1)
    let held = engine.softmax(x, temperature: 1)
    let values = held.values
    for seed in 0..<20 {
      _ = engine.softmax(Tensor<Float>.random([50, 60], seed: UInt64(seed)), temperature: 2)
      _ = engine.tensor([Float](repeating: Float(seed), count: 3000), shape: [50, 60])
    }
    #expect(held.values == values)
  }

  @Test("A tensor outlives its engine")
  func outlives() {
    let x = Tensor<Float>.random([50, 60], seed: 1)
    var result = Engine(threads: 2, precision: .bfloat16).product(x, transposingA: true, x)
    let values = result.values
    #expect(
      values == Engine(threads: 2, precision: .bfloat16).product(x, transposingA: true, x).values)
    let copy = result
    engine.add(copy, times: 1, to: &result)
    #expect(result.values == values.map { 2 * $0 })
  }

  @Test("Rows are the first dimension, columns the others together")
  func shapes() {
    let image = Tensor<Float>(repeating: 1, shape: [5, 2, 3])
    #expect((image.rows, image.columns, image.count) == (5, 6, 30))
    #expect(image.reshaped(to: [10, 3]).shape == [10, 3])
    let none = Tensor<Float>(repeating: 1, shape: [0, 7])
    #expect((none.rows, none.columns, none.count) == (0, 7, 0))
    let scalar = Tensor<Float>(repeating: 1, shape: [])
    #expect((scalar.rows, scalar.columns, scalar.count) == (1, 1, 1))
    #expect(Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3])[1, 0] == 4)
  }

  @Test("Values that do not fit their shape stop the program")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) { _ = Tensor<Float>([1, 2, 3], shape: [2, 2]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor<Float>([1, 2], shape: [1, 2])[0, 2]
    }
  }
}

extension Tensor {
  /// The rows again and again, until there are `rows`.
  fileprivate func repeated(to rows: Int) -> Tensor {
    let values = values
    return Tensor((0..<rows * columns).map { values[$0 % values.count] }, shape: [rows, columns])
  }
}
