import ArgumentParser
import Distill
import Foundation

struct TeachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teach", abstract: "Train a student on soft targets.",
    discussion: """
      The objective is (1 − w) · T² · H(soft targets at T, student at T) + w · H(label, student). \
      Temperature and hard weight come from the options, or from “distillation” in the recipe. \
      With --match logits the first term is (1 − w) · 1/(2N) · Σ (z − v)² over the N classes, z and \
      v the logits of student and teacher less their means, and there is no temperature.

      TARGETS is a folder that “distill soften” wrote, once for every temperature and every student. \
      Where it is the teacher itself, soft targets are computed in every step: on augmented images, at \
      the recipe's precision; nothing is stored.
      """)

  @Argument(help: "A recipe: architecture and training, in YAML.")
  var recipe: String

  @Argument(
    help: ArgumentHelp(
      "A folder that “distill soften” wrote, or the teacher: a run folder, or a model.safetensors.")
  )
  var targets: String

  @Argument(
    help: "A folder of examples: those that the soft targets are of, or any for a teacher.")
  var data: String

  @Argument(help: ArgumentHelp("The folder to write.", valueName: "run"))
  var folder: String

  @Option(help: "The temperature T, a positive number.")
  var temperature: Double?

  @Option(help: "The weight w of the labels, from 0 to 1.")
  var hardWeight: Double?

  @Option(help: "The teacher's output that is matched: probabilities or logits.")
  var match: TeachMatch?

  @Option(help: "The share of the correct label in the soft targets, from 0 to 1.")
  var labelShare: Double?

  @Option(
    help:
      "A network of the recipe's layers whose weights the student starts from, such as the generalist of a panel that teaches (default: random weights)."
  )
  var initFrom: String?

  @Option(help: .hidden)
  var beginAt: String?

  @Option(
    help: ArgumentHelp(
      "Where TARGETS is an ensemble: the mean of its members, arithmetic or geometric."))
  var mean: EnsembleMean?

  @OptionGroup(title: "Panels") var panels: PanelOptions
  @OptionGroup var overrides: RecipeOptions
  @OptionGroup var transfer: TransferOptions
  @OptionGroup var compute: TrainingOptions
  @OptionGroup var checkpoints: CheckpointOptions

  private var initialWeights: RenamedOption<String> {
    RenamedOption("--init-from", initFrom, formerly: "--begin-at", beginAt)
  }

  func validate() throws {
    _ = try initialWeights.given()
    guard temperature.map({ Objective.temperatures ~= $0 }) ?? true else {
      throw ValidationError(
        "--temperature is \(temperature ?? 0); expected a positive number, from "
          + "\(Objective.temperatures.lowerBound) to \(Objective.temperatures.upperBound).")
    }
    guard hardWeight.map({ 0...1 ~= $0 }) ?? true else {
      throw ValidationError("--hard-weight is \(hardWeight ?? 0); expected a number from 0 to 1.")
    }
    guard labelShare.map({ 0...1 ~= $0 }) ?? true else {
      throw ValidationError("--label-share is \(labelShare ?? 0); expected a number from 0 to 1.")
    }
    if match == .logits {
      guard temperature == nil else {
        throw ValidationError("--match logits has no temperature; leave --temperature out.")
      }
      guard labelShare == nil else {
        throw ValidationError("--match logits has no soft labels; leave --label-share out.")
      }
    }
  }

  /// The objective of the options, and of `recipe` where an option is not given.
  private func objective(_ recipe: Objective?) throws -> Objective {
    let incomplete = Failure(
      "The recipe has no “distillation”; give --temperature and --hard-weight.", code: 64)
    guard let hardWeight = hardWeight ?? recipe?.hardWeight else { throw incomplete }
    let wantsProbabilities = match == .probabilities || temperature != nil || labelShare != nil
    if match == .logits || recipe?.match == .logits && !wantsProbabilities {
      return Objective(matching: .logits, hardWeight: hardWeight)
    }
    guard let temperature = temperature ?? recipe?.temperature else {
      throw recipe == nil
        ? incomplete
        : Failure("The recipe matches logits, which have no temperature; give one.", code: 64)
    }
    return Objective(
      matching: .probabilities(temperature: temperature), hardWeight: hardWeight,
      labelShare: labelShare ?? recipe?.labelShare ?? 0)
  }

  /// The source at `targets`: a store of soft targets, or a teacher.
  private func softTargets() throws -> SoftTargetSource {
    guard try LabellingJob.isStore(targets) else {
      return .teacher(try panels.load(targets), mean: mean)
    }
    guard mean == nil else {
      throw Failure(
        "\(targets) holds soft targets, which are averaged already; leave --mean out, or give the teacher "
          + "instead.", code: 64)
    }
    let store = try LabellingJob.store(in: targets)
    Console.show(Safetensors.notices(at: targets))
    return .store(store)
  }

  func run() throws {
    try Failure.reported {
      Console.show(initialWeights.notices + panels.notices)
      var file = try overrides.recipe(at: recipe, threads: compute.threads)
      file.objective = try objective(file.objective)
      let source = try softTargets()
      let data = try DataFolder.opened(data)
      try RunFolder.preflight(folder, needing: 1 << 20)
      let dataset = try transfer.apply(to: data.training(), seed: file.recipe.seed)
      var job = TrainingJob(
        file, on: dataset, softTargets: source, validation: try data.validation(for: file.recipe),
        commandLine: CommandLine.arguments)
      job.storeName = targets
      job.secondsBetweenCheckpoints = checkpoints.seconds
      if let (_, path) = try initialWeights.given() {
        let network = try Network.initialWeights(at: path, where: "the student starts")
        try network.requireClasses(of: job.dataset, self.data, from: path)
        job.initialWeights = network
      }
      Console.show(job.notices)
      try TrainingReporter(folder, compute.output).run(job, members: nil, in: folder)
    }
  }
}
