import Distill
import DistillSpeech

/// Word errors of several outcomes, such as the seeds of one system, counted together.
struct SpokenWords {
  let scores: WordScores
  let rate: WordErrorRate

  /// How often speakers are drawn.
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
        // An utterance comes again with every seed, and its speaker stays one.
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

  /// The rate in percent with its interval over speakers, which one speaker does not have.
  var text: String {
    "\(Numeral.fixed(100 * rate.rate, decimals: 2)) "
      + (rate.interval.map {
        "[\(Numeral.fixed(100 * $0.lowerBound, decimals: 1)), "
          + "\(Numeral.fixed(100 * $0.upperBound, decimals: 1))]"
      } ?? "[–]")
  }

  /// The difference from `other`, in points, with its paired interval over speakers.
  func difference(from other: SpokenWords) throws -> String {
    let difference = try WordErrorRateDifference(
      scores, against: other.scores, resamples: Self.resamples, seed: 1)
    func signed(_ value: Double) -> String {
      (value > 0 ? "+" : "") + Numeral.fixed(100 * value, decimals: 2)
    }
    return "\(signed(difference.difference)) "
      + (difference.interval.map { "[\(signed($0.lowerBound)), \(signed($0.upperBound))]" } ?? "[–]")
  }
}
