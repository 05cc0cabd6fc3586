import DistillTensors
import Testing

@Suite("Convolutions")
struct ConvolutionTests {
  struct Golden: Decodable {
    let name: String
    let x, w, b, y, dy, dx, dw, db: [Double]
    let images, output, kernel, stride, dilation, padding: [Int]
    let outputs, groups: Int
    let bias: Bool

    var convolution: Convolution {
      Convolution(
        Window(
          Extent(height: kernel[0], width: kernel[1]),
          stride: Extent(height: stride[0], width: stride[1]),
          dilation: Extent(height: dilation[0], width: dilation[1]),
          padding: Padding(
            top: padding[0], bottom: padding[1], left: padding[2], right: padding[3])),
        from: images[3], to: outputs, groups: groups)
    }
  }

  private func expect<Scalar>(
    _ found: Tensor<Scalar>, _ expected: [Double], terms: Int, _ name: String
  ) {
    // Inputs are below 5 in size, so no product of two exceeds 25.
    let bound = Tolerances.sum(terms: terms, magnitude: 25 * Double(terms + 1), Scalar.self)
    #expect(found.count == expected.count, "\(name)")
    for (place, (found, expected)) in zip(found.values, expected).enumerated()
    where !(abs(Double(found) - expected) <= bound) {
      Issue.record("\(name), element \(place): \(found) for \(expected)")
    }
  }

  private func goldens<Scalar: TensorScalar>(_ scalar: Scalar.Type, on engine: Engine) throws {
    func tensor(_ values: [Double], _ shape: [Int]) -> Tensor<Scalar> {
      Tensor(values.map { Scalar($0) }, shape: shape)
    }
    for golden in try Goldens<Golden>.load("convolutions") {
      let convolution = golden.convolution
      let x = tensor(golden.x, golden.images)
      let w = tensor(golden.w, convolution.weightShape)
      let dy = tensor(golden.dy, golden.output)
      let bias = golden.bias ? tensor(golden.b, [golden.outputs]) : nil
      let filter = convolution.weightShape.dropFirst().reduce(1, *)
      let y = engine.convolution(convolution, of: x, weights: w, bias: bias)
      #expect(y.shape == golden.output, "\(golden.name)")
      expect(y, golden.y, terms: filter, "y of \(golden.name)")
      let rectified = engine.convolution(convolution, of: x, weights: w, bias: bias, relu: true)
      expect(
        rectified, golden.y.map { max(0, $0) }, terms: filter, "rectified y of \(golden.name)")
      expect(
        engine.convolutionInputGradient(
          convolution, upstream: dy, weights: w, shape: golden.images),
        golden.dx, terms: filter * golden.outputs, "dx of \(golden.name)")
      let (dw, db) = engine.convolutionWeightGradient(
        convolution, of: x, upstream: dy, hasBias: golden.bias)
      let places = golden.output.dropLast().reduce(1, *)
      expect(dw, golden.dw, terms: places, "dw of \(golden.name)")
      #expect((db != nil) == golden.bias)
      if let db { expect(db, golden.db, terms: places, "db of \(golden.name)") }
    }
  }

  @Test("Convolutions in Float, as NumPy computes them", arguments: Engine.backends)
  func inFloat(backend: Engine.Backend) throws {
    let engine = Engine(threads: 1, precision: .float32, backend: backend)
    try goldens(Float.self, on: engine)
    if backend == .oneDNN { #expect(engine.oneDNNProducts > 0) }
  }

  @Test("Convolutions in Double, as NumPy computes them")
  func inDouble() throws { try goldens(Double.self, on: .plain()) }

  /// Shapes of networks on small images, large enough to be cut into parts.
  static let large: [(Convolution, images: [Int])] = [
    (
      Convolution(Window(Extent(3), padding: Padding(Extent(1))), from: 16, to: 32),
      [13, 16, 16, 16]
    ),
    (
      Convolution(
        Window(Extent(3), stride: Extent(2), padding: Padding(Extent(1))), from: 24, to: 24,
        groups: 24), [11, 16, 16, 24]
    ),
    (Convolution(Window(Extent(1)), from: 48, to: 96, groups: 3), [7, 12, 12, 48]),
    (Convolution(Window(Extent(3), padding: Padding(Extent(1))), from: 3, to: 16), [9, 32, 32, 3]),
  ]

  @Test("Parts on several threads add up to the whole", arguments: Engine.backends, [1, 2, 3])
  func parts(backend: Engine.Backend, threads: Int) {
    for (place, (convolution, images)) in Self.large.enumerated() {
      let seed = UInt64(place) * 10
      let x = Tensor<Float>.random(images, seed: seed + 1)
      let w = Tensor<Float>.random(convolution.weightShape, seed: seed + 2, scale: 0.2)
      let bias = Tensor<Float>.random([convolution.outputChannels], seed: seed + 3)
      let engine = Engine(threads: threads, precision: .float32, backend: backend)
      let plain = Engine.plain()
      let exact = plain.convolution(
        convolution, of: double(x), weights: double(w), bias: double(bias))
      let y = engine.convolution(convolution, of: x, weights: w, bias: bias)
      expectClose(y, exact)
      let dy = Tensor<Float>.random(y.shape, seed: seed + 4)
      expectClose(
        engine.convolutionInputGradient(convolution, upstream: dy, weights: w, shape: images),
        plain.convolutionInputGradient(
          convolution, upstream: double(dy), weights: double(w), shape: images))
      let found = engine.convolutionWeightGradient(
        convolution, of: x, upstream: dy, hasBias: true)
      let expected = plain.convolutionWeightGradient(
        convolution, of: double(x), upstream: double(dy), hasBias: true)
      expectClose(found.weights, expected.weights)
      if let bias = found.bias, let exact = expected.bias { expectClose(bias, exact) }
      if backend == .oneDNN { #expect(engine.oneDNNProducts >= 3, "\(convolution)") }
      let again = engine.convolutionWeightGradient(
        convolution, of: x, upstream: dy, hasBias: true)
      #expect(again.weights.values == found.weights.values, "the same bits again")
    }
  }

  private func double(_ x: Tensor<Float>) -> Tensor<Double> {
    Tensor(x.values.map(Double.init), shape: x.shape)
  }

  private func expectClose(_ found: Tensor<Float>, _ exact: Tensor<Double>) {
    #expect(found.shape == exact.shape)
    let size = exact.values.map(abs).max() ?? 0
    let error = zip(found.values, exact.values).map { abs(Double($0) - $1) }.max() ?? 0
    #expect(error <= 1e-5 * size, "\(error) of \(size)")
  }

  @Test("bfloat16 rounds images and weights, and sums as float32", arguments: Engine.backends)
  func roundedFactors(backend: Engine.Backend) {
    let (convolution, images) = Self.large[0]
    let x = Tensor<Float>.random(images, seed: 1)
    let w = Tensor<Float>.random(convolution.weightShape, seed: 2)
    let rounded = Engine(threads: 2, precision: .bfloat16, backend: backend)
      .convolution(convolution, of: x, weights: w)
    let same = Engine(threads: 2, precision: .float32, backend: backend).convolution(
      convolution, of: x.map(roundedToBFloat16), weights: w.map(roundedToBFloat16))
    #expect(rounded.values == same.values)
  }

  @Test("A batch without images has an empty result and no gradient")
  func emptyBatch() {
    let (convolution, _) = Self.large[0]
    let x = Tensor<Float>([], shape: [0, 8, 8, 16])
    let w = Tensor<Float>.random(convolution.weightShape, seed: 1)
    let engine = Engine(threads: 2, precision: .float32)
    let y = engine.convolution(convolution, of: x, weights: w)
    #expect(y.shape == [0, 8, 8, 32])
    let (dw, db) = engine.convolutionWeightGradient(
      convolution, of: x, upstream: y, hasBias: true)
    #expect(dw.values.allSatisfy { $0 == 0 } && db?.values.allSatisfy { $0 == 0 } == true)
  }

  @Test("A window that does not fit has no places")
  func places() {
    let image = Extent(height: 4, width: 5)
    #expect(
      Window(Extent(3), padding: Padding(Extent(1))).places(on: image)
        == Extent(height: 4, width: 5))
    #expect(Window(Extent(3), stride: Extent(2)).places(on: image) == Extent(height: 1, width: 2))
    #expect(Window(Extent(5)).places(on: image) == nil)
    #expect(Window(Extent(2), dilation: Extent(4)).places(on: image) == nil)
    #expect(Window(Extent(0)).places(on: image) == nil)
    #expect(Window(Extent(1), stride: Extent(0)).places(on: image) == nil)
    #expect(
      Window(Extent(1), padding: Padding(top: -1, bottom: 3, left: 0, right: 0)).places(on: image)
        == nil)
  }
}
