/// What one experiment found: the claim in words, and the tables, figures and tests that bear it out.
///
/// A plain value, ready for people: a ``StudyReport`` renders it as it stands.
public struct Finding: Sendable, Equatable, Codable {
  /// The experiment's name as commands and folders have it: `temperature-by-width`.
  public var name: String

  /// The heading: “Temperature by width”.
  public var title: String

  /// What it shows, in a sentence or two.
  public var sentence: String

  /// What the paper claims or measured, in a sentence; `nil` where it says nothing of this.
  public var paper: String?

  /// Every measured series, for readers that compute on.
  public var samples: [Sample]

  /// The tests between samples.
  public var comparisons: [Comparison]

  /// The tables, in the order in which they are shown.
  public var tables: [ResultTable]

  /// The figures, in the order in which they are shown.
  public var figures: [Figure]

  /// What a reader must know before believing it, one caveat a note.
  public var notes: [String]

  /// A finding of the given content.
  public init(
    name: String, title: String, sentence: String, paper: String? = nil, samples: [Sample] = [],
    comparisons: [Comparison] = [], tables: [ResultTable] = [], figures: [Figure] = [],
    notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.sentence = sentence
    self.paper = paper
    self.samples = samples
    self.comparisons = comparisons
    self.tables = tables
    self.figures = figures
    self.notes = notes
  }
}
