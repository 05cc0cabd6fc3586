import DistillTensors
import Foundation

extension InkCanvas {
  /// A sheet with one character, drawn with random parameters, and up to three specks.
  ///
  /// - Parameters:
  ///   - side: Pixels from edge to edge.
  ///   - shape: The paths of the pen, as ``Hand/write(_:using:)`` takes them.
  ///   - habits: The distribution of the parameters.
  ///   - random: The random numbers for parameters and specks.
  init(
    side: Int, shape: [[Float]], habits: Hand.Habits, using random: inout RandomStream
  ) {
    self.init(side: side)
    var hand = Hand(habits, using: &random)
    draw(
      shape.map { hand.write($0, using: &random) }, radius: hand.radius, blur: hand.blur,
      darkness: hand.darkness)
    for _ in 0..<random.integer(below: 4) { drawSpeck(using: &random) }
  }

  /// The sheet as bytes, bright strokes on black.
  var pixels: [UInt8] { ink.map { UInt8(min(255, $0 * 256)) } }

  /// Draws a dot or a short line, faint, anywhere.
  private mutating func drawSpeck(using random: inout RandomStream) {
    let start = SIMD2(
      Float(random.uniform(in: 0...Double(side))), Float(random.uniform(in: 0...Double(side))))
    let length = Float(random.uniform(in: 0...7))
    let angle = Float(random.uniform(in: 0...(2 * Double.pi)))
    draw(
      [[start, start + length * SIMD2(cos(angle), sin(angle))]],
      radius: Float(random.uniform(in: 0.3...0.9)), blur: 1,
      darkness: Float(random.uniform(in: 0.3...0.9)))
  }
}
