/// A move of an image by whole pixels; zeros come in at the edges.
public struct Shift: Sendable, Equatable {
  /// Pixels to the right.
  public let dx: Int
  /// Pixels down.
  public let dy: Int

  /// A move by `dx` pixels to the right and `dy` down.
  public init(dx: Int, dy: Int) {
    self.dx = dx
    self.dy = dy
  }

  /// No move.
  public static let none = Shift(dx: 0, dy: 0)
}
