import ArgumentParser
import Distill

@main
struct DistillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distill",
    abstract: "Make a small network generalise like a large one.",
    version: Version.current,
    subcommands: [
      DemoCommand.self, FetchCommand.self, DrawCommand.self, TrainCommand.self, SoftenCommand.self,
      TeachCommand.self, SpecializeCommand.self, CorrectCommand.self, EvaluateCommand.self,
      SweepCommand.self, SpeechCommand.self, TranscribeCommand.self,
      StudyCommand.self, BenchCommand.self,
    ])

  static func main() {
    Signals.receiveOnOneThread()
    main(nil)
  }
}
