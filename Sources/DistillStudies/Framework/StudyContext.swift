public import Distill
import Foundation

/// What a study uses beside examples, such as the words behind frames of speech.
public protocol StudyMaterial: Sendable {
  /// The numbers of training and of test examples that it describes.
  var exampleCounts: (train: Int, test: Int) { get }
}

/// The data of a study, and the amount of training.
public struct StudyContext: Sendable {
  /// The amount of training.
  public enum Effort: String, Sendable, Codable {
    /// Some minutes, for an overview.
    case quick
    /// The effort of published numbers.
    case full
  }

  /// The origin of the examples that runs are evaluated on.
  public enum EvaluationPart: String, Sendable {
    /// The test part of the data: nothing is chosen on it.
    case test
    /// Examples set aside from the training part, to choose on.
    case validation
  }

  /// The training examples, labelled unless the study is about something else.
  public let train: Dataset
  /// The labelled examples that runs are evaluated on.
  public let test: Dataset
  /// The origin of ``test``.
  public let evaluationPart: EvaluationPart
  /// The seeds of students and of other runs whose number the experiment does not fix.
  public let seeds: [UInt64]
  /// The amount of training.
  public let effort: Effort
  /// The precision of matrix products.
  public let precision: Precision
  /// What the study uses beside the examples, if anything.
  public let material: (any StudyMaterial)?
  /// Mean and standard deviation of the training features, to three digits.
  package let spread: (mean: Double, standardDeviation: Double)

  /// A context of these parts, with `seeds` from 1.
  public init(
    train: Dataset, test: Dataset, evaluationPart: EvaluationPart = .test, seeds count: Int,
    effort: Effort,
    precision: Precision, material: (any StudyMaterial)? = nil
  ) {
    precondition(count > 0, "a study has at least one seed, not \(count)")
    if let counts = material?.exampleCounts {
      precondition(
        counts == (train.count, test.count),
        "material of \(counts) examples for \(train.count) and \(test.count)")
    }
    self.train = train
    self.test = test
    self.evaluationPart = evaluationPart
    self.seeds = (1...UInt64(count)).map { $0 }
    self.effort = effort
    self.precision = precision
    self.material = material
    self.spread = Self.spread(of: train)
  }

  private static func spread(of dataset: Dataset) -> (mean: Double, standardDeviation: Double) {
    var features: [Float] = []
    let count = min(dataset.count, 2000)
    dataset.gather(Array(0..<count), into: &features)
    let n = Double(max(features.count, 1))
    let mean = features.reduce(0) { $0 + Double($1) } / n
    let variance = features.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / n
    func short(_ value: Double) -> Double { Double(String(format: "%.3g", value)) ?? value }
    return (short(mean), variance > 0 ? short(variance.squareRoot()) : 1)
  }

  /// `full` or `quick`, whichever the effort is.
  public func choose<Value>(full: Value, quick: Value) -> Value {
    effort == .full ? full : quick
  }
}
