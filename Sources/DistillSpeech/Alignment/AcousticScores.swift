import Foundation

/// The scores of each frame of an utterance for each class of states.
public struct AcousticScores: Sendable {
  /// The number of frames.
  public let count: Int
  /// The number of classes.
  public let classCount: Int
  /// The scores, row-major [frames, classes].
  public let values: [Float]

  /// Scores, row-major [frames, `classCount`].
  public init(_ values: [Float], classCount: Int) {
    precondition(
      classCount > 0 && values.count % classCount == 0,
      "\(values.count) scores of \(classCount) classes")
    self.values = values
    self.classCount = classCount
    count = values.count / classCount
  }

  /// The score of a frame for a class.
  public subscript(frame: Int, number: Int) -> Float { values[frame * classCount + number] }

  /// The scores times `scale`.
  public func scaled(by scale: Float) -> AcousticScores {
    AcousticScores(values.map { scale * $0 }, classCount: classCount)
  }

  /// ln p(class | frame) of `logits`, row-major [frames, classes].
  public init(logPosteriorsOf logits: [Float], classCount: Int) {
    self.init(logits, classCount: classCount, priors: nil, scale: 1)
  }

  /// scale · (ln p(class | frame) − ln p(class)), which is ln p(frame | class) up to what is the same
  /// for all classes, as a hidden Markov model requires.
  ///
  /// Why the scale: neighbouring frames are not independent, so their scores have too much weight compared to
  /// the language model's.
  ///
  /// - Parameters:
  ///   - logits: Row-major [frames, classes].
  ///   - priors: ln p(class).
  ///   - scale: The acoustic scale.
  public init(logits: [Float], priors: LogPriors, scale: Float) {
    self.init(logits, classCount: priors.values.count, priors: priors.values, scale: scale)
  }

  init(_ logits: [Float], classCount: Int, priors: [Float]?, scale: Float) {
    precondition(
      classCount > 0 && logits.count % classCount == 0,
      "\(logits.count) logits of \(classCount) classes")
    self.classCount = classCount
    count = logits.count / classCount
    let frames = count
    values = [Float](unsafeUninitializedCapacity: logits.count) { output, filled in
      for frame in 0..<frames {
        let row = frame * classCount
        var largest = -Float.infinity
        for place in row..<row + classCount { largest = max(largest, logits[place]) }
        var sum: Float = 0
        for place in row..<row + classCount { sum += exp(logits[place] - largest) }
        let shift = largest + log(sum)
        for place in 0..<classCount {
          let prior = priors?[place] ?? 0
          output.initializeElement(
            at: row + place, to: scale * (logits[row + place] - shift - prior))
        }
      }
      filled = logits.count
    }
  }
}
