import DistillTensors
import Foundation

/// Draws the deformations of a ``Distortion`` for images of one size, and applies them.
struct Deformer: Sendable {
  /// One image's map from places in the result to places in the source.
  struct Deformation: Sendable {
    /// Source x and y for each step to the right and down, row-major.
    let linear: (xx: Float, xy: Float, yx: Float, yy: Float)
    /// Displacements at the knots: all along x, then all along y; empty where nothing is bent.
    let knots: [Float]
  }

  private let distortion: Distortion
  private let height: Int
  private let width: Int
  /// Pixels of one plane.
  var pixels: Int { height * width }
  private let lines: Basis
  private let columns: Basis

  init(_ distortion: Distortion, height: Int, width: Int) {
    self.distortion = distortion
    self.height = height
    self.width = width
    lines = Basis(count: height, grain: distortion.grain)
    columns = Basis(count: width, grain: distortion.grain)
  }

  /// The four knots that reach each pixel of an axis, and the cubic B-spline's weights of them.
  private struct Basis: Sendable {
    let knots: Int
    let first: [Int]
    let weights: [Float]

    init(count: Int, grain: Double) {
      var (first, weights): ([Int], [Float]) = ([], [])
      for pixel in 0..<count {
        let place = Double(pixel) / grain
        let cell = place.rounded(.down)
        let t = place - cell
        first.append(Int(cell))
        weights += [
          (1 - t) * (1 - t) * (1 - t), 3 * t * t * t - 6 * t * t + 4,
          3 * (t * t + t - t * t * t) + 1, t * t * t,
        ].map { Float($0 / 6) }
      }
      self.first = first
      self.weights = weights
      knots = (first.last ?? 0) + 4
    }
  }

  /// The next image's deformation.
  func draw(from random: inout RandomStream) -> Deformation {
    func within(_ bound: Double) -> Double { bound * (2 * random.uniform() - 1) }
    let angle = within(distortion.rotation) * .pi / 180
    let (sine, cosine) = (sin(angle), cos(angle))
    let (across, down) = (exp(within(distortion.scaling)), exp(within(distortion.scaling)))
    let slant = within(distortion.shear)
    // The inverse of: slant, then turn, then scale.
    let linear = (
      xx: Float((cosine - slant * sine) / across), xy: Float((sine + slant * cosine) / down),
      yx: Float(-sine / across), yy: Float(cosine / down)
    )
    guard distortion.bend > 0 else { return Deformation(linear: linear, knots: []) }
    // The squares of a cubic B-spline's weights sum to 151/315 on average, along each of two axes; a
    // uniform number within ±b has variance b²/3.
    let bound = distortion.bend / (151.0 / 315) * 3.0.squareRoot()
    let knots = (0..<2 * lines.knots * columns.knots).map { _ in Float(within(bound)) }
    return Deformation(linear: linear, knots: knots)
  }

  /// Writes the image at `source`, deformed and then moved by `shift`, to `target`; both hold `planes`
  /// planes of the size this was made for.
  @inline(__always)
  func apply<Element, Copy>(
    _ deformation: Deformation, _ shift: Shift, from source: UnsafePointer<Element>,
    to target: UnsafeMutablePointer<Copy>, planes: Int, _ value: (Element) -> Float,
    _ convert: (Float) -> Copy
  ) {
    let (centreX, centreY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    let linear = deformation.linear
    var bends = [Float](repeating: 0, count: 2 * columns.knots)
    for line in 0..<height {
      if !deformation.knots.isEmpty { blend(deformation.knots, at: line, into: &bends) }
      let y = Float(line - shift.dy) - centreY
      for column in 0..<width {
        let x = Float(column - shift.dx) - centreX
        var u = linear.xx * x + linear.xy * y + centreX
        var v = linear.yx * x + linear.yy * y + centreY
        if !deformation.knots.isEmpty {
          let first = columns.first[column]
          for knot in 0..<4 {
            let weight = columns.weights[4 * column + knot]
            u += weight * bends[first + knot]
            v += weight * bends[columns.knots + first + knot]
          }
        }
        for plane in 0..<planes {
          let offset = plane * height * width
          target[offset + line * width + column] = convert(
            interpolated(source + offset, u, v, value))
        }
      }
    }
  }

  /// The knots' displacements blended for one line: those along x, then those along y.
  private func blend(_ knots: [Float], at line: Int, into bends: inout [Float]) {
    let first = lines.first[line]
    for axis in 0..<2 {
      for column in 0..<columns.knots {
        var sum: Float = 0
        for knot in 0..<4 {
          let row = axis * lines.knots + first + knot
          sum += lines.weights[4 * line + knot] * knots[row * columns.knots + column]
        }
        bends[axis * columns.knots + column] = sum
      }
    }
  }

  /// The image at (u, v) between pixels, zero outside it.
  @inline(__always)
  private func interpolated<Element>(
    _ source: UnsafePointer<Element>, _ u: Float, _ v: Float, _ value: (Element) -> Float
  ) -> Float {
    guard u > -1, v > -1, u < Float(width), v < Float(height) else { return 0 }
    let (left, top) = (Int(u.rounded(.down)), Int(v.rounded(.down)))
    let (right, below) = (u - Float(left), v - Float(top))
    func pixel(_ x: Int, _ y: Int) -> Float {
      x >= 0 && y >= 0 && x < width && y < height ? value(source[y * width + x]) : 0
    }
    return (pixel(left, top) * (1 - right) + pixel(left + 1, top) * right) * (1 - below)
      + (pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right) * below
  }
}
