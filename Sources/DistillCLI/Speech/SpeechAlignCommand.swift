import ArgumentParser
import Distill
import DistillCommands
import DistillSpeech
import Foundation

struct SpeechAlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align", abstract: "Find the state of every frame, which is its class.",
    discussion: """
      Starts from an even division: a small network with little context is trained on it, the \
      utterances are aligned by the network, and so on. Decision trees then divide the states by \
      their neighbours, up to --classes. With --model, a network that was trained on the folder \
      aligns it again, and the classes stay.
      """)

  @Argument(help: "The folder that “distill speech prepare” wrote.")
  var folder: String

  @Option(help: "The most classes (default: three for each phone).")
  var classes: Int?

  @Option(help: "Rounds of training and aligning.")
  var rounds = 10

  @Option(help: "The seed of initial weights and the order of frames.")
  var seed: UInt64 = 1

  @Option(help: "A run that was trained on the folder, to align with instead.")
  var model: String?

  @OptionGroup var compute: ComputeOptions

  /// The message about an utterance that was not aligned.
  static func rejection(of utterance: String) -> String {
    "\(FileError.quoted(utterance)) has too few frames for its words; its frames have no class."
  }

  func validate() throws {
    guard 1...1000 ~= rounds, classes.map({ 1...1_000_000 ~= $0 }) ?? true else {
      throw ValidationError(
        "--rounds is \(rounds)\(classes.map { " and --classes \($0)" } ?? ""); expected numbers from 1 "
          + "to 1000 and from 1 to 1000000.")
    }
  }

  func run() throws {
    try Failure.reported {
      let folder = try SpeechFolder(folder)
      let threads = compute.threads ?? Engine.availableThreads
      let progress = Progress(self.folder, quiet: compute.quiet)
      let summary: SpeechFolder.AlignmentSummary
      if let model {
        Console.show(Safetensors.notices(at: model))
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
      Console.show(summary.notices + summary.rejected.map { Notice(Self.rejection(of: $0)) })
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
