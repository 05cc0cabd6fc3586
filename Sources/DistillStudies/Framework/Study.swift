public import Distill

/// Experiments that share a context and a plan.
public struct Study: Sendable {
  /// Its name on the command line.
  public let name: String
  /// The title of its report.
  public let title: String
  /// The most training examples that a quick run uses, so that its cost does not grow with the data; nil
  /// for all of them.
  public let quickExamples: Int?
  /// In the order of the report.
  public let experiments: [Experiment]

  /// A study of `experiments`.
  public init(
    name: String, title: String, quickExamples: Int? = nil, experiments: [Experiment]
  ) {
    self.name = name
    self.title = title
    self.quickExamples = quickExamples
    self.experiments = experiments
  }

  /// Throws where no experiment has one of `names`.
  public func require(_ names: [String]) throws(StudyError) {
    for name in names where !experiments.contains(where: { $0.name == name }) {
      throw .unknownExperiment(name: name, known: experiments.map(\.name))
    }
  }

  /// The training examples of a run with this effort: all of them, or those that a quick run uses, the
  /// same share of every class, the same ones each time.
  public func trainingPart(of dataset: Dataset, effort: StudyContext.Effort) -> Dataset {
    guard effort == .quick, let quickExamples, dataset.count > quickExamples else { return dataset }
    return dataset.fraction(Double(quickExamples) / Double(dataset.count), seed: 1)
  }
}
