import ArgumentParser
import Distill
import Foundation

struct SoftenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "soften", abstract: "Precompute soft targets, once for all temperatures.",
    discussion: """
      TARGETS becomes a folder with the teacher's logits for every training example of DATA; labels \
      are ignored. For an arithmetic mean the logits of every member are stored, unless --temperature \
      is given; for a geometric one, their mean.
      """)

  @Argument(
    help: ArgumentHelp(
      "The teacher: a folder written by “distill train”, “distill teach” or “distill specialize”, or "
        + "a model.safetensors."))
  var teacher: String

  @Argument(help: "A folder of examples in IDX files.")
  var data: String

  @Argument(help: "The folder to write.")
  var targets: String

  @Option(help: "How an ensemble's members are averaged: arithmetic or geometric.")
  var mean: EnsembleMean?

  @Option(help: "Store an arithmetic mean for this temperature only, which takes less space.")
  var temperature: Double?

  @Option(help: "float32 or bfloat16.")
  var precision = Precision.float32

  @OptionGroup(title: "Panels") var panels: PanelOptions
  @OptionGroup var compute: ComputeOptions

  /// What `--json` prints.
  private struct Summary: Encodable {
    let path: String
    let state: String
    let examples: Int
    let classes: Int
    let mean: String
  }

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
      let model = try panels.load(teacher)
      let dataset = try DataFolder.opened(data).training()
      try RunFolder.preflight(targets, needing: 1 << 20)
      var job = LabellingJob(
        model, on: dataset, mean: mean, commandLine: CommandLine.arguments)
      job.temperature = temperature
      let progress = Progress(targets, quiet: compute.quiet)
      let interrupt = Interrupt(
        exiting: "Stopped; the same command starts again from the first example.")
      defer { interrupt.end() }
      let store = try job.run(in: targets, on: compute.makeEngine(precision: precision)) {
        progress.show($0)
      }
      progress.finish("\(dataset.count) examples labelled")
      guard compute.json else { return }
      try Console.output(
        json: Summary(
          path: targets, state: "finished", examples: dataset.count,
          classes: model.classNames.count, mean: store.mean.rawValue))
    }
  }
}
