/// What one axis of a figure measures.
public struct Scale: Sendable, Equatable, Codable {
  /// The quantity and its unit: “temperature”, “test errors”.
  public var title: String

  /// Equal distances are equal ratios. Values that are not positive lie on the axis's lower end.
  public var isLogarithmic: Bool

  /// An axis of `title`.
  public init(title: String, isLogarithmic: Bool = false) {
    self.title = title
    self.isLogarithmic = isLogarithmic
  }
}
