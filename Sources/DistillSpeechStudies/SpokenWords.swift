import Distill
import DistillSpeech
import DistillStudies

/// Word errors of several outcomes, such as the seeds of one system, counted together.
struct SpokenWords {
  let scores: WordScores
  private let rate: WordErrorRate

  /// The number of resamples of the bootstrap over speakers.
  static let resamples = 10_000

  /// The words of `outcomes`, each on the split beside it.
  init(_ outcomes: [(SpeechOutcome, SpeechSplit)], in speech: SpeechMaterial) throws {
    var references: [Transcript] = []
    var hypotheses: [Transcript] = []
    var speakers: [String: String] = [:]
    var times: [String: Int] = [:]
    for (outcome, split) in outcomes {
      let part = split.scoresTest ? speech.test : speech.training
      for (place, words) in zip(split.scored, outcome.hypotheses) {
        // An utterance occurs once for every seed, and its speaker stays one.
        let name = part.entries[place].id
        times[name, default: 0] += 1
        let id = "\(name)/\(times[name] ?? 0)"
        references.append(Transcript(id: id, words: part.entries[place].words))
        hypotheses.append(Transcript(id: id, words: words))
        speakers[id] = part.entries[place].speaker
      }
    }
    scores = try WordScores(
      references: references, hypotheses: hypotheses, speaker: { speakers[$0] ?? $0 })
    rate = WordErrorRate(scores, resamples: Self.resamples, seed: 1)
  }

  /// The rate with its interval over speakers.
  var value: WordRate { WordRate(rate: rate.rate, interval: rate.interval) }

  /// The difference from `other`, in points, with its paired interval over speakers.
  func difference(from other: SpokenWords) throws -> String {
    let difference = try WordErrorRateDifference(
      scores, against: other.scores, resamples: Self.resamples, seed: 1)
    return WordRate(rate: difference.difference, interval: difference.interval).difference
  }
}

/// A word error rate, or a difference of two, in percent.
package struct WordRate: Sendable, Equatable {
  /// In percent.
  package let rate: Double
  /// In percent; nil where there is none, as of one speaker.
  package let interval: ClosedRange<Double>?

  /// The rate with its interval, both as fractions.
  package init(rate: Double, interval: ClosedRange<Double>?) {
    self.rate = 100 * rate
    self.interval = interval.map { (100 * $0.lowerBound)...(100 * $0.upperBound) }
  }

  /// “7.50 [5.5, 9.8]”.
  package var text: String {
    Numeral.fixed(rate, decimals: 2)
      + (interval.map {
        " [\(Numeral.fixed($0.lowerBound, decimals: 1)), \(Numeral.fixed($0.upperBound, decimals: 1))]"
      } ?? "")
  }

  /// “−0.13 [−0.96, +0.88]”.
  package var difference: String {
    func signed(_ value: Double) -> String {
      (value > 0 ? "+" : "") + Numeral.fixed(value, decimals: 2)
    }
    return signed(rate)
      + (interval.map { " [\(signed($0.lowerBound)), \(signed($0.upperBound))]" } ?? "")
  }
}
