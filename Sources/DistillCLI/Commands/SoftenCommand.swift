import ArgumentParser
import Distill
import Foundation

struct SoftenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soften", abstract: "Label examples with a teacher, once for every temperature.",
    discussion: """
      TARGETS becomes a folder with the teacher's logits for every training example of DATA; labels \
      are not looked at. For an arithmetic mean every member's logits are kept, unless --temperature \
      says which one is wanted; for a geometric one, their mean.
      """)

  @Argument(
    help: ArgumentHelp(
      "The teacher: a folder that “distill train”, “distill teach” or “distill specialize” wrote, or "
        + "a model.safetensors."))
  var teacher: String

  @Argument(help: "A folder of examples in IDX files.")
  var data: String

  @Argument(help: "The folder to write.")
  var targets: String

  @Option(help: "How an ensemble's members are averaged: arithmetic or geometric.")
  var mean: EnsembleMean?

  @Option(help: "Keep an arithmetic mean for this temperature only, in less room.")
  var temperature: Double?

  @Option(help: "float32 or bfloat16.")
  var precision = Precision.float32

  @OptionGroup(title: "Panels") var panels: PanelOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard temperature.map({ Objective.temperatures ~= $0 }) ?? true else {
      throw ValidationError(
        "--temperature is \(temperature ?? 0); expected a positive number, from "
          + "\(Objective.temperatures.lowerBound) to \(Objective.temperatures.upperBound).")
    }
  }

  func run() throws {
    try Failure.reported {
      Console.show(panels.notices)
      try RunFolder.preflight(targets, needing: 1 << 20)
      let model = try panels.load(teacher)
      let dataset = try DataFolder.opened(data).training()
      var job = LabellingJob(
        model, on: dataset, mean: mean, commandLine: CommandLine.arguments)
      job.temperature = temperature
      let progress = Progress(targets, quiet: compute.quiet)
      let interrupt = Interrupt(
        exiting: "Stopped; the same command again labels all examples from the first on.")
      defer { interrupt.end() }
      _ = try job.run(in: targets, on: compute.makeEngine(precision: precision)) {
        progress.show($0)
      }
      progress.finish("\(dataset.count) examples labelled")
    }
  }
}
