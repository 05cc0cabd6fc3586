/// A whole study: its conditions and its findings, as Markdown, JSON or one HTML page.
public struct StudyReport: Sendable, Equatable, Codable {
  /// A line under the heading: the command, the machine, the seeds.
  public struct Fact: Sendable, Equatable, Codable {
    /// The name of the quantity.
    public var label: String

    /// Its value.
    public var value: String

    /// The fact that `label` is `value`.
    public init(label: String, value: String) {
      self.label = label
      self.value = value
    }
  }

  /// The heading.
  public var title: String

  /// Lines under the heading.
  public var facts: [Fact]

  /// The findings, in the order in which they are shown.
  public var findings: [Finding]

  /// A study of the given content.
  public init(title: String, facts: [Fact] = [], findings: [Finding] = []) {
    self.title = title
    self.facts = facts
    self.findings = findings
  }
}
