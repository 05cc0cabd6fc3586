import DistillTensors
import Testing

/// Rounding as its definition has it: to the nearer neighbour of eight significant bits, ties to the
/// one whose last bit is 0. Not by adding to the bits, which is how the kernels do it.
func roundedToBFloat16(_ x: Float) -> Float {
  guard x.isFinite else { return x }
  let below = Float(bitPattern: x.bitPattern & 0xffff_0000)
  let above = Float(bitPattern: below.bitPattern &+ 0x1_0000)
  // Half way to infinity is half way to what would be the next number.
  let halfway = (Double(below) + (above.isFinite ? Double(above) : Double(below) * 256 / 255)) / 2
  if abs(Double(x)) != abs(halfway) { return abs(Double(x)) < abs(halfway) ? below : above }
  return below.bitPattern & 0x1_0000 == 0 ? below : above
}

@Suite("bfloat16")
struct BFloat16Tests {
  /// Bits before and after.
  private static let normal: [(UInt32, UInt32)] = [
    (0x3f80_0000, 0x3f80_0000),  // 1 stays
    (0x3f80_7fff, 0x3f80_0000),  // just below half way: down
    (0x3f80_8000, 0x3f80_0000),  // half way, even below: down
    (0x3f80_8001, 0x3f81_0000),  // just above half way: up
    (0x3f81_8000, 0x3f82_0000),  // half way, odd below: up
    (0xbf81_8000, 0xbf82_0000),  // and away from zero when negative
    (0x3fff_ffff, 0x4000_0000),  // into the next power of two
    (0x0000_0000, 0x0000_0000),
    (0x7f7f_0000, 0x7f7f_0000),  // the largest bfloat16
    (0x7f7f_7fff, 0x7f7f_0000),
    (0x7f7f_ffff, 0x7f80_0000),  // the largest float: infinity
  ]
  private static let denormal: [(UInt32, UInt32)] = [
    (0x0001_0000, 0x0001_0000), (0x0000_8000, 0x0000_0000), (0x0000_8001, 0x0001_0000),
    (0x0001_8000, 0x0002_0000), (0x007f_ffff, 0x0080_0000), (0x8000_0001, 0x8000_0000),
  ]

  private static func tensor(_ bits: [UInt32]) -> Tensor<Float> {
    Tensor(bits.map(Float.init(bitPattern:)), shape: [bits.count, 1])
  }

  private static let one = Tensor<Float>([1], shape: [1, 1])

  @Test(
    "Factors are rounded to nearest, ties to even", arguments: Engine.backends,
    [nil, false] as [Bool?])
  func rounding(backend: Engine.Backend, multipliesBFloat16: Bool?) {
    let engine = ProductParityTests.Setup(
      backend: backend, precision: .bfloat16, threads: 1, multipliesBFloat16: multipliesBFloat16
    ).engine
    // Processors' bfloat16 instructions take denormals as 0, so only the portable kernels promise them.
    let cases = Self.normal + (backend == .portable ? Self.denormal : [])
    for (before, after) in cases {
      let found = engine.product(Self.tensor([before]), Self.one)[0, 0]
      // −0 + 0 is 0 in a sum, so zeros are compared as numbers.
      #expect(
        found == Float(bitPattern: after),
        "\(String(before, radix: 16)) became \(String(found.bitPattern, radix: 16))")
      #expect(roundedToBFloat16(Float(bitPattern: before)) == Float(bitPattern: after))
    }
  }

  @Test(
    "Infinities and NaN stay what they are", arguments: Engine.backends, [nil, false] as [Bool?])
  func special(backend: Engine.Backend, multipliesBFloat16: Bool?) {
    let engine = ProductParityTests.Setup(
      backend: backend, precision: .bfloat16, threads: 1, multipliesBFloat16: multipliesBFloat16
    ).engine
    #expect(engine.product(Self.tensor([0x7f80_0000]), Self.one)[0, 0] == .infinity)
    #expect(engine.product(Self.tensor([0xff80_0000]), Self.one)[0, 0] == -.infinity)
    // Quiet, signalling, and one whose upper bits alone would be an infinity.
    for bits in [0x7fc0_0000, 0x7fff_ffff, 0x7f80_0001, 0xff80_0001] as [UInt32] {
      #expect(engine.product(Self.tensor([bits]), Self.one)[0, 0].isNaN, "\(bits)")
    }
  }

  @Test(
    "An update keeps the rounded copies in step", arguments: [nil, 0.5] as [Double?],
    [true, false])
  func updated(normLimit: Double?, multipliesBFloat16: Bool) {
    let engine = Engine(
      threads: 2, precision: .bfloat16, backend: .portable, multipliesBFloat16: multipliesBFloat16)
    let other = Engine(
      threads: 2, precision: .bfloat16, backend: .portable, multipliesBFloat16: !multipliesBFloat16)
    var weights = Tensor<Float>.random([40, 50], seed: 1)
    let input = Tensor<Float>.random([8, 50], seed: 2)
    let gradient = Tensor<Float>.random([40, 50], seed: 3)
    let before = engine.product(input, weights, transposingB: true)
    var velocity: Tensor<Float>?
    var moments = (
      Tensor<Float>(repeating: 0, shape: [40, 50]), Tensor<Float>(repeating: 0, shape: [40, 50])
    )
    for number in 1...4 {
      if number < 3 {
        engine.update(
          &weights, velocity: &velocity, along: gradient,
          by: SGDStep(rate: 0.1, momentum: 0, nesterov: false, decay: 0.01, normLimit: normLimit))
      } else {
        engine.update(
          &weights, moments: &moments, along: gradient,
          by: AdamStep(
            rate: 0.1, betas: (0.9, 0.999), epsilon: 1e-8, decay: 0, normLimit: normLimit,
            number: number - 2))
      }
      let fresh = Tensor(weights.values, shape: weights.shape)
      let found = engine.product(input, weights, transposingB: true).values
      #expect(found == engine.product(input, fresh, transposingB: true).values)
      // From the second step on, weights have a copy in each format.
      #expect(found == other.product(input, weights, transposingB: true).values)
      #expect(found != before.values)
    }
  }
}
