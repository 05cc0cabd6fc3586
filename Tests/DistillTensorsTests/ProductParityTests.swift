import DistillTensors
import Testing

/// Products against three plain loops in `Double`.
@Suite("Products")
struct ProductParityTests {
  /// How an engine computes.
  struct Setup: Sendable, CustomTestStringConvertible {
    let backend: Engine.Backend
    let precision: Precision
    let threads: Int
    /// Whether rounded factors are read as 16 bits; nil for what suits this processor.
    var multipliesBFloat16: Bool? = nil
    var testDescription: String {
      "\(backend), \(precision), \(threads) threads"
        + (multipliesBFloat16.map { $0 ? ", 16 bits" : ", 32 bits" } ?? "")
    }
    var engine: Engine {
      if let multipliesBFloat16 {
        return Engine(
          threads: threads, precision: precision, backend: backend,
          multipliesBFloat16: multipliesBFloat16)
      }
      return Engine(threads: threads, precision: precision, backend: backend)
    }
  }

  static let setups: [Setup] = Engine.backends.flatMap { backend in
    (1...3).flatMap { threads in
      Precision.allCases.map { Setup(backend: backend, precision: $0, threads: threads) } + [
        Setup(
          backend: backend, precision: .bfloat16, threads: threads, multipliesBFloat16: false)
      ]
    }
  }

  /// m, n, k. The last ones are large enough to be cut for several threads, by rows and by columns, at
  /// borders that are no multiples of anything.
  static let shapes: [(Int, Int, Int)] =
    [1, 2, 7, 33].flatMap { m in [1, 7, 33].flatMap { n in [1, 2, 33].map { k in (m, n, k) } } } + [
      (100, 100, 33), (1, 1200, 7), (1200, 1, 7), (1, 1, 1200), (2, 7, 1200), (33, 100, 1200),
      (1200, 33, 100), (100, 1200, 33), (1200, 100, 2), (7, 1200, 100), (1200, 2, 1200),
    ]

  /// `x` as a product of this precision reads it.
  private static func read<Scalar>(_ x: Tensor<Scalar>, _ precision: Precision) -> [Double] {
    guard precision == .bfloat16, Scalar.self == Float.self else {
      return x.values.map(Double.init)
    }
    return x.values.map { Double(roundedToBFloat16(Float($0))) }
  }

  /// op(a)·op(b) and Σ|aᵢbᵢ| of every element.
  private static func reference(
    _ a: [Double], _ b: [Double], _ shape: (m: Int, n: Int, k: Int)
  ) -> (products: [Double], magnitudes: [Double]) {
    var products = [Double](repeating: 0, count: shape.m * shape.n)
    var magnitudes = products
    for i in 0..<shape.m {
      for p in 0..<shape.k {
        for j in 0..<shape.n {
          let term = a[i * shape.k + p] * b[p * shape.n + j]
          products[i * shape.n + j] += term
          magnitudes[i * shape.n + j] += abs(term)
        }
      }
    }
    return (products, magnitudes)
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ setup: Setup) {
    let engine = setup.engine
    for (number, (m, n, k)) in Self.shapes.enumerated() {
      let seed = UInt64(number * 3)
      let a = Tensor<Scalar>.random([m, k], seed: seed)
      let b = Tensor<Scalar>.random([k, n], seed: seed + 1)
      let bias = Tensor<Scalar>.random([n], seed: seed + 2)
      let (at, bt) = (a.transposed, b.transposed)
      let addends = bias.values
      let (exact, magnitudes) = Self.reference(
        Self.read(a, setup.precision), Self.read(b, setup.precision), (m, n, k))
      for variant in 0..<8 {
        let (ta, tb, extra) = (variant & 1 == 1, variant & 2 == 2, variant & 4 == 4)
        let found = engine.product(
          ta ? at : a, transposingA: ta, tb ? bt : b, transposingB: tb, bias: extra ? bias : nil,
          relu: extra)
        #expect(found.shape == [m, n])
        let values = found.values
        let wrong = values.indices.first { place in
          let addend = extra ? Double(addends[place % n]) : 0
          let expected = extra ? max(0, exact[place] + addend) : exact[place]
          let bound = Tolerances.sum(
            terms: k, magnitude: magnitudes[place] + abs(addend), Scalar.self)
          return !(abs(Double(values[place]) - expected) <= bound)
        }
        if let wrong {
          Issue.record(
            "\(m)×\(k) · \(k)×\(n), variant \(variant), element \(wrong): \(values[wrong])")
          return
        }
      }
    }
  }

  @Test("Every shape, transposition, bias and rectifier in Float", arguments: setups)
  func float(setup: Setup) { check(Float.self, setup) }

  @Test("Every shape, transposition, bias and rectifier in Double", arguments: 1...3)
  func double(threads: Int) {
    check(Double.self, Setup(backend: .portable, precision: .float32, threads: threads))
  }

  /// Without this, parity could compare the portable kernels with themselves: what oneDNN has no
  /// implementation for is left to them.
  @Test(
    "Each product of an engine with oneDNN is computed by oneDNN",
    .enabled(if: Engine.oneDNNVersion != nil, "built without oneDNN: only portable kernels tested"),
    arguments: setups)
  func usesOneDNN(setup: Setup) {
    let engine = setup.engine
    var products = 0
    for (m, n, k) in Self.shapes {
      let (a, b) = (Tensor<Float>.random([m, k], seed: 1), Tensor<Float>.random([k, n], seed: 2))
      let bias = Tensor<Float>.random([n], seed: 3)
      for variant in 0..<8 {
        let (ta, tb, extra) = (variant & 1 == 1, variant & 2 == 2, variant & 4 == 4)
        let before = engine.oneDNNProducts
        _ = engine.product(
          ta ? a.transposed : a, transposingA: ta, tb ? b.transposed : b, transposingB: tb,
          bias: extra ? bias : nil, relu: extra)
        products += engine.oneDNNProducts > before ? 1 : 0
      }
    }
    #expect(products == (setup.backend == .oneDNN ? Self.shapes.count * 8 : 0))
  }

  @Test("Factors rounded to 16 bits give the same products when stored in 32")
  func formats() {
    let narrow = Engine(
      threads: 1, precision: .bfloat16, backend: .portable, multipliesBFloat16: true)
    let wide = Engine(
      threads: 1, precision: .bfloat16, backend: .portable, multipliesBFloat16: false)
    let (a, b) = (
      Tensor<Float>.random([70, 90], seed: 1), Tensor<Float>.random([90, 33], seed: 2)
    )
    let exact = Engine(threads: 1, precision: .float32, backend: .portable).product(a, b).values
    // The same kernel adds in the same order, so the bits are equal.
    #expect(narrow.product(a, b).values == wide.product(a, b).values)
    #expect(wide.product(a, b).values != exact)
  }

  @Test("Products without rows, columns or terms", arguments: setups)
  func empty(setup: Setup) {
    let engine = setup.engine
    func zeros(_ rows: Int, _ columns: Int) -> Tensor<Float> {
      Tensor(repeating: 0, shape: [rows, columns])
    }
    let bias = Tensor<Float>([1, -2, 3], shape: [3])
    #expect(engine.product(zeros(0, 5), zeros(5, 3), bias: bias).shape == [0, 3])
    #expect(engine.product(zeros(4, 5), zeros(5, 0)).shape == [4, 0])
    let noTerms = engine.product(zeros(2, 0), zeros(0, 3), bias: bias, relu: true)
    #expect(noTerms.values == [1, 0, 3, 1, 0, 3])
    #expect(
      engine.product(zeros(0, 2), transposingA: true, zeros(0, 3)).values == [0, 0, 0, 0, 0, 0])
  }

  @Test("Inner dimensions that differ stop the program")
  func mismatch() async {
    await #expect(processExitsWith: .failure) {
      let a = Tensor<Float>(repeating: 0, shape: [2, 3])
      _ = Engine(threads: 1, precision: .float32).product(a, a)
    }
  }
}
