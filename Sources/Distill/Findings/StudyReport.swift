/// A whole study: what it ran on, and what it found, as Markdown, JSON or one HTML page.
public struct StudyReport: Sendable, Equatable, Codable {
  /// A line under the heading: the command, the machine, the seeds.
  public struct Fact: Sendable, Equatable, Codable {
    /// What the line tells.
    public var label: String

    /// What it is.
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

  /// What was found, in the order in which it is shown.
  public var findings: [Finding]

  /// A study of the given content.
  public init(title: String, facts: [Fact] = [], findings: [Finding] = []) {
    self.title = title
    self.facts = facts
    self.findings = findings
  }
}
