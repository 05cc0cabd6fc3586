import Foundation

extension Evaluation {
  /// Evaluates a model from its logits.
  ///
  /// The prediction is the class of the largest logit, the first of them where several are equal; an
  /// error is an example with a known label that is not the prediction. Probabilities are the softmax
  /// at temperature 1, in double precision after subtraction of the row's largest logit, so that no
  /// finite logit overflows. Confidences fall into the bins ((i − 1)/15, i/15].
  ///
  /// - Parameters:
  ///   - name: The model's name in tables and figures.
  ///   - logits: One row per example, `labels.count × classCount`, row-major.
  ///   - labels: The true classes; −1 where unknown, and that row is left out.
  ///   - classCount: The number of the model's classes.
  ///   - parameters: The number of its trainable parameters.
  ///   - bytes: The size of its file, `nil` without one.
  ///   - seconds: The time that predicting all rows took, `nil` if that was not timed.
  /// - Throws: ``EvaluationError`` for a logit that is not finite in a labelled row, and for a label
  ///   that is not one of the classes.
  /// - Precondition: `classCount > 0` and `logits.count == labels.count * classCount`.
  /// - Complexity: one exponential for each logit of a labelled row.
  public init(
    name: String, logits: [Float], labels: [Int32], classCount: Int, parameters: Int,
    bytes: Int? = nil, seconds: Double? = nil
  ) throws(EvaluationError) {
    precondition(classCount > 0, "a model of \(classCount) classes has nothing to predict")
    precondition(
      logits.count == labels.count * classCount,
      "\(logits.count) logits are not \(labels.count) examples × \(classCount) classes")

    let binCount = 15
    var gap = [Double](repeating: 0, count: binCount)
    let counted = classCount <= Evaluation.mostConfusedClasses ? classCount : 0
    var counts = [Int](repeating: 0, count: counted * counted)
    var totalLoss = 0.0
    var examples = 0
    var errors = 0

    for (row, label) in labels.enumerated() where label != -1 {
      guard label >= 0, label < classCount else {
        throw .labelOutOfRange(model: name, row: row, found: Int(label), classCount: classCount)
      }
      let start = row * classCount
      let own = logits[start..<start + classCount]
      if let place = own.firstIndex(where: { !$0.isFinite }) {
        throw .nonFiniteLogit(
          model: name, row: row, column: place - start, found: "\(logits[place])")
      }
      let predicted = Prediction.first(of: own)
      let shift = Double(logits[start + predicted])
      var sum = 0.0
      for column in 0..<classCount { sum += exp(Double(logits[start + column]) - shift) }

      let truth = Int(label)
      let confidence = 1 / sum
      let bin = min(max(Int((confidence * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
      gap[bin] += (predicted == truth ? 1 : 0) - confidence
      totalLoss += log(sum) + shift - Double(logits[start + truth])
      if counted > 0 { counts[truth * classCount + predicted] += 1 }
      examples += 1
      if predicted != truth { errors += 1 }
    }

    let n = Double(max(examples, 1))
    self.name = name
    self.examples = examples
    self.errors = errors
    self.crossEntropy = totalLoss / n
    self.calibrationError = gap.reduce(0) { $0 + abs($1) } / n
    self.parameters = parameters
    self.bytes = bytes
    self.examplesPerSecond = seconds.flatMap { $0 > 0 ? Double(labels.count) / $0 : nil }
    self.confusion = (0..<counted).map {
      Array(counts[($0 * classCount)..<(($0 + 1) * classCount)])
    }
  }
}
