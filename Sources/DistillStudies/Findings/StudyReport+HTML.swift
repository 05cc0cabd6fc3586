import Distill

extension StudyReport {
  /// The study as one HTML file: style and figures inside, no scripts, no addresses.
  ///
  /// It follows the reader's choice of light or dark, fits a telephone and a printed page, and depends
  /// on nothing but its content: equal studies are equal files.
  ///
  /// - Parameter timing: Further lines under the heading that differ from run to run, such as wall times,
  ///   and are therefore in no other file.
  public func html(timing: [Fact] = []) -> String {
    let anchors = self.anchors
    let entries = zip(findings, anchors).map { finding, anchor -> Markup in
      "<li><a href=\"#\(anchor)\">\(finding.title)</a></li>\n"
    }
    let contents: Markup =
      findings.count < 2
      ? ""
      : """
      <nav aria-label="Contents">
      <ol class="contents">
      \(entries)</ol>
      </nav>

      """
    let sections = zip(findings, anchors).map { $0.section(anchor: $1) }
    let claims: Markup =
      claimsTable.map { "<section>\n<h2>Claims</h2>\n\($0.html())</section>\n" } ?? ""
    return Page(
      title: title, facts: (facts + timing).map { ($0.label, $0.value) },
      content: "\(contents)\(claims)\(sections)"
    ).html()
  }

  /// The identifier of each finding's section: its name's letters and digits, with a number where it
  /// is taken.
  private var anchors: [String] {
    var taken: Set<String> = []
    return findings.map { finding in
      let characters = finding.name.map { character -> Character in
        character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
      }
      let base = characters.isEmpty ? "finding" : String(characters)
      var anchor = base
      var number = 2
      while !taken.insert(anchor).inserted {
        anchor = "\(base)-\(number)"
        number += 1
      }
      return anchor
    }
  }
}

extension Finding {
  fileprivate func section(anchor: String) -> Markup {
    let claimed: Markup = sentence.isEmpty ? "" : "<p class=\"sentence\">\(sentence)</p>\n"
    let claim: Markup = paper.map { "<p><b>The paper:</b> \($0)</p>\n" } ?? ""
    let drawings = figures.map { figure -> Markup in
      switch figure {
      case .curves(let curves): curves.svg(colorClass: colorClass(of:))
      case .bars(let bars): bars.svg(colorClass: colorClass(of:))
      case .map(let map): map.svg()
      }
    }
    let drawn: Markup = drawings.isEmpty ? "" : "<div class=\"figures\">\n\(drawings)</div>\n"
    let shown = tables + (comparisons.isEmpty ? [] : [comparisonTable])
    let remarks = notes.map { "<li>\($0)</li>\n" as Markup }
    let list: Markup = remarks.isEmpty ? "" : "<ul class=\"notes\">\n\(remarks)</ul>\n"
    return """
      <section id="\(anchor)">
      <h2>\(title)</h2>
      \(claimed)\(claim)\(drawn)\(shown.map { $0.html() })\(list)</section>

      """
  }

  /// The style class of a series: the same in all figures of the finding.
  private func colorClass(of name: String) -> String {
    var names: [String] = []
    for figure in figures {
      let series =
        switch figure {
        case .curves(let curves): curves.series.map(\.name)
        case .bars(let bars): bars.series.map(\.name)
        case .map: [String]()
        }
      for name in series where !names.contains(name) { names.append(name) }
    }
    return "c\((names.firstIndex(of: name) ?? 0) % ReportStyle.seriesCount)"
  }
}

extension ResultTable {
  /// The table in a box in which it scrolls where the page is narrow.
  fileprivate func html() -> Markup {
    if columns.isEmpty { return "" }
    let heading = columns.map { "<th scope=\"col\">\($0)</th>" as Markup }
    let body = fullRows.map { row -> Markup in
      let cells = row.enumerated().map { index, cell -> Markup in
        index == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
      }
      return "<tr>\(cells)</tr>\n"
    }
    let label = caption.isEmpty ? "Table" : caption
    let above: Markup = caption.isEmpty ? "" : "<caption>\(caption)</caption>\n"
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(label)">
      <table class="results">
      \(above)<thead><tr>\(heading)</tr></thead>
      <tbody>
      \(body)</tbody>
      </table>
      </div>

      """
  }
}
