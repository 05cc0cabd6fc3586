import DistillData

/// The reasons why a model cannot be evaluated.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
  /// A logit is NaN or infinite.
  case nonFiniteLogit(model: String, row: Int, column: Int, found: String)

  /// A label is neither −1 (unknown) nor one of the model's classes.
  case labelOutOfRange(model: String, row: Int, found: Int, classCount: Int)

  /// One sentence: what was expected, what was found, where, and what to do about it.
  public var description: String {
    switch self {
    case .nonFiniteLogit(let model, let row, let column, let found):
      let remedy =
        found == "-inf"
        ? "a class of probability 0 has no finite logit; give every class a small probability"
        : "the model's training diverged or its file is damaged; train it again with a lower "
          + "learning rate, or use an earlier model"
      return """
        The logit of class \(column) for example \(row) is \(found) in “\(model)”; expected a \
        finite number: \(remedy).
        """
    case .labelOutOfRange(let model, let row, let found, let classCount):
      return """
        The label of example \(row) is \(found); “\(model)” has the classes 0 to \
        \(classCount - 1), and −1 stands for an unknown class: evaluate it on data with its own \
        class list.
        """
    }
  }
}

extension EvaluationError: InputFault {}
