import DistillTensors
import Foundation

/// The random parameters of one character: the pen, and the map from a point of the shape to the sheet.
struct Hand {
  /// The distribution of the parameters. Lengths are in pixels.
  struct Habits {
    /// The height of the character.
    var height: ClosedRange<Double>
    /// A factor of its width.
    var aspect: ClosedRange<Double>
    /// The mean slant, as the tangent of the angle to the right; its standard deviation is 0.2.
    var slant: Double
    /// The displacement of a point, in hundredths of the height.
    var wobble: ClosedRange<Double>
    /// Half the thickness of the pen's line.
    var radius: ClosedRange<Double>
  }

  let radius: Float
  let blur: Float
  let darkness: Float
  private let toX: SIMD2<Float>
  private let toY: SIMD2<Float>
  private let middle: SIMD2<Float>
  private let wobble: Float

  init(_ habits: Habits, using random: inout RandomStream) {
    let height = random.uniform(in: habits.height)
    let aspect = random.uniform(in: habits.aspect)
    let slant = habits.slant + 0.2 * random.normal()
    let turn = 0.1 * random.normal()
    let width = height * aspect
    // Shear moves the top to the right, then the shape is rotated; shapes are in hundredths.
    let cosine = cos(turn) / 100
    let sine = sin(turn) / 100
    toX = SIMD2(Float(cosine * width), Float((-cosine * slant - sine) * height))
    toY = SIMD2(Float(sine * width), Float((-sine * slant + cosine) * height))
    middle = SIMD2(
      Float(14 + random.uniform(in: -2...2)), Float(14 + random.uniform(in: -2...2)))
    wobble = Float(random.uniform(in: habits.wobble))
    radius = Float(random.uniform(in: habits.radius))
    blur = Float(random.uniform(in: 0.8...1.8))
    darkness = Float(random.uniform(in: 0.55...1))
  }

  /// The path of the pen along `points`, each displaced a little, as a polyline on the sheet.
  mutating func write(_ points: [Float], using random: inout RandomStream) -> [SIMD2<Float>] {
    let knots = stride(from: 0, to: points.count, by: 2).map { index in
      let point =
        SIMD2(points[index], points[index + 1])
        + wobble * SIMD2(Float(random.normal()), Float(random.normal()))
      return middle + SIMD2((point * toX).sum(), (point * toY).sum())
    }
    return Self.curve(through: knots)
  }

  /// Points on the Catmull–Rom curve through `knots`, four to a piece.
  private static func curve(through knots: [SIMD2<Float>]) -> [SIMD2<Float>] {
    var line = [knots[0]]
    for index in 0..<knots.count - 1 {
      let (b, c) = (knots[index], knots[index + 1])
      let a = index > 0 ? knots[index - 1] : b
      let d = index + 2 < knots.count ? knots[index + 2] : c
      for step in 1...4 {
        let t = Float(step) / 4
        let linear: SIMD2<Float> = (c - a) * t
        let bend: SIMD2<Float> = 2 * a - 5 * b
        let square: SIMD2<Float> = (bend + 4 * c - d) * (t * t)
        let twist: SIMD2<Float> = 3 * b - a
        let cube: SIMD2<Float> = (twist - 3 * c + d) * (t * t * t)
        let sum: SIMD2<Float> = linear + square + cube
        line.append(b + 0.5 * sum)
      }
    }
    return line
  }
}
