/// Curves over a quantity, each with a band where its values are uncertain.
///
/// The axes fit the values, and need not begin at 0.
public struct CurvesFigure: Sendable, Equatable, Codable {
  /// One measured place of a curve.
  public struct Point: Sendable, Equatable, Codable {
    /// The place on the horizontal axis.
    public var x: Double

    /// The value; where it is not finite, the curve is interrupted.
    public var y: Double

    /// The band's lower bound, `nil` where there is none.
    public var low: Double?

    /// The band's upper bound, `nil` where there is none.
    public var high: Double?

    /// The value `y` at `x`, with a band where both bounds are given.
    public init(x: Double, y: Double, low: Double? = nil, high: Double? = nil) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }

  /// One curve.
  public struct Series: Sendable, Equatable, Codable {
    /// How a curve is drawn.
    public enum Style: String, Sendable, Codable {
      /// A solid line.
      case solid

      /// A thin dashed line, as for a reference. It has no label where a solid curve has its name.
      case dashed
    }

    /// What the curve is of, its label. Curves of one name have one colour.
    public var name: String

    /// The points in the order in which they are joined.
    public var points: [Point]

    /// How the curve is drawn.
    public var style: Style

    /// A curve of `name` through `points`.
    public init(name: String, points: [Point], style: Style = .solid) {
      self.name = name
      self.points = points
      self.style = style
    }
  }

  /// The heading.
  public var title: String

  /// The horizontal axis.
  public var horizontal: Scale

  /// The vertical axis.
  public var vertical: Scale

  /// The curves.
  public var series: [Series]

  /// A figure of `series`.
  public init(title: String, horizontal: Scale, vertical: Scale, series: [Series]) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
  }
}
