import DistillTensors
import Testing

@Suite("Pooling")
struct PoolingTests {
  struct Golden: Decodable {
    let name, function: String
    let x, y, dy, dx: [Double]
    let images, output, kernel, stride, padding: [Int]
    let ceil: Bool

    var pooling: Pooling {
      Pooling(
        function == "max" ? .max : .mean(countsPadding: function == "padded mean"),
        Window(
          Extent(height: kernel[0], width: kernel[1]),
          stride: Extent(height: stride[0], width: stride[1]),
          padding: Padding(Extent(height: padding[0], width: padding[1]))),
        roundingUp: ceil)
    }
  }

  private func goldens<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    let engine = Engine(threads: 2, precision: .float32)
    for golden in try Goldens<Golden>.load("pooling") {
      func expect(_ found: Tensor<Scalar>, _ expected: [Double], _ what: String) {
        #expect(found.count == expected.count, "\(what) of \(golden.name)")
        // At most 12 elements below 5 in a window, and as many windows over an element.
        let bound = Tolerances.sum(terms: 12, magnitude: 60, Scalar.self)
        for (place, (found, expected)) in zip(found.values, expected).enumerated()
        where !(abs(Double(found) - expected) <= bound) {
          Issue.record(
            "\(what) of \(golden.function), \(golden.name), at \(place): \(found) for \(expected)")
        }
      }
      let x = Tensor(golden.x.map { Scalar($0) }, shape: golden.images)
      let dy = Tensor(golden.dy.map { Scalar($0) }, shape: golden.output)
      let y = engine.pool(golden.pooling, x)
      #expect(y.shape == golden.output, "\(golden.name)")
      expect(y, golden.y, "y")
      expect(engine.poolPullback(golden.pooling, of: x, upstream: dy), golden.dx, "dx")
    }
  }

  @Test("Pooling in Float, as a program with plain loops does it")
  func inFloat() throws { try goldens(Float.self) }
  @Test("Pooling in Double, as a program with plain loops does it")
  func inDouble() throws { try goldens(Double.self) }

  @Test("The gradient of equal largest elements goes to the first")
  func equals() {
    let pooling = Pooling(.max, Window(Extent(2), stride: Extent(2)))
    let x = Tensor<Float>([1, 3, 3, 3], shape: [1, 2, 2, 1])
    let dx = Engine.plain().poolPullback(
      pooling, of: x, upstream: Tensor([7], shape: [1, 1, 1, 1]))
    #expect(dx.values == [0, 7, 0, 0])
  }

  @Test("NaN is not lost in a window")
  func notANumber() {
    let x = Tensor<Float>([1, .nan, 3, 2], shape: [1, 2, 2, 1])
    let window = Window(Extent(2))
    #expect(Engine.plain().pool(Pooling(.max, window), x).values[0].isNaN)
    #expect(
      Engine.plain().pool(Pooling(.mean(countsPadding: false), window), x).values[0].isNaN)
  }

  @Test("A window without an element of the image has no places")
  func emptyWindows() {
    let image = Extent(2)
    #expect(Pooling(.max, Window(Extent(2), padding: Padding(Extent(2)))).places(on: image) == nil)
    #expect(
      Pooling(.max, Window(Extent(2), dilation: Extent(4), padding: Padding(Extent(2))))
        .places(on: image) == nil)
    #expect(Pooling(.max, Window(Extent(3))).places(on: image) == nil)
    #expect(
      Pooling(.max, Window(Extent(2), stride: Extent(2)), roundingUp: true).places(on: Extent(3))
        == Extent(2))
  }

  @Test("The mean of whole images")
  func globalMean() {
    let x = Tensor<Float>((0..<24).map(Float.init), shape: [2, 2, 3, 2])
    let pooling = Pooling.globalMean(of: Extent(height: 2, width: 3))
    #expect(Engine.plain().pool(pooling, x).values == [5, 6, 17, 18])
  }
}
