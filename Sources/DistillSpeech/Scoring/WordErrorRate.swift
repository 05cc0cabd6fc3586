/// A word error rate with its 95 % interval over speakers.
///
/// The interval is what the rate would be for other speakers like these, by the percentile bootstrap: as
/// many speakers as there are, are drawn with replacement, each with all utterances, and the rate Σ
/// errors / Σ words computed anew; the interval spans the quantiles 0.025 and 0.975. It says nothing of
/// other seeds of training. With few speakers it is too narrow, and of one speaker it has no width.
///
/// Source: Efron (1979), Bootstrap Methods: Another Look at the Jackknife; for word errors Bisani, Ney
/// (2004), Bootstrap Estimates for Confidence Intervals in ASR Performance Evaluation.
public struct WordErrorRate: Sendable, Equatable {
  /// The errors counted.
  public let errors: WordErrors

  /// The percentile interval of the rate at 95 %, as fractions.
  public let interval: ClosedRange<Double>

  /// The number of speakers.
  public let speakerCount: Int

  /// The rate of the utterances as they are, as a fraction.
  public var rate: Double { errors.rate }

  /// The rate of `scores`.
  ///
  /// Cost: resamples × speakers; 10,000 resamples of 100 speakers take about 20 ms.
  ///
  /// - Parameters:
  ///   - scores: The utterances; they are kept together by speaker.
  ///   - resamples: How often speakers are drawn; 10,000 hold the bounds' own noise to about a
  ///     hundredth of the interval's width.
  ///   - seed: What decides the draws.
  /// - Throws: ``LanguageError/speakerWithoutWords(speaker:)``, because a draw of such speakers alone
  ///   has no rate.
  public init(_ scores: WordScores, resamples: Int, seed: UInt64) throws(LanguageError) {
    let speakers = scores.speakers
    try Self.check(speakers)
    let errors = speakers.map(\.errors)
    self.errors = scores.total
    speakerCount = speakers.count
    interval = SpeakerResampling.interval(
      SpeakerResampling.draws(speakers: speakers.count, count: resamples, seed: seed) {
        SpeakerResampling.rate(errors, times: $0)
      })
  }

  static func check(
    _ speakers: [(speaker: String, errors: WordErrors)]
  ) throws(LanguageError) {
    for (speaker, errors) in speakers where errors.words == 0 {
      throw .speakerWithoutWords(speaker: speaker)
    }
  }
}
