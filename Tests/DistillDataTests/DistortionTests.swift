import DistillData
import DistillTensors
import Foundation
import Testing

/// Bilinear interpolation preserves linear functions, so an image whose pixels are the numbers of their
/// columns, or lines, gives after a deformation the source of each of its pixels.
@Suite("Distortion")
struct DistortionTests {
  private static let size = 31

  /// The displacement of the source of each pixel by `distortion`, across and down, for `count` images;
  /// only of pixels that stay well inside.
  private static func displacements(
    _ distortion: Distortion, count: Int, seed: UInt64 = 5
  ) throws -> [(x: Int, y: Int, across: Float, down: Float)] {
    let places = (0..<size * size).map { ($0 % size, $0 / size) }
    func augmented(_ value: (Int, Int) -> Int) throws -> [Float] {
      let image = try Dataset(
        features: places.map { Float(value($0.0, $0.1)) }, shape: [size, size], classNames: [])
      let copies = image.augmented(copies: count, by: 0, distortion: distortion, seed: seed)
      var features: [Float] = []
      copies.gather(Array(0..<count), into: &features)
      return features
    }
    let (across, down) = (try augmented { x, _ in x }, try augmented { _, y in y })
    return across.indices.compactMap { index in
      let (x, y) = places[index % (size * size)]
      guard abs(x - size / 2) < 6, abs(y - size / 2) < 6 else { return nil }
      return (x - size / 2, y - size / 2, across[index] - Float(x), down[index] - Float(y))
    }
  }

  @Test("Without bounds it changes nothing, bit for bit, and shifts as shifts do")
  func identity() {
    let data = SyntheticDigits(seed: 3).dataset(count: 20)
    for shift in [0, 3] {
      let plain = data.augmented(copies: 2, by: shift, seed: 8)
      let still = data.augmented(copies: 2, by: shift, distortion: Distortion(), seed: 8)
      #expect(plain.digest == still.digest)
    }
  }

  @Test("A rotation keeps distances from the centre, and its angles fill the bound")
  func rotation() throws {
    var angles: [Float] = []
    for place in try Self.displacements(Distortion(rotation: 20), count: 200) {
      let (u, v) = (Float(place.x) + place.across, Float(place.y) + place.down)
      let before = hypot(Float(place.x), Float(place.y))
      #expect(abs(hypot(u, v) - before) < 1e-3)
      if place.x == 5, place.y == 0 { angles.append(atan2(v, u) * 180 / .pi) }
    }
    #expect(angles.count == 200 && angles.allSatisfy { abs($0) <= 20.001 })
    #expect((angles.max() ?? 0) > 18 && (angles.min() ?? 0) < -18)
  }

  @Test("Scales differ by axis and lie within their bound, as many above 1 as below")
  func scaling() throws {
    let all = try Self.displacements(Distortion(scaling: 0.2), count: 200)
    let across = all.filter { $0.x == 5 && $0.y == 0 }.map { log(($0.across + 5) / 5) }
    let down = all.filter { $0.x == 0 && $0.y == 5 }.map { log(($0.down + 5) / 5) }
    for scales in [across, down] {
      #expect(scales.allSatisfy { abs($0) <= 0.2001 } && (scales.max() ?? 0) > 0.18)
      #expect((70...130).contains(scales.count { $0 > 0 }))
    }
    #expect(zip(across, down).contains { abs($0 - $1) > 0.2 })
  }

  @Test("A shear augmentation lines sideways in proportion to their height")
  func shear() throws {
    for place in try Self.displacements(Distortion(shear: 0.3), count: 50) {
      #expect(abs(place.down) < 1e-3 && abs(place.across) <= 0.3001 * abs(Float(place.y)) + 1e-3)
    }
  }

  @Test("Elastic deformation has its standard deviation, no direction, and is smooth at its grain")
  func elastic() throws {
    let all = try Self.displacements(Distortion(elastic: 1.3, knotSpacing: 6), count: 600)
    for values in [all.map(\.across), all.map(\.down)] {
      let mean = values.reduce(0, +) / Float(values.count)
      let deviation = (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
      #expect(abs(mean) < 0.06 && abs(deviation - 1.3) < 0.06)
      // Neighbours in a line stand one after the other.
      let steps = zip(values, values.dropFirst()).enumerated()
        .filter { $0.offset % 11 < 10 }.map { $0.element.1 - $0.element.0 }
      let step = (steps.reduce(0) { $0 + $1 * $1 } / Float(steps.count)).squareRoot()
      // Of a cubic B-spline: the mean square of its slope is 2/3, of itself 151/315, per knot.
      let expected = 1.3 * (2.0 / 3 / (151.0 / 315)).squareRoot() / 6
      #expect(abs(Double(step) - expected) < 0.1 * expected)
    }
  }

  @Test("Batches from any step on have the deformations of an uninterrupted run")
  func resume() {
    let data = SyntheticDigits(seed: 3).dataset(count: 17)
    func batches(from step: Int) -> [[Float]] {
      Batches(
        of: data, batchSize: 4, seed: 9, shift: 1,
        distortion: Distortion(rotation: 10, scaling: 0.1, shear: 0.1, elastic: 1), fromStep: step,
        throughStep: 9
      ).map(\.features)
    }
    let whole = batches(from: 0)
    #expect(batches(from: 6) == Array(whole[6...]))
    #expect(Set(whole).count == whole.count)
    #expect(whole.allSatisfy { $0.allSatisfy { 0...1 ~= $0 } })
  }

  @Test("Every plane of an image is deformed alike")
  func planes() throws {
    let plane = SyntheticDigits(seed: 3).dataset(count: 1).pixels(at: 0)
    let image = try Dataset(pixels: plane + plane, shape: [2, 28, 28], classNames: [])
    let augmented = image.augmented(copies: 1, by: 1, distortion: Distortion(elastic: 2), seed: 1)
      .pixels(at: 0)
    #expect(
      Array(augmented[..<784]) == Array(augmented[784...]) && Array(augmented[..<784]) != plane)
  }
}
