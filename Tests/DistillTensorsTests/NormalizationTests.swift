import DistillTensors
import Testing

@Suite("Batch normalisation")
struct NormalizationTests {
  struct Golden: Decodable {
    let name: String
    let rows, channels: Int
    let eps: Double
    let x, gain, bias, added, mean, variance, plain, rectified: [Double]
  }

  /// y and the moments of x that it is made with.
  private static func normalized<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, gain: [Double], bias: [Double], epsilon: Double,
    adding added: Tensor<Scalar>?, relu: Bool, on engine: Engine
  ) -> (y: Tensor<Scalar>, moments: ColumnMoments) {
    let moments = engine.moments(of: x)
    let scale = zip(gain, moments.variances).map { $0 / ($1 + epsilon).squareRoot() }
    let offset = zip(bias, zip(moments.means, scale)).map { $0 - $1.0 * $1.1 }
    let y = engine.scaled(
      x, byChannel: scale.map { Scalar($0) }, plus: offset.map { Scalar($0) }, adding: added,
      relu: relu)
    return (y, moments)
  }

  private func goldens<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    let engine = Engine(threads: 2, precision: .float32)
    for golden in try Goldens<Golden>.load("normalization") {
      let shape = [golden.rows, golden.channels]
      let x = Tensor(golden.x.map { Scalar($0) }, shape: shape)
      let added = Tensor(golden.added.map { Scalar($0) }, shape: shape)
      let u = Tolerances.roundoff(Scalar.self)
      let largest = golden.x.map(abs).max() ?? 0
      for (added, relu, expected) in [(nil, false, golden.plain), (added, true, golden.rectified)] {
        let (y, moments) = Self.normalized(
          x, gain: golden.gain, bias: golden.bias, epsilon: golden.eps, adding: added, relu: relu,
          on: engine)
        for channel in 0..<golden.channels {
          #expect(abs(moments.means[channel] - golden.mean[channel]) <= 16 * u * (largest + 1))
          #expect(
            abs(moments.variances[channel] - golden.variance[channel])
              <= 64 * u * (golden.variance[channel] + 1), "\(golden.name)")
        }
        // x · scale and offset are as large as the mean in standard deviations, and cancel.
        let deviation = ((golden.variance.min() ?? 0) + golden.eps).squareRoot()
        let gain = golden.gain.map(abs).max() ?? 0
        let bound = 8 * u * (gain * (largest + 1) / deviation + 16)
        for (place, (found, expected)) in zip(y.values, expected).enumerated()
        where !(abs(Double(found) - expected) <= bound) {
          Issue.record("\(golden.name) at \(place): \(found) for \(expected)")
        }
      }
    }
  }

  @Test("Normalisation in Float, as NumPy computes it")
  func inFloat() throws { try goldens(Float.self) }
  @Test("Normalisation in Double, as NumPy computes it")
  func inDouble() throws { try goldens(Double.self) }

  @Test("Gradients are those of differences", arguments: [true, false], [true, false])
  func gradients(relu: Bool, adds: Bool) {
    let engine = Engine(threads: 2, precision: .float32)
    let (rows, channels, epsilon) = (9, 3, 1e-3)
    let x = Tensor<Double>.random([rows, channels], seed: 1)
    let added = adds ? Tensor<Double>.random([rows, channels], seed: 2) : nil
    let gain = [1.5, -0.5, 0.8]
    let bias = [0.1, 0.3, -0.2]
    let upstream = Tensor<Double>.random([rows, channels], seed: 3)
    func objective(
      _ x: Tensor<Double>, _ added: Tensor<Double>?, _ gain: [Double], _ bias: [Double]
    ) -> Double {
      let (y, _) = Self.normalized(
        x, gain: gain, bias: bias, epsilon: epsilon, adding: added, relu: relu, on: engine)
      return zip(y.values, upstream.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func expect(
      _ gradient: [Double], of values: [Double], _ f: ([Double]) -> Double, _ name: String
    ) {
      for place in values.indices {
        var (low, high) = (values, values)
        low[place] -= 1e-5
        high[place] += 1e-5
        let slope = (f(high) - f(low)) / 2e-5
        #expect(
          abs(gradient[place] - slope) <= 1e-6 * (1 + abs(slope)), "\(name) at \(place)")
      }
    }
    let (y, moments) = Self.normalized(
      x, gain: gain, bias: bias, epsilon: epsilon, adding: added, relu: relu, on: engine)
    let found = engine.normalizationPullback(
      of: x, moments: moments, epsilon: epsilon, gain: gain, output: relu ? y : nil,
      upstream: upstream, hasAddition: adds)
    func tensor(_ values: [Double]) -> Tensor<Double> {
      Tensor(values, shape: [rows, channels])
    }
    expect(
      found.input.values, of: x.values, { objective(tensor($0), added, gain, bias) }, "x")
    expect(found.gain, of: gain, { objective(x, added, $0, bias) }, "gain")
    expect(found.bias, of: bias, { objective(x, added, gain, $0) }, "bias")
    #expect((found.added != nil) == adds)
    if let added, let gradient = found.added {
      expect(gradient.values, of: added.values, { objective(x, tensor($0), gain, bias) }, "added")
    }
  }

  @Test("Moments do not depend on threads, and hold for many rows far from zero")
  func manyRows() {
    let (rows, channels) = (5000, 70)
    let x = Tensor<Float>.random([rows, channels], seed: 1).map { $0 + 300 }
    let one = Engine(threads: 1, precision: .float32).moments(of: x)
    let three = Engine(threads: 3, precision: .float32).moments(of: x)
    #expect(one == three)
    let values = x.values
    for channel in [0, 63, 64, 69] {
      let column = (0..<rows).map { Double(values[$0 * channels + channel]) }
      let mean = column.reduce(0, +) / Double(rows)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rows)
      #expect(abs(one.means[channel] - mean) < 1e-6 * 300)
      #expect(abs(one.variances[channel] - variance) < 1e-5)
    }
  }
}
