/// The frame of every page: style, heading, and the facts under it.
///
/// A page follows the preference for light or dark, fits small screens and paper, and is one file without
/// scripts or links.
package struct Page {
  package var title: String
  package var facts: [(label: String, value: String)]
  package var content: Markup

  package init(title: String, facts: [(label: String, value: String)], content: Markup) {
    self.title = title
    self.facts = facts
    self.content = content
  }

  package func html() -> String {
    let lines = facts.map { fact -> Markup in
      // Each word in an element of its own, so that no line breaks at the hyphens of an option.
      let words = fact.value.split(separator: " ").map { "<span>\(String($0))</span> " as Markup }
      return "<div><dt>\(fact.label)</dt><dd>\(words)</dd></div>\n"
    }
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="generator" content="Distill">
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
      \(content)</main>
      </body>
      </html>

      """
    return page.text
  }
}
