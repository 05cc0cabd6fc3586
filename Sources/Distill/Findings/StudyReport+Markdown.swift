extension StudyReport {
  /// The study as Markdown: sentences, tables and tests; the figures are in ``html()`` only.
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
    for finding in findings { blocks += Self.blocks(of: finding) }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func blocks(of finding: Finding) -> [String] {
    var blocks = ["## \(escaped(finding.title))"]
    if !finding.sentence.isEmpty { blocks.append(escaped(finding.sentence)) }
    if let paper = finding.paper { blocks.append("The paper: \(escaped(paper))") }
    let tables = finding.tables + (finding.comparisons.isEmpty ? [] : [finding.comparisonTable])
    for table in tables where !table.columns.isEmpty {
      if !table.caption.isEmpty { blocks.append(escaped(table.caption) + ":") }
      let rule = table.columns.indices.map { $0 == 0 ? ":--" : "--:" }
      blocks.append(
        ([table.columns.map(escaped), rule] + table.fullRows.map { $0.map(escaped) })
          .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n"))
    }
    if !finding.notes.isEmpty {
      blocks.append(finding.notes.map { "- \(escaped($0))" }.joined(separator: "\n"))
    }
    return blocks
  }

  /// `text` in one line, with what Markdown would take for markup behind backslashes.
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
