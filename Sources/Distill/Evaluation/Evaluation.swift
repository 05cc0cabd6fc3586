/// The performance of one model on one labelled set of examples.
///
/// A plain value: it can be compared, written as JSON and read back. The rates that follow from the
/// counts (`errorRate`, `interval`) are computed, and are written to JSON for readers only.
public struct Evaluation: Sendable, Equatable {
  /// The model's name in tables and figures.
  public let name: String

  /// The number of examples with a label; the others are not counted.
  public let examples: Int

  /// The number of them whose label is not the model's prediction, the first of its most probable classes.
  public let errors: Int

  /// The mean over the labelled examples of −ln p(label), in nats; 0 when there are none.
  public let crossEntropy: Double

  /// The expected calibration error over 15 bins of equal width, 0…1; 0 when nothing is labelled.
  ///
  /// With the examples sorted into bins by their confidence (the probability of the most
  /// probable class), it is Σ over bins of |bin| / n · |accuracy(bin) − mean confidence(bin)|.
  ///
  /// Source: Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks,
  /// equations 2 and 3, arXiv 1706.04599.
  public let calibrationError: Double

  /// The number of the model's trainable parameters.
  public let parameters: Int

  /// The size of the model's file in bytes, or `nil` for a model without a file.
  public let bytes: Int?

  /// Predicted examples per second, or `nil` where that was not timed.
  public let examplesPerSecond: Double?

  /// Counts of the labelled examples: `confusion[truth][predicted]`, square, one row per class; empty
  /// for a model of more than 1,000 classes, whose matrix would take more memory than its logits.
  public let confusion: [[Int]]

  /// The largest number of classes with a confusion matrix.
  static let mostConfusedClasses = 1000

  /// `errors / examples`, 0…1; 0 when nothing is labelled.
  public var errorRate: Double { examples == 0 ? 0 : Double(errors) / Double(examples) }

  /// The 95 % Wilson score interval of the error rate; 0…1 when nothing is labelled.
  public var interval: ClosedRange<Double> {
    Evaluation.wilsonInterval(errors: errors, examples: examples)
  }
}
