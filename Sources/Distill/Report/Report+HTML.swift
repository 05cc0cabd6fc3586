extension Report {
  /// The report as one HTML file: style, figures and pictures inside, no scripts, no addresses.
  ///
  /// It follows the reader's choice of light or dark, fits a telephone and a printed page, and depends
  /// on nothing but its content: equal reports are equal files.
  public func html() -> String {
    let lines = facts.map { fact -> Markup in
      // Each word in a box of its own, so that a line never ends within an option's hyphens.
      let words = fact.value.split(separator: " ").map { "<span>\(String($0))</span> " as Markup }
      return "<div><dt>\(fact.label)</dt><dd>\(words)</dd></div>\n"
    }
    let sections = [
      evaluationsSection(), curvesSection(), darkKnowledgeSection(), confusionSection(),
    ]
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(Markup(stringLiteral: ReportStyle.css))</style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      <dl>
      \(lines)</dl>
      </header>
      <main>
      \(sections)</main>
      </body>
      </html>

      """
    return page.text
  }
}
