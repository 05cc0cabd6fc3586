import DistillTensors
import Foundation

extension InkCanvas {
  /// A sheet with one character on it, written by a hand of its own among up to three specks.
  ///
  /// - Parameters:
  ///   - side: Pixels from edge to edge.
  ///   - shape: The paths of the pen, as ``Hand/write(_:using:)`` takes them.
  ///   - habits: What the hand may be like.
  ///   - random: What decides hand and specks.
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

  /// The sheet as bytes, ink bright.
  var pixels: [UInt8] { ink.map { UInt8(min(255, $0 * 256)) } }

  /// A dot or a short line of faint ink anywhere.
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
