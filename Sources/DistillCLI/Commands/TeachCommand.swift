import ArgumentParser
import Distill
import Foundation

struct TeachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teach", abstract: "Train a student on soft targets.",
    discussion: """
      The objective is (1 − w) · T² · H(soft targets at T, student at T) + w · H(label, student). \
      Temperature and hard weight come from the options, or from “distillation” in the recipe.
      """)

  @Argument(help: "A recipe: architecture and training, in YAML.")
  var recipe: String

  @Argument(help: "A folder that “distill soften” wrote.")
  var targets: String

  @Argument(help: "The folder of examples that the targets were made from.")
  var data: String

  @Argument(help: ArgumentHelp("The folder to write.", valueName: "run"))
  var folder: String

  @Option(help: "The temperature T, a positive number.")
  var temperature: Double?

  @Option(help: "The weight w of the labels, from 0 to 1.")
  var hardWeight: Double?

  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var transfer: TransferOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard temperature.map({ Objective.temperatures ~= $0 }) ?? true else {
      throw ValidationError(
        "--temperature is \(temperature ?? 0); expected a positive number, from "
          + "\(Objective.temperatures.lowerBound) to \(Objective.temperatures.upperBound).")
    }
    guard hardWeight.map({ 0...1 ~= $0 }) ?? true else {
      throw ValidationError("--hard-weight is \(hardWeight ?? 0); expected a number from 0 to 1.")
    }
  }

  func run() throws {
    try Failure.reported {
      var file = try RecipeFile(path: recipe).overridden(
        seed: overrides.seed, epochs: overrides.epochs, precision: overrides.precision,
        threads: compute.threads)
      guard let temperature = temperature ?? file.objective?.temperature,
        let hardWeight = hardWeight ?? file.objective?.hardWeight
      else {
        throw Failure(
          "The recipe has no “distillation”; give --temperature and --hard-weight.", code: 64)
      }
      file.objective = Objective(temperature: temperature, hardWeight: hardWeight)
      try RunFolder.preflight(folder, needing: 1 << 20)
      let store = try LabellingJob.store(in: targets)
      let dataset = try transfer.apply(
        to: DataFolder(data).training(), seed: file.recipe.seed)
      var job = TrainingJob(file, on: dataset, store: store, commandLine: CommandLine.arguments)
      job.storeName = targets
      try TrainingReporter(folder, quiet: compute.quiet).run(job, members: nil, in: folder)
    }
  }
}
