/// What a run found, as one page that needs nothing else: `html()` is a whole file, with its style
/// and figures inside, and without scripts or addresses.
///
/// Plain data throughout. A section without data is left out.
public struct Report: Sendable, CustomStringConvertible {
  /// The page's heading.
  public var title: String

  /// Lines under the heading, as label and value: the command, the machine, the seed, the temperature.
  public var facts: [(label: String, value: String)]

  /// The models on the test examples, for the table and the confusion matrices.
  public var evaluations: [Evaluation]

  /// How training went. Name a curve as the evaluation of the same model is named, and both get one
  /// colour.
  public var curves: [LearningCurve]

  /// Examples that show what the teacher knows beyond the label.
  public var digits: [DigitComparison]

  /// The classes' names by index; a class beyond them goes by its index.
  public var classNames: [String]

  /// A report of the given content.
  public init(
    title: String, facts: [(label: String, value: String)] = [], evaluations: [Evaluation] = [],
    curves: [LearningCurve] = [], digits: [DigitComparison] = [], classNames: [String] = []
  ) {
    self.title = title
    self.facts = facts
    self.evaluations = evaluations
    self.curves = curves
    self.digits = digits
    self.classNames = classNames
  }

  /// The table of evaluations as text; see ``EvaluationTable``.
  public var description: String { EvaluationTable(evaluations).description }

  /// The most classes that are shown one by one; with more, a page would be a wall.
  static let mostClassesShown = 20

  func className(_ index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : "\(index)"
  }

  /// The style class that gives `name` its colour: the same in every section.
  func colorClass(of name: String) -> String {
    var names: [String] = []
    for candidate in evaluations.map(\.name) + curves.map(\.name) where !names.contains(candidate) {
      names.append(candidate)
    }
    return "c\((names.firstIndex(of: name) ?? 0) % ReportStyle.seriesCount)"
  }
}
