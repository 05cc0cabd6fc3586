extension Report {
  /// The report as one HTML file that includes its style, figures and images and has no scripts or links.
  ///
  /// It follows the preference for light or dark and fits small screens and paper. Equal reports are equal
  /// files.
  public func html() -> String {
    let sections = [
      evaluationsSection(), curvesSection(), darkKnowledgeSection(), confusionSection(),
    ]
    return Page(title: title, facts: facts, content: "\(sections)").html()
  }
}
