import ArgumentParser
import Distill
import Foundation

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a network, or an ensemble, on labels.",
    discussion: """
      RUN becomes a folder with run.json, metrics.jsonl and model.safetensors. A run that was stopped or \
      killed resumes from its last checkpoint when the same command is given again, with the same bits \
      as an uninterrupted run. The members of an ensemble train side by side, one thread each.
      """)

  @Argument(help: "A recipe: architecture and training, in YAML.")
  var recipe: String

  @Argument(help: "A folder of examples in IDX files.")
  var data: String

  @Argument(help: ArgumentHelp("The folder to write.", valueName: "run"))
  var folder: String

  @Option(help: "Train an ensemble of this many networks, which differ only in their seeds.")
  var members: Int?

  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var transfer: TransferOptions
  @OptionGroup var compute: TrainingOptions
  @OptionGroup var checkpoints: CheckpointOptions

  func validate() throws {
    guard members.map({ 1...1000 ~= $0 }) ?? true else {
      throw ValidationError("--members is \(members ?? 0); expected a number from 1 to 1000.")
    }
  }

  func run() throws {
    try Failure.reported {
      let file = try overrides.recipe(at: recipe, threads: compute.threads)
      let data = try DataFolder.opened(data)
      try RunFolder.preflight(folder, needing: 1 << 20)
      let dataset = try transfer.apply(to: data.training(), seed: file.recipe.seed)
      var job = TrainingJob(
        file, on: dataset, validation: try data.validation(for: file.recipe),
        commandLine: CommandLine.arguments)
      job.secondsBetweenCheckpoints = checkpoints.seconds
      Console.show(job.notices)
      try TrainingReporter(folder, compute.output).run(job, members: members, in: folder)
    }
  }
}
