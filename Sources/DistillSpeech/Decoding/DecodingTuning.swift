/// Acoustic scale and word penalty chosen on utterances that were not trained on.
public struct DecodingTuning: Sendable, Equatable, Codable {
  /// The result of one choice.
  public struct Trial: Sendable, Equatable, Codable {
    /// The acoustic scale.
    public let acousticScale: Double
    /// The word penalty.
    public let wordPenalty: Double
    /// The word errors on the utterances to choose on.
    public let errors: WordErrors
  }

  /// The trials, in order.
  public let trials: [Trial]
  /// The options with the choice of fewest errors; of equals the one tried first.
  public let best: DecodingOptions

  /// The scales and penalties that are tried by default: common for networks of some hundred classes.
  public static let scales = [0.05, 0.08, 0.12, 0.18]
  /// See ``scales``.
  public static let penalties = [-6.0, -3.0, 3.0]

  /// Tries every scale without a penalty, and with the best of them every penalty.
  ///
  /// Cost: as many decoding passes as there are scales and penalties together.
  ///
  /// - Parameters:
  ///   - recognizer: The recogniser.
  ///   - scores: Those of the utterances to choose on.
  ///   - references: Their words.
  ///   - options: The beams; scale and penalty are ignored.
  ///   - scales: Acoustic scales.
  ///   - penalties: Word penalties besides 0.
  ///   - threads: Utterances that are decoded concurrently.
  public init(
    _ recognizer: Recognizer, scores: [AcousticScores], references: [[String]],
    options: DecodingOptions, scales: [Double] = scales, penalties: [Double] = penalties,
    threads: Int
  ) {
    precondition(!scales.isEmpty, "no scale to choose from")
    precondition(
      scores.count == references.count, "\(scores.count) utterances, \(references.count) references"
    )
    var trials: [Trial] = []
    func errors(_ options: DecodingOptions) -> Int {
      let decoded = recognizer.decode(scores, options: options, threads: threads)
      let errors = zip(references, decoded).reduce(WordErrors()) {
        $0 + WordAlignment(reference: $1.0, hypothesis: $1.1.words.map(\.word)).errors
      }
      trials.append(
        Trial(
          acousticScale: options.acousticScale, wordPenalty: options.wordPenalty, errors: errors))
      return errors.total
    }
    var best = options
    best.wordPenalty = 0
    var fewest = Int.max
    for scale in scales {
      var own = best
      own.acousticScale = scale
      let count = errors(own)
      if count < fewest { (fewest, best.acousticScale) = (count, scale) }
    }
    var chosen = best
    for penalty in penalties {
      var own = best
      own.wordPenalty = penalty
      let count = errors(own)
      if count < fewest { (fewest, chosen) = (count, own) }
    }
    self.trials = trials
    self.best = chosen
  }
}
