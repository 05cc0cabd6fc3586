import Distill

/// Experiments that share a setting and a plan.
public struct Study: Sendable {
  /// Its name on the command line.
  public let name: String
  /// What its report is called.
  public let title: String
  /// In the order of the report.
  public let experiments: [Experiment]

  /// A study of `experiments`.
  public init(name: String, title: String, experiments: [Experiment]) {
    self.name = name
    self.title = title
    self.experiments = experiments
  }

  /// Throws where there is no experiment of one of `names`.
  public func require(_ names: [String]) throws(StudyError) {
    for name in names where !experiments.contains(where: { $0.name == name }) {
      throw .unknownExperiment(name: name, known: experiments.map(\.name))
    }
  }
}
