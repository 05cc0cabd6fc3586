import Distill
import DistillSpeech

/// What the commands for speech print with `--json`, a line each. Numbers that do not exist, such as the
/// rate of no words, are left out.
enum SpeechSummary {
  /// Of `prepare`: the training part.
  struct Preparation: Encodable {
    let path: String
    let utterances: Int
    let speakers: Int
    let frames: Int
  }

  /// Of `align`.
  struct Alignment: Encodable {
    let path: String
    let classes: Int
    /// The share of the frames that are silence, from 0 to 1.
    let silence: Double?
    /// Utterances that were not aligned.
    let rejected: [String]
  }

  /// Of `decode`: one for each run.
  struct Decoding: Encodable {
    let path: String
    let acousticScale: Double
    let wordPenalty: Double
    let timesRealTime: Double?
  }

  /// Of `score`.
  struct Scores: Encodable {
    var runs: [Score] = []
    /// Every run but the first beside the first.
    var differences: [Difference] = []
  }

  /// The word errors of one run. Rates are shares, from 0.
  struct Score: Encodable {
    let path: String
    let words: Int
    let speakers: Int
    let errors: Int
    let substitutions: Int
    let deletions: Int
    let insertions: Int
    let wordErrorRate: Double?
    /// The bounds of the 95 % interval of the rate.
    let interval: [Double]?
    let sentenceErrorRate: Double?

    init(_ path: String, _ score: WordScores, _ rate: WordErrorRate) {
      self.path = path
      words = score.total.words
      speakers = score.speakers.count
      errors = rate.errors.total
      substitutions = rate.errors.substitutions
      deletions = rate.errors.deletions
      insertions = rate.errors.insertions
      wordErrorRate = SpeechSummary.finite(rate.rate)
      interval = SpeechSummary.bounds(rate.interval)
      sentenceErrorRate = SpeechSummary.finite(score.sentenceErrorRate)
    }
  }

  /// The word error rate of one run less that of another.
  struct Difference: Encodable {
    let path: String
    let against: String
    let difference: Double?
    /// The bounds of the 95 % interval of the difference.
    let interval: [Double]?

    init(_ path: String, against other: String, _ difference: WordErrorRateDifference) {
      self.path = path
      against = other
      self.difference = SpeechSummary.finite(difference.difference)
      interval = SpeechSummary.bounds(difference.interval)
    }
  }

  /// Of `archive`.
  struct Archive: Encodable {
    let archive: String
    let script: String
    let utterances: Int
  }

  /// Of `synthesize`.
  struct Synthesis: Encodable {
    let path: String
    let training: SyntheticSpeechRecord.Part
    let test: SyntheticSpeechRecord.Part
  }

  /// Of `transcribe`: one for each recording.
  struct Transcription: Encodable {
    /// A word with its start and duration in seconds.
    struct Word: Encodable {
      let word: String
      let start: Double
      let duration: Double
    }

    let path: String
    let words: [Word]
  }

  static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }

  private static func bounds(_ interval: ClosedRange<Double>?) -> [Double]? {
    guard let interval, let lower = finite(interval.lowerBound),
      let upper = finite(interval.upperBound)
    else { return nil }
    return [lower, upper]
  }
}
