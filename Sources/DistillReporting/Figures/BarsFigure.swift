/// Bars side by side in groups, from 0, with whiskers where their values are uncertain.
public struct BarsFigure: Sendable, Equatable, Codable {
  /// The bars of one colour, one for each group.
  public struct Series: Sendable, Equatable, Codable {
    /// What the bars are of.
    public var name: String

    /// Each group's value; `nil` or not finite where there is no bar.
    public var values: [Double?]

    /// The whiskers' lower ends, one for each group; `nil` for none.
    public var low: [Double]?

    /// The whiskers' upper ends, one for each group; `nil` for none.
    public var high: [Double]?

    /// Bars of `values`, with whiskers where both ends are given.
    public init(
      name: String, values: [Double?], low: [Double]? = nil, high: [Double]? = nil
    ) {
      self.name = name
      self.values = values
      self.low = low
      self.high = high
    }
  }

  /// The heading.
  public var title: String

  /// The vertical axis; a logarithmic one begins at a round number below the least value instead of 0.
  public var vertical: Scale

  /// The groups' names, such as the classes 0…9.
  public var groups: [String]

  /// The series, each with a bar in every group.
  public var series: [Series]

  /// A figure of `series`.
  public init(title: String, vertical: Scale, groups: [String], series: [Series]) {
    self.title = title
    self.vertical = vertical
    self.groups = groups
    self.series = series
  }
}
