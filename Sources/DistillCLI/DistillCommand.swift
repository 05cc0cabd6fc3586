import ArgumentParser

@main
struct DistillCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "distill")
}
