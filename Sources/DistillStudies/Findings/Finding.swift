public import Distill

/// The result of one experiment: a sentence, and the tables, figures and tests that support it.
///
/// A plain value with text for readers: a ``StudyReport`` renders it unchanged.
public struct Finding: Sendable, Equatable {
  /// The experiment's name in commands and folders: `temperature-by-width`.
  public var name: String

  /// The heading: “Temperature by width”.
  public var title: String

  /// The result, in a sentence or two.
  public var sentence: String

  /// The paper's claim or measurement, in a sentence; `nil` where the paper has none.
  public var paper: String?

  /// Every measured series, for programs that compute with them.
  public var samples: [Sample]

  /// The tests between samples, corrected together: they are one ``Comparison/family(_:)``.
  public var comparisons: [Comparison] {
    didSet { comparisons = Comparison.family(comparisons) }
  }

  /// The claims that the experiment checks, one line each.
  public var claims: [Claim]

  /// The tables, in the order in which they are shown.
  public var tables: [ResultTable]

  /// The figures, in the order in which they are shown.
  public var figures: [Figure]

  /// Conditions and limits of the result, one a note.
  public var notes: [String]

  /// A finding of the given content; `comparisons` are corrected together.
  public init(
    name: String, title: String, sentence: String, paper: String? = nil, samples: [Sample] = [],
    comparisons: [Comparison] = [], claims: [Claim] = [], tables: [ResultTable] = [],
    figures: [Figure] = [], notes: [String] = []
  ) {
    self.name = name
    self.title = title
    self.sentence = sentence
    self.paper = paper
    self.samples = samples
    self.comparisons = Comparison.family(comparisons)
    self.claims = claims
    self.tables = tables
    self.figures = figures
    self.notes = notes
  }
}

extension Finding: Codable {
  /// Reads a finding; one of an earlier version has no claims, and its comparisons are corrected now.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      title: try container.decode(String.self, forKey: .title),
      sentence: try container.decode(String.self, forKey: .sentence),
      paper: try container.decodeIfPresent(String.self, forKey: .paper),
      samples: try container.decode([Sample].self, forKey: .samples),
      comparisons: try container.decode([Comparison].self, forKey: .comparisons),
      claims: try container.decodeIfPresent([Claim].self, forKey: .claims) ?? [],
      tables: try container.decode([ResultTable].self, forKey: .tables),
      figures: try container.decode([Figure].self, forKey: .figures),
      notes: try container.decode([String].self, forKey: .notes))
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, sentence, paper, samples, comparisons, claims, tables, figures, notes
  }
}
