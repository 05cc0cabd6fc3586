/// What is wrong with what a study was asked for.
public enum StudyError: Error, Equatable, CustomStringConvertible {
  /// No experiment has this name.
  case unknownExperiment(name: String, known: [String])
  /// The experiment cannot be made with these data.
  case doesNotApply(name: String, reason: String)
  /// No example has a label to judge by.
  case noLabels(found: Int)
  /// Validation examples of which, or beside which, none would be left.
  case validation(asked: Int, labelled: Int)
  /// A run whose network others learn from diverged, so it has none.
  case diverged(run: String)

  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .unknownExperiment(let name, let known):
      "The study has no experiment “\(name)”; it has \(known.joined(separator: ", "))."
    case .doesNotApply(let name, let reason):
      "The experiment “\(name)” does not apply to these data: \(reason)."
    case .noLabels(let found):
      "Temperature and hard weight are chosen on labelled examples, and none of the \(found) "
        + "training examples has a label; add the labels file."
    case .validation(let asked, let labelled):
      "Of \(labelled) labelled training examples \(asked) cannot be set aside for validation: "
        + "expected at least 1, and at least 1 left to train on; choose another --validation."
    case .diverged(let run):
      "\(run) diverged, and the study needs its network; bring the features of the data to a size "
        + "near 1, or choose other experiments with --only."
    }
  }
}
