import DistillData

/// The difference of two systems' word error rates on the same utterances, with its 95 % interval.
///
/// Both rates are computed on the same drawn speakers, so what makes a speaker hard for both falls out
/// of the difference, whose interval is much narrower than the rates' own suggest.
///
/// Source: Bisani, Ney (2004), Bootstrap Estimates for Confidence Intervals in ASR Performance
/// Evaluation, section 4.
public struct WordErrorRateDifference: Sendable, Equatable {
  /// The errors of the first system.
  public let first: WordErrors

  /// The errors of the second system.
  public let second: WordErrors

  /// The percentile interval of the difference first − second at 95 %, as fractions.
  public let interval: ClosedRange<Double>

  /// The share of draws in which the first system makes fewer errors than the second.
  ///
  /// A draw in which both make as many counts half, so that it is 0.5 for identical systems.
  public let probabilityOfImprovement: Double

  /// The number of speakers.
  public let speakerCount: Int

  /// The rate of the first system less that of the second, as a fraction: below 0 the first is better.
  public var difference: Double { first.rate - second.rate }

  /// The difference of `first` and `second`.
  ///
  /// Cost: twice that of a ``WordErrorRate``.
  ///
  /// - Parameters:
  ///   - first: The system that is judged.
  ///   - second: The system beside which it is judged, on the same utterances, words and speakers.
  ///   - resamples: How often speakers are drawn.
  ///   - seed: What decides the draws.
  /// - Throws: ``LanguageError/differentUtterances(utterance:expected:found:)`` and
  ///   ``LanguageError/speakerWithoutWords(speaker:)``.
  public init(
    _ first: WordScores, against second: WordScores, resamples: Int, seed: UInt64
  ) throws(LanguageError) {
    try Self.check(first, against: second)
    let speakers = first.speakers
    try WordErrorRate.check(speakers)
    let errors = speakers.map(\.errors)
    // The second's utterances may come in another order, and with them its speakers.
    let bySpeaker = Dictionary(
      uniqueKeysWithValues: second.speakers.map { ($0.speaker, $0.errors) })
    let others = speakers.map { bySpeaker[$0.speaker] ?? WordErrors() }
    let differences = SpeakerResampling.draws(
      speakers: speakers.count, count: resamples, seed: seed
    ) {
      SpeakerResampling.rate(errors, times: $0) - SpeakerResampling.rate(others, times: $0)
    }
    self.first = first.total
    self.second = second.total
    speakerCount = speakers.count
    interval = SpeakerResampling.interval(differences)
    let better = differences.count { $0 < 0 }
    let equal = differences.count { $0 == 0 }
    probabilityOfImprovement = (Double(better) + Double(equal) / 2) / Double(resamples)
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
