public import Distill

/// A question, the runs that answer it, and the answer.
public struct Experiment: Sendable {
  /// Makes a finding from what has been run.
  public typealias Conclusion = @Sendable (Workspace) throws -> Finding

  /// Its name on the command line.
  public let name: String
  /// The heading of its part of the report.
  public let title: String
  /// Why it does not apply to a setting; nil where it does.
  public let obstacle: @Sendable (Setting) -> String?
  /// Puts what it needs into a plan, and says how to conclude from it.
  public let design: @Sendable (inout Plan) -> Conclusion

  /// An experiment of these parts.
  public init(
    _ name: String, _ title: String,
    obstacle: @escaping @Sendable (Setting) -> String? = { _ in nil },
    design: @escaping @Sendable (inout Plan) -> Conclusion
  ) {
    self.name = name
    self.title = title
    self.obstacle = obstacle
    self.design = design
  }
}

extension Finding {
  /// What a conclusion returns; the study puts its experiment's name and title to it. The sentence may
  /// begin with a sample's name: its first letter becomes a capital.
  init(
    sentence: String, paper: String?, samples: [Sample], comparisons: [Comparison],
    tables: [ResultTable], figures: [Figure], notes: [String] = []
  ) {
    self.init(
      name: "", title: "", sentence: sentence.prefix(1).uppercased() + sentence.dropFirst(),
      paper: paper, samples: samples,
      comparisons: comparisons, tables: tables, figures: figures, notes: notes)
  }
}
