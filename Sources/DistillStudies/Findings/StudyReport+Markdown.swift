import Distill

extension StudyReport {
  /// The study as Markdown: claims, sentences, tables and tests; the figures are in ``html(timing:)``
  /// only.
  public func markdown() -> String {
    var blocks = ["# \(Self.escaped(title))"]
    if !facts.isEmpty {
      blocks.append(
        facts.map { "- \(Self.escaped($0.label)): \(Self.escaped($0.value))" }
          .joined(separator: "\n"))
    }
    if findings.contains(where: { !$0.figures.isEmpty }) {
      blocks.append("The figures are in `report.html`.")
    }
    if let claimsTable { blocks += ["## Claims"] + Self.blocks(of: claimsTable) }
    for finding in findings { blocks += Self.blocks(of: finding) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func blocks(of finding: Finding) -> [String] {
    var blocks = ["## \(escaped(finding.title))"]
    if !finding.sentence.isEmpty { blocks.append(escaped(finding.sentence)) }
    if let paper = finding.paper { blocks.append("The paper: \(escaped(paper))") }
    let tables = finding.tables + (finding.comparisons.isEmpty ? [] : [finding.comparisonTable])
    for table in tables { blocks += self.blocks(of: table) }
    if !finding.notes.isEmpty {
      blocks.append(finding.notes.map { "- \(escaped($0))" }.joined(separator: "\n"))
    }
    return blocks
  }

  private static func blocks(of table: ResultTable) -> [String] {
    if table.columns.isEmpty { return [] }
    let rule = table.columns.indices.map { $0 == 0 ? ":--" : "--:" }
    let lines = [table.columns.map(escaped), rule] + table.fullRows.map { $0.map(escaped) }
    return (table.caption.isEmpty ? [] : [escaped(table.caption) + ":"])
      + [lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")]
  }

  /// `text` in one line, with a backslash before every character that is markup in Markdown.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      if character.isNewline {
        escaped += " "
      } else {
        if "\\`*_<|[]".contains(character) { escaped += "\\" }
        escaped.append(character)
      }
    }
    return escaped
  }
}
