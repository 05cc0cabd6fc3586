import DistillData

/// The reasons why a study cannot run as requested.
public enum StudyError: Error, Equatable, CustomStringConvertible {
  /// No experiment has this name.
  case unknownExperiment(name: String, known: [String])
  /// The experiment does not apply to these data.
  case doesNotApply(name: String, reason: String)
  /// No example has a label to evaluate on.
  case noLabels(found: Int)
  /// A number of validation examples that leaves none of them, or none for training.
  case validation(requested: Int, labelled: Int)
  /// A run diverged whose network is the teacher of others.
  case diverged(run: String)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .unknownExperiment(let name, let known):
      "The study has no experiment “\(name)”; it has \(known.joined(separator: ", "))."
    case .doesNotApply(let name, let reason):
      "The experiment “\(name)” does not apply to these data: \(reason)."
    case .noLabels(let found):
      "Temperature and hard weight are chosen on labelled examples, and none of the \(found) "
        + "training examples has a label; add the labels file."
    case .validation(let requested, let labelled):
      "Of \(labelled) labelled training examples \(requested) cannot be set aside for validation: "
        + "expected at least 1, and at least 1 left to train on; choose another --validation."
    case .diverged(let run):
      "\(run) diverged, and the study needs its network; bring the features of the data to a size "
        + "near 1, or choose other experiments with --only."
    }
  }
}

extension StudyError: InputFault {}
