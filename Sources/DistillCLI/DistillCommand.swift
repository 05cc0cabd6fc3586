import ArgumentParser

@main
struct DistillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "distill",
    abstract: "Make a small network generalise like a large one.",
    version: "0.1.0",
    subcommands: [BenchCommand.self])
}
