import CKernels
import DistillTensors
import Foundation

/// Draws the deformations of a ``Distortion`` for images of one size, and applies them.
struct Deformer: Sendable {
  /// One image's map from places in the result to places in the source.
  struct Deformation: Sendable {
    /// Source x and y for each step to the right and down, row-major.
    let linear: (xx: Float, xy: Float, yx: Float, yy: Float)
    /// Displacements at the knots: all along x, then all along y; empty without elastic deformation.
    let knots: [Float]
  }

  private let distortion: Distortion
  private let height: Int
  private let width: Int
  private let lines: Basis
  private let columns: Basis

  init(_ distortion: Distortion, height: Int, width: Int) {
    self.distortion = distortion
    self.height = height
    self.width = width
    lines = Basis(count: height, knotSpacing: distortion.knotSpacing)
    columns = Basis(count: width, knotSpacing: distortion.knotSpacing)
  }

  /// The four knots with an influence on each pixel of an axis, and their cubic B-spline weights.
  private struct Basis: Sendable {
    let knots: Int
    let first: [Int32]
    /// Four weights for each pixel.
    let weights: [Float]
    /// Numbers in a row of ``spread``: the pixels, and zeros up to a multiple of 16.
    let pitch: Int
    /// The same weights, a row for each knot, and which columns of it are not zero.
    let spread: [Float]
    let reach: [Int32]

    init(count: Int, knotSpacing: Double) {
      var (first, weights): ([Int], [Float]) = ([], [])
      for pixel in 0..<count {
        let place = Double(pixel) / knotSpacing
        let cell = place.rounded(.down)
        let t = place - cell
        first.append(Int(cell))
        weights += [
          (1 - t) * (1 - t) * (1 - t), 3 * t * t * t - 6 * t * t + 4,
          3 * (t * t + t - t * t * t) + 1, t * t * t,
        ].map { Float($0 / 6) }
      }
      let knots = (first.last ?? 0) + 4
      let pitch = (count + 15) / 16 * 16
      var spread = [Float](repeating: 0, count: knots * pitch)
      for pixel in 0..<count {
        for knot in 0..<4 {
          spread[(first[pixel] + knot) * pitch + pixel] = weights[4 * pixel + knot]
        }
      }
      self.knots = knots
      self.first = first.map { Int32($0) }
      self.weights = weights
      self.pitch = pitch
      self.spread = spread
      reach = (0..<knots).flatMap { knot in
        let reached = (0..<count).filter { (first[$0]...first[$0] + 3).contains(knot) }
        // Every knot from the first pixel's to the last one's has a pixel, except for grains near 1.
        guard let low = reached.first, let high = reached.last else { return [Int32(0), 0] }
        return [Int32(low / 16 * 16), Int32((high / 16 + 1) * 16)]
      }
    }
  }

  /// The next image's deformation.
  func draw(from random: inout RandomStream) -> Deformation {
    func within(_ bound: Double) -> Double { bound * (2 * random.uniform() - 1) }
    let angle = within(distortion.rotation) * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    let (across, down) = (exp(within(distortion.scaling)), exp(within(distortion.scaling)))
    let slant = within(distortion.shear)
    // The inverse of: shear, then rotation, then scaling.
    let linear = (
      xx: Float((cosine - slant * sine) / across), xy: Float((sine + slant * cosine) / down),
      yx: Float(-sine / across), yy: Float(cosine / down)
    )
    guard distortion.elastic > 0 else { return Deformation(linear: linear, knots: []) }
    // The squares of a cubic B-spline's weights sum to 151/315 on average, along each of two axes; a
    // uniform number within ±b has variance b²/3.
    let bound = distortion.elastic / (151.0 / 315) * 3.0.squareRoot()
    let knots = random.uniforms(2 * lines.knots * columns.knots).map {
      Float(bound * (2 * $0 - 1))
    }
    return Deformation(linear: linear, knots: knots)
  }

  /// Writes the rows of `source` that `rows` has at `positions`, bytes or numbers, each deformed and
  /// shifted by its element of `moves` and multiplied by `scale`, to `target`; a row is `planes` planes of
  /// this deformer's size.
  func apply(
    _ augmentation: Augmentation, to rows: [Int], at positions: Range<Int>,
    of source: UnsafeRawPointer,
    isOfBytes: Bool, planes: Int,
    scale: Float, into target: UnsafeMutablePointer<Float>
  ) {
    let (size, pitch) = (planes * height * width, columns.pitch)
    let (framed, bends) = (planes * (height + 3) * (width + 3), lines.knots * pitch)
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: framed + 2 * bends + 4 * pitch
    ) { room in
      room.initialize(repeating: 0)
      guard let frame = room.baseAddress else { return }
      let (across, down) = (frame + framed, frame + framed + bends)
      for position in positions {
        let deformation = augmentation.deformations[position]
        let shift = augmentation.shifts?[position] ?? .none
        let isBent = !deformation.knots.isEmpty
        if isBent {
          ck_bend_lines(
            Int64(2 * lines.knots), Int64(columns.knots), Int64(pitch), columns.reach,
            columns.spread, deformation.knots, across)
        }
        withUnsafeBytes(of: deformation.linear) { linear in
          ck_deform(
            Int64(height), Int64(width), Int64(planes), Int64(pitch),
            linear.assumingMemoryBound(to: Float.self).baseAddress, Float(shift.dx),
            Float(shift.dy), lines.first, lines.weights, isBent ? across : nil,
            isBent ? down : nil, source + rows[position] * size * (isOfBytes ? 1 : 4), isOfBytes,
            scale, frame,
            down + bends, target + (position - positions.lowerBound) * size)
        }
      }
    }
  }
}
