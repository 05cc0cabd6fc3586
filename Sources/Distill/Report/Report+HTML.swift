extension Report {
  /// The report as one HTML file: style, figures and pictures inside, no scripts, no addresses.
  ///
  /// It follows the reader's choice of light or dark, fits a telephone and a printed page, and depends
  /// on nothing but its content: equal reports are equal files.
  public func html() -> String {
    let sections = [
      evaluationsSection(), curvesSection(), darkKnowledgeSection(), confusionSection(),
    ]
    return Page(title: title, facts: facts, content: "\(sections)").html()
  }
}
