import DistillTensors

/// Synthetic digits in any number: 28 × 28 grey pixels, ten classes.
///
/// Each is drawn after one of two or three templates of its class. Every point is displaced a little; then
/// shear, rotation, scale, position, and the pen's thickness and darkness are random, and up to three dots
/// or lines are added as noise. People can read nearly all of them. With 8,000 to 10,000 labelled examples,
/// networks without convolutions have errors of 7 to 8 % (30 hidden units, no regularisation) or 2 to 3 %
/// (two layers of 300, shifted images), a gap that distillation can close in part.
public struct SyntheticDigits: Sendable {
  /// Digits are a pure function of the seed and their index.
  public let seed: UInt64

  private static let side = 28
  private static let habits = Hand.Habits(
    height: 15...21, aspect: 0.75...1.2, slant: 0.15, wobble: 2...7.5, radius: 0.7...1.8)

  /// The digits of `seed`.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Digits `firstIndex` ..< `firstIndex` + `count`, labelled; ids start at 0.
  ///
  /// Different ranges never share a digit, so one seed serves training and test examples. Cost:
  /// about 6 µs a digit, on the calling thread.
  public func dataset(count: Int, firstIndex: Int = 0) -> Dataset {
    precondition(count >= 0 && firstIndex >= 0, "digits \(firstIndex) and \(count) more")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * Self.side * Self.side)
    var labels: [Int32] = []
    for index in firstIndex..<firstIndex + count {
      let digit = digit(at: index)
      pixels += digit.pixels
      labels.append(Int32(digit.label))
    }
    let storage = FeatureStorage(
      values: .pixels(pixels), shape: [Self.side, Self.side], rowCount: count)
    return Dataset(
      storage: storage, ids: Array(0..<count), labels: labels,
      classNames: (0...9).map(String.init))
  }

  /// The digit at `index`, from 0: its class and its pixels, row-major, bright strokes on black.
  public func digit(at index: Int) -> (label: Int, pixels: [UInt8]) {
    var random = RandomStream(seed: seed, purpose: .drawing, index: UInt64(index))
    let label = random.integer(below: 10)
    let shapes = DigitShape.shapes(of: label)
    let shape = shapes[random.integer(below: shapes.count)]
    let canvas = InkCanvas(side: Self.side, shape: shape, habits: Self.habits, using: &random)
    return (label, canvas.pixels)
  }
}
