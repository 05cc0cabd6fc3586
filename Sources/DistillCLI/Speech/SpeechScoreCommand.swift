import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import Foundation

struct SpeechScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Count the word errors of decoded runs.",
    discussion: """
      Words are aligned with the fewest substitutions, insertions and deletions, each counted as one. \
      Intervals are at 95 % over resampled speakers; one speaker has none. Every RUN but the first is \
      compared with the first, speaker by speaker.
      """)

  @Argument(help: "Folders that “distill speech decode” wrote into.")
  var runs: [String]

  @Option(help: "The number of draws of speakers for the intervals.")
  var resamples = 10_000

  @Option(help: "The seed of the draws.")
  var seed: UInt64 = 1

  @Flag(help: "Also print every utterance with errors, word by word, and the confusions.")
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
      let table = try SpeechScoreTable(zip(runs, scores), resamples: resamples, seed: seed)
      // Everything is computed before the first line is printed.
      try output.json
        ? Console.output(verbatim: table.json(withErrors: errors))
        : Console.output(table.text(withErrors: errors))
      Console.show(table.notices)
    }
  }
}
