import Foundation

/// The expected frequency of each class: the goal of a correction of biases.
public struct ClassPrior: Sendable, Equatable, Codable {
  /// The probability of each class; they sum to 1.
  public let probabilities: [Double]

  /// The prior with these probabilities.
  ///
  /// - Throws: ``CorrectionError/notADistribution(found:)`` where one is negative or no number, or
  ///   the sum is not 1 to within 10⁻⁶.
  public init(_ probabilities: [Double]) throws(CorrectionError) {
    let sum = probabilities.reduce(0, +)
    guard probabilities.allSatisfy({ $0 >= 0 }), abs(sum - 1) <= 1e-6 else {
      throw .notADistribution(found: "\(probabilities.count) numbers that sum to \(sum)")
    }
    self.probabilities = probabilities
  }

  /// The prior in which each of `classes` classes, at least one, is as likely as the next.
  public static func uniform(classes: Int) -> ClassPrior {
    precondition(classes > 0, "a distribution over \(classes) classes")
    return ClassPrior(unchecked: Array(repeating: 1 / Double(classes), count: classes))
  }

  /// The frequencies of the labels that are known; −1 stands for those that are not.
  ///
  /// - Throws: ``CorrectionError/nothingToCount`` where none is known.
  public init(labels: [Int32], classes: Int) throws(CorrectionError) {
    precondition(labels.allSatisfy { $0 < classes }, "a label beyond \(classes) classes")
    var counts = [Double](repeating: 0, count: classes)
    for label in labels where label >= 0 { counts[Int(label)] += 1 }
    let sum = counts.reduce(0, +)
    guard sum > 0 else { throw .nothingToCount }
    probabilities = counts.map { $0 / sum }
  }

  /// The mean over the examples of softmax(z): the mean prediction of a model with these `logits`,
  /// row-major [examples, classes].
  ///
  /// Of a teacher's logits on the very examples that the correction is fitted on, it is an estimate of
  /// the prior without any label.
  ///
  /// - Throws: ``CorrectionError/nothingToCount`` without examples.
  public init(predictedBy logits: [Float], classes: Int) throws(CorrectionError) {
    guard !logits.isEmpty else { throw .nothingToCount }
    self.init(
      unchecked: GroupedLogits(
        logits, classes: classes, groups: (0..<classes).map { [$0] }
      ).means(offsets: Array(repeating: 0, count: classes)))
  }

  private init(unchecked probabilities: [Double]) {
    self.probabilities = probabilities
  }
}
