import ArgumentParser
import Distill
import DistillSpeech
import Foundation

struct SpeechAlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align", abstract: "Find the state of every frame, which is its class.",
    discussion: """
      From an even division, a small network that sees little context learns to tell the states of \
      phones apart, the utterances are aligned by it, and so on. Decision trees then divide the states \
      by their neighbours, up to --classes. With --model, a network that was trained on the folder \
      aligns it anew, and the classes stay.
      """)

  @Argument(help: "The folder that “distill speech prepare” wrote.")
  var folder: String

  @Option(help: "The most classes (default: three for each phone).")
  var classes: Int?

  @Option(help: "Rounds of training and aligning.")
  var rounds = 10

  @Option(help: "What decides initial weights and the order of frames.")
  var seed: UInt64 = 1

  @Option(help: "A run that was trained on the folder, to align by instead.")
  var model: String?

  @OptionGroup var compute: ComputeOptions

  /// What is said of an utterance that was not aligned.
  static func rejection(of utterance: String) -> String {
    "\(utterance) has too few frames for its words; its frames have no class."
  }

  func validate() throws {
    guard 1...1000 ~= rounds, classes.map({ 1...1_000_000 ~= $0 }) ?? true else {
      throw ValidationError("--rounds and --classes are positive numbers.")
    }
  }

  func run() throws {
    try Failure.reported {
      let folder = try SpeechFolder(folder)
      let threads = compute.threads ?? Engine.availableThreads
      let progress = Progress(self.folder, quiet: compute.quiet)
      let summary: SpeechFolder.AlignmentSummary
      if let model {
        summary = try folder.realign(by: Model(contentsOf: model), scale: 0.3, threads: threads)
      } else {
        var start = FlatStart(seed: seed, threads: threads)
        start.rounds = rounds
        summary = try folder.align(start, classes: classes) { round, changed in
          progress.show(
            Double(round) / Double(rounds),
            note: String(format: "%.1f %% of the frames changed", 100 * changed))
        }
      }
      for utterance in summary.rejected where !compute.quiet {
        Console.message(Self.rejection(of: utterance))
      }
      progress.finish(
        "\(summary.tying.classCount) classes; "
          + String(format: "%.1f %% of the frames are silence", 100 * summary.silence))
      guard compute.json else { return }
      try Console.output(
        json: SpeechSummary.Alignment(
          path: self.folder, classes: summary.tying.classCount,
          silence: SpeechSummary.finite(summary.silence), rejected: summary.rejected))
    }
  }
}
