import ArgumentParser
import Distill
import Foundation

struct SpecializeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specialize", abstract: "Train specialists for classes that a network confuses.",
    discussion: """
      Classes are clustered by on-line K-means on the covariance of GENERALIST's predictions, its \
      columns scaled to length 1, with 8 restarts; labels are ignored. One specialist for each cluster \
      starts from the generalist's weights and is trained on examples of its classes and, as one more \
      class (the dustbin), of all others; the dustbin's logit is then corrected for the share of \
      examples of its classes. With --kind full it keeps all classes, and learns the others from the \
      generalist's soft targets. “distillation” in the recipe is ignored.

      Prints the clusters. RUN becomes a folder that “distill evaluate” and “distill soften” take as a \
      panel: the generalist, and a run folder for each specialist. Parts that were stopped, killed, \
      deleted or damaged are trained when the same command is given again; complete specialists are \
      kept.
      """)

  @Argument(
    help: "A recipe in YAML: the generalist's layers, where dropout may differ, and training.")
  var recipe: String

  @Argument(
    help: ArgumentHelp(
      "The network for all classes: a folder that “distill train” or “distill teach” wrote, "
        + "or a model.safetensors."))
  var generalist: String

  @Argument(help: "A folder of examples in IDX files; its training part is used.")
  var data: String

  @Argument(help: ArgumentHelp("The folder to write; none with --list.", valueName: "run"))
  var folder: String?

  @OptionGroup var grouping: ClusterOptions

  @Option(help: "The output of specialists for classes not their own: dustbin or full.")
  var kind = Specialist.Kind.dustbin

  @Option(
    help:
      "The share of a specialist's training examples that are of its own classes (default: 0.5).")
  var ownClassShare: Double?

  @Option(help: .hidden)
  var special: Double?

  @Option(help: "The number of times that each example of its own classes is used (default: 1).")
  var repetitions: Int?

  @Option(help: .hidden)
  var rounds: Int?

  @Option(help: "The temperature of the soft targets of --kind full.")
  var temperature: Double?

  @Flag(help: "Print the clusters, and stop.")
  var list = false

  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var compute: TrainingOptions
  @OptionGroup var checkpoints: CheckpointOptions

  private var share: RenamedOption<Double> {
    RenamedOption("--own-class-share", ownClassShare, formerly: "--special", special)
  }

  private var count: RenamedOption<Int> {
    RenamedOption("--repetitions", repetitions, formerly: "--rounds", rounds)
  }

  func validate() throws {
    guard (folder == nil) == list else {
      throw ValidationError("Give RUN, the folder to write, or --list; one of them.")
    }
    if let (name, value) = try share.given(), !(0.01...0.99 ~= value) {
      throw ValidationError("\(name) is \(value); expected a share from 0.01 to 0.99.")
    }
    if let (name, value) = try count.given(), !(1...1000 ~= value) {
      throw ValidationError("\(name) is \(value); expected a number from 1 to 1000.")
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
      Console.show(share.notices + count.notices)
      let file = try overrides.recipe(at: recipe, threads: compute.threads)
      let network = try Network.initialWeights(at: generalist, where: "specialists start")
      // Fails before the classes are clustered rather than after.
      _ = try network.with(file.architecture)
      let dataset = try examples(for: network)
      if let folder { try requireUsable(folder) }
      let found = try grouping.clusters(
        of: network, on: dataset, seed: file.recipe.seed, generalist, compute)
      let table = ClusterTable(
        clusters: found.clusters, classNames: network.classNames, covariance: found.covariance)
      guard let folder else {
        return try compute.json
          ? Console.output(json: table.summary) : Console.output(table.description)
      }
      try requireOthers(found.clusters, of: network)
      var job = PanelJob(
        file, generalist: network, clusters: found.clusters, kind: kind,
        ownClassShare: try share.given()?.value ?? 0.5, repetitions: try count.given()?.value ?? 1,
        temperature: temperature, on: dataset, commandLine: CommandLine.arguments)
      job.secondsBetweenCheckpoints = checkpoints.seconds
      try job.preflight(folder)
      if !compute.json { try Console.output(table.description) }
      try TrainingReporter(folder, compute.output).run(job, in: folder)
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
    let dataset = try DataFolder.opened(data).training()
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
