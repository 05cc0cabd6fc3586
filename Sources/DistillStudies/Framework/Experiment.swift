package import Distill

/// A question, the runs that answer it, and the function from their results to a finding.
///
/// A conclusion reads results from the folder and gives them to a plain value, such as
/// `TeacherAndStudentResults`, which computes the finding: values in, values out. The arithmetic of every
/// claim is in these values, where tests reach it without training anything.
public struct Experiment: Sendable {
  /// Makes a finding from the results of the runs.
  public typealias Conclusion = @Sendable (Workspace) throws -> Finding

  /// Its name on the command line.
  public let name: String
  /// The heading of its part of the report.
  public let title: String
  /// The reason why it does not apply to a context; nil where it does.
  public let obstacle: @Sendable (StudyContext) -> String?
  /// Adds the runs that it needs to a plan, and returns its conclusion.
  public let design: @Sendable (inout Plan) -> Conclusion

  /// An experiment of these parts.
  public init(
    _ name: String, _ title: String,
    obstacle: @escaping @Sendable (StudyContext) -> String? = { _ in nil },
    design: @escaping @Sendable (inout Plan) -> Conclusion
  ) {
    self.name = name
    self.title = title
    self.obstacle = obstacle
    self.design = design
  }
}

extension Finding {
  /// A finding as a conclusion returns it; the study adds the experiment's name and title. The sentence
  /// may begin with a sample's name: its first letter becomes a capital.
  ///
  /// - Precondition: `comparisons` are one ``Comparison/family(_:)``, because the verdicts in `sentence`
  ///   were made from them.
  package init(
    sentence: String, paper: String?, samples: [Sample], comparisons: [Comparison],
    claims: [Claim], tables: [ResultTable], figures: [Figure], notes: [String] = []
  ) {
    precondition(
      zip(comparisons, Comparison.family(comparisons)).allSatisfy {
        $0.familySize == $1.familySize && $0.correctedP == $1.correctedP
      },
      "the comparisons of a finding are corrected together before its sentence is made")
    self.init(
      name: "", title: "", sentence: sentence.prefix(1).uppercased() + sentence.dropFirst(),
      paper: paper, samples: samples, comparisons: comparisons, claims: claims, tables: tables,
      figures: figures, notes: notes)
  }
}
