import ArgumentParser
import Distill
import Foundation

struct SpecializeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specialize", abstract: "Train specialists for classes that a network confuses.",
    discussion: """
      Classes are clustered by on-line K-means on the covariance of GENERALIST's predictions, its \
      columns scaled to length 1, the best of 8 beginnings; no label is looked at. One specialist for \
      each cluster begins at the generalist and is trained on examples of its classes and, as one more \
      class, of all others, whose logit is then corrected for how often its classes were shown. With \
      --kind full it keeps all classes, and learns the others from the generalist's soft targets. \
      “distillation” in the recipe is not looked at.

      Prints which classes are together. RUN becomes a folder that “distill evaluate” and “distill \
      soften” take as a panel: the generalist, and a run folder for each specialist. What was stopped, \
      killed, deleted or damaged of it is made good when the same command is given again; specialists \
      that are whole stay as they are.
      """)

  @Argument(
    help: "A recipe in YAML: the generalist's layers, where dropout may differ, and training.")
  var recipe: String

  @Argument(
    help: ArgumentHelp(
      "The network that knows all classes: a folder that “distill train” or “distill teach” wrote, "
        + "or a model.safetensors."))
  var generalist: String

  @Argument(help: "A folder of examples in IDX files; its training part is used.")
  var data: String

  @Argument(help: ArgumentHelp("The folder to write; none with --list.", valueName: "run"))
  var folder: String?

  @OptionGroup var grouping: ClusterOptions

  @Option(help: "What specialists say of other classes than their own: dustbin or full.")
  var kind = Specialist.Kind.dustbin

  @Option(help: "The share of examples of its classes that a specialist is trained on.")
  var special = 0.5

  @Option(help: "How often each of these is drawn.")
  var rounds = 1

  @Option(help: "The temperature of the soft targets that --kind full learns from.")
  var temperature: Double?

  @Flag(help: "Print which classes would be together, and stop.")
  var list = false

  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var checkpoints: CheckpointOptions

  func validate() throws {
    guard (folder == nil) == list else {
      throw ValidationError("Give RUN, the folder to write, or --list; one of them.")
    }
    guard 0.01...0.99 ~= special else {
      throw ValidationError("--special is \(special); expected a share from 0.01 to 0.99.")
    }
    guard 1...1000 ~= rounds else {
      throw ValidationError("--rounds is \(rounds); expected a number from 1 to 1000.")
    }
    guard (kind == .fullSoftmax) == (temperature != nil) || list else {
      throw ValidationError(
        "--kind full and --temperature go together; give both or neither.")
    }
    guard temperature.map({ Objective.temperatures ~= $0 }) ?? true else {
      throw ValidationError(
        "--temperature is \(temperature ?? 0); expected a positive number, from "
          + "\(Objective.temperatures.lowerBound) to \(Objective.temperatures.upperBound).")
    }
  }

  func run() throws {
    try Failure.reported {
      let file = try RecipeFile(path: recipe).overridden(
        seed: overrides.seed, epochs: overrides.epochs, precision: overrides.precision,
        threads: compute.threads)
      if let folder { try requireUsable(folder) }
      let network = try Network.beginning(at: generalist, where: "specialists begin")
      // Known to fail before the classes are clustered.
      _ = try network.with(file.architecture)
      let dataset = try examples(for: network)
      let found = try grouping.clusters(
        of: network, on: dataset, seed: file.recipe.seed, generalist, compute)
      let table = ClusterTable(
        clusters: found.clusters, classNames: network.classNames, covariance: found.covariance)
      guard let folder else {
        print(table)
        return
      }
      try requireOthers(found.clusters, of: network)
      var job = PanelJob(
        file, generalist: network, clusters: found.clusters, kind: kind, special: special,
        rounds: rounds, temperature: temperature, on: dataset, commandLine: CommandLine.arguments)
      job.secondsBetweenCheckpoints = checkpoints.seconds
      try job.preflight(folder)
      print(table)
      try TrainingReporter(folder, quiet: compute.quiet).run(job, in: folder)
    }
  }

  /// Refuses a folder that cannot become a panel before its classes are clustered.
  private func requireUsable(_ folder: String) throws {
    // A finished panel may have lost a part, which the job finds.
    if case .finished(let record) = try RunFolder.state(of: folder),
      record.kind == RunKind.panel.rawValue
    {
      return
    }
    try RunFolder.preflight(folder, needing: 1 << 20)
  }

  private func examples(for network: Network) throws -> Dataset {
    let dataset = try DataFolder(data).training()
    // Clusters need no labels, so there may be no names.
    if dataset.classNames.isEmpty { return dataset.named(network.classNames) }
    try network.requireClasses(of: dataset, data, from: generalist)
    return dataset
  }

  /// Refuses a cluster that leaves nothing for a dustbin.
  private func requireOthers(_ clusters: ClassClusters, of network: Network) throws {
    let count = network.classNames.count
    guard kind == .dustbin,
      let place = clusters.clusters.firstIndex(where: { $0.count == count })
    else { return }
    throw Failure(
      "Cluster \(place + 1) has all \(count) classes and leaves none for the dustbin; give more or "
        + "smaller clusters, or --kind full.", code: 65)
  }
}
