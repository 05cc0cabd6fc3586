/// A shift of an image by whole pixels; pixels from beyond the edges are zero.
public struct Shift: Sendable, Equatable {
  /// Pixels to the right.
  public let dx: Int
  /// Pixels down.
  public let dy: Int

  /// A shift by `dx` pixels to the right and `dy` down.
  public init(dx: Int, dy: Int) {
    self.dx = dx
    self.dy = dy
  }

  /// No shift.
  public static let none = Shift(dx: 0, dy: 0)
}
