/// How well one model does on one labelled set of examples.
///
/// A plain value: it can be compared, written as JSON and read back. The rates that follow from the
/// counts (`errorRate`, `interval`) are computed, and are written to JSON for the reader's sake only.
public struct Evaluation: Sendable, Equatable {
  /// What the model is called in tables and figures.
  public let name: String

  /// How many examples had a label, and so were counted.
  public let examples: Int

  /// How many of them the model's likeliest class got wrong.
  public let errors: Int

  /// The mean over the labelled examples of −ln p(label), in nats; 0 when there are none.
  public let crossEntropy: Double

  /// The expected calibration error over 15 bins of equal width, 0…1; 0 when nothing is labelled.
  ///
  /// With the examples sorted into bins by their confidence (the probability of the likeliest
  /// class), it is Σ over bins of |bin| / n · |accuracy(bin) − mean confidence(bin)|.
  ///
  /// Source: Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks,
  /// equations 2 and 3, arXiv 1706.04599.
  public let calibrationError: Double

  /// How many trainable numbers the model has.
  public let parameters: Int

  /// The size of the model's file in bytes, or `nil` for a model that is in no file.
  public let bytes: Int?

  /// How many examples the model predicted in a second, or `nil` where that was not timed.
  public let examplesPerSecond: Double?

  /// Counts of the labelled examples: `confusion[truth][predicted]`, square, one row per class; empty
  /// for a model of more than 1,000 classes, whose matrix would take more memory than its logits.
  public let confusion: [[Int]]

  /// The most classes for which there is a confusion matrix.
  static let mostConfusedClasses = 1000

  /// `errors / examples`, 0…1; 0 when nothing is labelled.
  public var errorRate: Double { examples == 0 ? 0 : Double(errors) / Double(examples) }

  /// The 95 % Wilson score interval of the error rate; 0…1 when nothing is labelled.
  public var interval: ClosedRange<Double> {
    Evaluation.wilsonInterval(errors: errors, examples: examples)
  }
}
