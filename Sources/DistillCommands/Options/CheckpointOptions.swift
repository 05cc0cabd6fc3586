import ArgumentParser

/// How often a training run saves its state. Hidden: the default suits every run, and tests need more
/// checkpoints than a short run has.
struct CheckpointOptions: ParsableArguments {
  @Option(
    name: .customLong("checkpoint-seconds"),
    help: ArgumentHelp(
      "The least time between two checkpoints, in seconds; 0 for one after every step.",
      visibility: .hidden))
  var seconds = 10.0

  func validate() throws {
    guard seconds >= 0, seconds.isFinite else {
      throw ValidationError("--checkpoint-seconds is \(seconds); expected a number from 0.")
    }
  }
}
