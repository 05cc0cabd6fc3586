import ArgumentParser
import Distill
import DistillCommands
import Foundation

@main
struct DistillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distill",
    abstract: "Make a small network generalise like a large one.",
    version: Version.current,
    subcommands: GeneralCommands.all + [
      SpeechCommand.self, TranscribeCommand.self, StudyCommand.self,
    ])

  /// Runs the command that the arguments name.
  ///
  /// What ArgumentParser would print goes through ``Console``: help that could not be printed is an
  /// error like other results.
  static func main() {
    Signals.receiveOnOneThread()
    Console.prepare()
    RawArguments.requireUTF8()
    do {
      var command = try parseAsRoot(NegativeValues.joined(CommandLine.arguments.dropFirst()))
      try command.run()
    } catch {
      let text = fullMessage(for: error)
      var code = exitCode(for: error)
      if code != .success {
        if !text.isEmpty { Console.usage(text) }
      } else {
        do {
          if !text.isEmpty { try Console.output(text) }
        } catch {
          Console.message("distill: \(error)")
          code = .failure
        }
      }
      Foundation.exit(code.rawValue)
    }
  }
}
