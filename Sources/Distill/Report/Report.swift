/// The results of a run as one page: `html()` is one file that includes its style and figures and has no
/// scripts or links.
///
/// A section without data is left out.
public struct Report: Sendable, CustomStringConvertible {
  /// The page's heading.
  public var title: String

  /// Lines under the heading, as label and value: the command, the machine, the seed, the temperature.
  public var facts: [(label: String, value: String)]

  /// The models on the test examples, for the table and the confusion matrices.
  public var evaluations: [Evaluation]

  /// The learning curves. A curve with the name of an evaluation has its colour.
  public var curves: [LearningCurve]

  /// Examples with the probabilities of teacher and student.
  public var digits: [DigitComparison]

  /// The names of the classes by index; a class beyond them is shown by its index.
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

  /// The most classes that are shown one by one.
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
