import DistillData

/// The difference of two systems' word error rates on the same utterances, with its 95 % interval.
///
/// Both rates are computed on the same drawn speakers, so difficulties of a speaker that both share cancel
/// in the difference, whose interval is much narrower than the rates' own intervals suggest. One speaker
/// has no interval, see ``WordErrorRate``.
///
/// Source: Bisani, Ney (2004), Bootstrap Estimates for Confidence Intervals in ASR Performance
/// Evaluation, section 4.
public struct WordErrorRateDifference: Sendable, Equatable {
  /// The errors of the first system.
  public let first: WordErrors

  /// The errors of the second system.
  public let second: WordErrors

  /// The percentile interval of the difference first − second at 95 %, as fractions; nil for fewer than
  /// two speakers with words.
  public let interval: ClosedRange<Double>?

  /// The share of draws in which the first system makes fewer errors than the second; nil where there is
  /// no interval.
  ///
  /// A draw with equal errors counts half, so that it is 0.5 for identical systems.
  public let probabilityOfImprovement: Double?

  /// The number of speakers.
  public let speakerCount: Int

  /// The rate of the first system less that of the second, as a fraction: below 0 the first is better.
  public var difference: Double { first.rate - second.rate }

  /// The difference of `first` and `second`.
  ///
  /// Cost: twice that of a ``WordErrorRate``.
  ///
  /// - Parameters:
  ///   - first: The system that is compared.
  ///   - second: The system that it is compared with, on the same utterances, words and speakers.
  ///   - resamples: The number of draws.
  ///   - seed: The seed of the draws.
  /// - Throws: ``LanguageError/differentUtterances(utterance:expected:found:)``.
  public init(
    _ first: WordScores, against second: WordScores, resamples: Int, seed: UInt64
  ) throws(LanguageError) {
    try Self.check(first, against: second)
    let speakers = first.speakers
    let errors = speakers.map(\.errors)
    // The second's utterances may be in another order, and with them its speakers.
    let bySpeaker = Dictionary(
      uniqueKeysWithValues: second.speakers.map { ($0.speaker, $0.errors) })
    let others = speakers.map { bySpeaker[$0.speaker] ?? WordErrors() }
    self.first = first.total
    self.second = second.total
    speakerCount = speakers.count
    var (better, equal, draws) = (0, 0, 0)
    interval = SpeakerResampling.interval(errors, resamples: resamples, seed: seed) { times in
      guard let own = SpeakerResampling.rate(errors, times: times),
        let other = SpeakerResampling.rate(others, times: times)
      else { return nil }
      draws += 1
      if own < other { better += 1 } else if own == other { equal += 1 }
      return own - other
    }
    probabilityOfImprovement =
      interval == nil ? nil : (Double(better) + Double(equal) / 2) / Double(draws)
  }

  private static func check(
    _ first: WordScores, against second: WordScores
  ) throws(LanguageError) {
    func words(_ score: UtteranceScore?) -> String {
      score.map {
        FileError.quoted($0.alignment.reference.joined(separator: " "))
          + " by speaker \(FileError.quoted($0.speaker))"
      } ?? "no such utterance"
    }
    let others = Dictionary(uniqueKeysWithValues: second.utterances.map { ($0.utterance, $0) })
    for score in first.utterances {
      let other = others[score.utterance]
      guard let other, score.speaker == other.speaker,
        score.alignment.reference == other.alignment.reference
      else {
        throw .differentUtterances(
          utterance: score.utterance, expected: words(other), found: words(score))
      }
    }
    let known = Set(first.utterances.map(\.utterance))
    if let lacking = second.utterances.first(where: { !known.contains($0.utterance) }) {
      throw .differentUtterances(
        utterance: lacking.utterance, expected: words(lacking), found: words(nil))
    }
  }
}
