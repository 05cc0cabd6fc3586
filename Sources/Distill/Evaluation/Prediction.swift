/// The definition of a prediction and of an error, the only one in the project.
///
/// The prediction for an example is the class of its largest logit; of several equal logits it is the
/// first. An error is an example with a known label whose prediction is not that label. A model that
/// gives equal logits to all classes therefore predicts class 0 for every example.
///
/// The objective kernel of ``Engine`` counts the errors of training and of validation by the same
/// definition.
package enum Prediction {
  /// The class predicted from the logits of one example: the place of the first of the largest values,
  /// counted from the start of `logits`.
  ///
  /// Cost: one comparison for each value.
  ///
  /// - Precondition: `logits` is not empty. Values that are not numbers are never the largest, unless the
  ///   first one is.
  package static func first<Value: Comparable>(
    of logits: some RandomAccessCollection<Value>
  ) -> Int {
    precondition(!logits.isEmpty, "a prediction needs at least one logit")
    var (best, place) = (logits[logits.startIndex], 0)
    for (index, logit) in logits.enumerated() where logit > best { (best, place) = (logit, index) }
    return place
  }

  /// Whether an example whose class is `label` is an error; examples without a label are not.
  package static func isError(_ logits: some RandomAccessCollection<Float>, label: Int32) -> Bool {
    label >= 0 && first(of: logits) != Int(label)
  }
}
