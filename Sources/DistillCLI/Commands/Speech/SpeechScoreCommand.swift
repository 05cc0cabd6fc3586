import ArgumentParser
import Distill
import DistillSpeech
import Foundation

struct SpeechScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Count word errors of what was decoded.",
    discussion: """
      Words are aligned by the fewest substitutions, insertions and deletions, each counted as one. \
      Intervals are at 95 % over resampled speakers. Every RUN but the first is compared with the \
      first, speaker by speaker.
      """)

  @Argument(help: "Folders that “distill speech decode” wrote into.")
  var runs: [String]

  @Option(help: "How often speakers are drawn for the intervals.")
  var resamples = 10_000

  @Option(help: "What decides the draws.")
  var seed: UInt64 = 1

  @Flag(help: "Show every utterance with errors, word by word, and the commonest confusions.")
  var errors = false

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard !runs.isEmpty else { throw ValidationError("Give at least one RUN to score.") }
    guard 100...10_000_000 ~= resamples else {
      throw ValidationError("--resamples is \(resamples); expected a number from 100 to 10000000.")
    }
  }

  func run() throws {
    try Failure.reported {
      let scores = try runs.map(RunDecoding.scores)
      if output.json { return try Console.output(json: summary(scores)) }
      try Console.output(
        "word errors  rate %  95 % interval  subst.  deleted  inserted  sentences %  run")
      for (run, score) in zip(runs, scores) {
        let rate = try WordErrorRate(score, resamples: resamples, seed: seed)
        let total = rate.errors
        try Console.output(
          String(
            format: "%11d %7.2f  %6.2f … %5.2f %7d %8d %9d %12.1f  ", total.total,
            100 * rate.rate, 100 * rate.interval.lowerBound, 100 * rate.interval.upperBound,
            total.substitutions, total.deletions, total.insertions,
            100 * score.sentenceErrorRate) + run)
      }
      try Console.output("\(scores[0].total.words) words of \(scores[0].speakers.count) speakers")
      for (run, score) in zip(runs, scores).dropFirst() {
        let difference = try WordErrorRateDifference(
          score, against: scores[0], resamples: resamples, seed: seed)
        try Console.output(
          String(
            format: "%+.2f points [%+.2f, %+.2f] against %@: %@", 100 * difference.difference,
            100 * difference.interval.lowerBound, 100 * difference.interval.upperBound, runs[0],
            run))
      }
      guard errors else { return }
      for (run, score) in zip(runs, scores) {
        try Console.output("\n\(run)\n\n\(score.listing)")
      }
    }
  }

  private func summary(_ scores: [WordScores]) throws -> SpeechSummary.Scores {
    var summary = SpeechSummary.Scores()
    for (run, score) in zip(runs, scores) {
      let rate = try WordErrorRate(score, resamples: resamples, seed: seed)
      summary.runs.append(.init(run, score, rate))
    }
    for (run, score) in zip(runs, scores).dropFirst() {
      let difference = try WordErrorRateDifference(
        score, against: scores[0], resamples: resamples, seed: seed)
      summary.differences.append(.init(run, against: runs[0], difference))
    }
    return summary
  }
}
