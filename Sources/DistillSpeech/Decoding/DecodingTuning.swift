/// Acoustic scale and word penalty chosen on utterances that nothing was learned from.
public struct DecodingTuning: Sendable, Equatable, Codable {
  /// What one choice came to.
  public struct Trial: Sendable, Equatable, Codable {
    /// The acoustic scale.
    public let acousticScale: Double
    /// The word penalty.
    public let wordPenalty: Double
    /// The word errors on the utterances to choose by.
    public let errors: WordErrors
  }

  /// What was tried, in order.
  public let trials: [Trial]
  /// The options with the choice of fewest errors; of equals the one tried first.
  public let best: DecodingOptions

  /// The scales and penalties that are tried by default: usual for networks of some hundred classes.
  public static let scales = [0.04, 0.06, 0.08, 0.11, 0.15, 0.2]
  /// See ``scales``.
  public static let penalties = [-8.0, -4.0, -2.0, 0.0, 2.0]

  /// Tries every scale with every penalty on the utterances `scores` with these references.
  ///
  /// Cost: as many decoding passes.
  public init(
    _ recognizer: Recognizer, scores: [AcousticScores], references: [[String]],
    options: DecodingOptions, scales: [Double] = scales, penalties: [Double] = penalties,
    threads: Int
  ) {
    precondition(!scales.isEmpty && !penalties.isEmpty, "nothing to choose from")
    precondition(
      scores.count == references.count, "\(scores.count) utterances, \(references.count) references")
    var trials: [Trial] = []
    var best: (errors: Int, options: DecodingOptions)?
    for scale in scales {
      for penalty in penalties {
        var own = options
        own.acousticScale = scale
        own.wordPenalty = penalty
        let decoded = recognizer.decode(scores, options: own, threads: threads)
        let errors = zip(references, decoded).reduce(WordErrors()) {
          $0 + WordAlignment(reference: $1.0, hypothesis: $1.1.words.map(\.word)).errors
        }
        trials.append(Trial(acousticScale: scale, wordPenalty: penalty, errors: errors))
        if errors.total < best?.errors ?? .max { best = (errors.total, own) }
      }
    }
    self.trials = trials
    self.best = best?.options ?? options
  }
}
