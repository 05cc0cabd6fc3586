/// A word error rate with its 95 % interval over speakers.
///
/// The interval is that of the rate for other speakers like these, by the percentile bootstrap: as many
/// speakers as there are, are drawn with replacement, each with all utterances, and the rate Σ errors /
/// Σ words is computed again; the interval is between the quantiles 0.025 and 0.975. It does not cover
/// other seeds of training. With few speakers it is too narrow, and **one speaker has none**: every draw
/// would be the same.
///
/// A speaker without reference words has no rate alone, but insertions, which count in every draw with a
/// speaker who has words. Draws without any words have no rate and are left out.
///
/// Source: Efron (1979), Bootstrap Methods: Another Look at the Jackknife; for word errors Bisani, Ney
/// (2004), Bootstrap Estimates for Confidence Intervals in ASR Performance Evaluation.
public struct WordErrorRate: Sendable, Equatable {
  /// The errors.
  public let errors: WordErrors

  /// The percentile interval of the rate at 95 %, as fractions; nil for fewer than two speakers with
  /// words.
  public let interval: ClosedRange<Double>?

  /// The number of speakers.
  public let speakerCount: Int

  /// The rate of the utterances as they are, as a fraction; NaN or infinite without reference words.
  public var rate: Double { errors.rate }

  /// The rate of `scores`.
  ///
  /// Cost: resamples × speakers; 10,000 resamples of 100 speakers take about 20 ms.
  ///
  /// - Parameters:
  ///   - scores: The utterances; those of a speaker stay together.
  ///   - resamples: The number of draws; with 10,000, the noise of the bounds is about a hundredth of the
  ///     interval's width.
  ///   - seed: The seed of the draws.
  public init(_ scores: WordScores, resamples: Int, seed: UInt64) {
    let speakers = scores.speakers.map(\.errors)
    self.errors = scores.total
    speakerCount = speakers.count
    interval = SpeakerResampling.interval(speakers, resamples: resamples, seed: seed) {
      SpeakerResampling.rate(speakers, times: $0)
    }
  }
}
