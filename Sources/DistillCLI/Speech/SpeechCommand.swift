import ArgumentParser

struct SpeechCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speech", abstract: "Prepare speech for training; decode and score it.",
    discussion: """
      From recordings and transcripts to word error rates: prepare and align write a folder that \
      “distill train”, “soften”, “teach” and “evaluate” read like any other; decode and score measure \
      a trained network on the test part.
      """,
    subcommands: [
      SpeechSynthesizeCommand.self, SpeechPrepareCommand.self, SpeechAlignCommand.self,
      SpeechDecodeCommand.self, SpeechScoreCommand.self, SpeechArchiveCommand.self,
    ])
}
