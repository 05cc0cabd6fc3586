import ArgumentParser

struct SpeechCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "speech", abstract: "Make speech ready to train on; decode and score it.",
    discussion: """
      From recordings and transcripts to word error rates: prepare and align make a folder that \
      “distill train”, “soften”, “teach” and “evaluate” take like any other, decode and score say what \
      a trained network makes of the test part.
      """,
    subcommands: [
      SpeechSynthesizeCommand.self, SpeechPrepareCommand.self, SpeechAlignCommand.self,
      SpeechDecodeCommand.self, SpeechScoreCommand.self, SpeechArchiveCommand.self,
    ])
}
