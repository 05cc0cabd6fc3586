public import DistillData
public import DistillNetworks
import DistillTensors

/// Specialists of one generalist to be trained side by side into one run folder, one for each cluster
/// of classes.
///
/// The folder ends up with `run.json`, `panel.json` (who is for which classes), a copy of the
/// generalist, and a run folder `specialist-1`, `specialist-2` and so on for each. The correction of a
/// dustbin is kept in `panel.json` and applied when the panel is read, so that a specialist's file holds
/// what was trained.
///
/// Specialists know nothing of each other: each begins at its generalist, draws examples and shuffles
/// them by a seed of its own, and resumes by itself.
public struct PanelJob: Sendable {
  /// How each specialist is trained. The layers are the generalist's but for dropout; examples that
  /// the recipe holds out are held out of all specialists' drawing.
  public var file: RecipeFile
  /// What knows all classes.
  public var generalist: Network
  /// The classes of each specialist.
  public var clusters: ClassClusters
  /// What specialists say of other classes than their own.
  public var kind: Specialist.Kind
  /// The share of examples of its classes that a specialist is trained on, between 0 and 1; ½ in the
  /// paper.
  public var special: Double
  /// How often each of these is drawn.
  public var rounds: Int
  /// The training examples, with labels and the generalist's classes.
  public var dataset: Dataset
  /// Labelled examples that every specialist is judged on after every epoch, in place of those that
  /// the recipe holds out; nil for the recipe's. They do not change any network.
  public var validation: Dataset?
  /// The command, for the record.
  public var commandLine: [String]

  /// A job with these parts. An objective in `file` is not looked at: specialists with a dustbin learn
  /// from labels, those with a full softmax from the labels of their classes and, for the examples of
  /// all others, from the generalist's soft targets at `temperature`, which the others have none of.
  public init(
    _ file: RecipeFile, generalist: Network, clusters: ClassClusters, kind: Specialist.Kind,
    special: Double, rounds: Int, temperature: Double?, on dataset: Dataset,
    validation: Dataset? = nil, commandLine: [String]
  ) {
    precondition(
      (kind == .fullSoftmax) == (temperature != nil),
      "a temperature of \(temperature.map { "\($0)" } ?? "none") for specialists of kind \(kind)")
    precondition(
      special > 0 && special < 1 && rounds > 0,
      "a share of \(special) special examples, \(rounds) times")
    self.file = file
    self.file.objective = temperature.map {
      Objective(matching: .probabilities(temperature: $0), hardWeight: 0, labelShare: 1)
    }
    self.generalist = generalist
    self.clusters = clusters
    self.kind = kind
    self.special = special
    self.rounds = rounds
    self.dataset = dataset.classNames.isEmpty ? dataset.named(generalist.classNames) : dataset
    self.validation = validation
    self.commandLine = commandLine
  }

  /// What `panel.json` says.
  func panelFile(_ training: Dataset) -> PanelFile {
    let counts = Self.counts(training)
    let labelled = counts.reduce(0, +)
    return PanelFile(
      kind: kind, special: special, rounds: rounds,
      specialists: clusters.clusters.map { classes in
        let own = classes.reduce(0) { $0 + counts[$1] }
        return PanelFile.Member(
          classes: classes.map { generalist.classNames[$0] },
          correction: kind == .fullSoftmax
            ? nil
            : Specialist.dustbinCorrection(
              special: special, prior: Double(own) / Double(labelled)))
      })
  }

  /// How many labelled examples of each class there are.
  static func counts(_ dataset: Dataset) -> [Int] {
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    for label in dataset.labels where label >= 0 { counts[Int(label)] += 1 }
    return counts
  }

  func record(_ panel: PanelFile, generalist digest: String) -> RunFolder.Record {
    var digests = [
      "data": dataset.digest, "examples": dataset.viewDigest, "generalist": digest,
      "clusters": panel.clustersDigest, "kind": kind.rawValue, "special": "\(special)",
      "rounds": "\(rounds)",
    ]
    if let validation { digests["validation"] = validation.viewDigest }
    return RunFolder.Record(
      commandLine: commandLine, kind: RunKind.panel.rawValue,
      recipe: .array(file.yaml.split(separator: "\n").map { .string(String($0)) }),
      seed: file.recipe.seed, digests: digests, versions: .ofThisBuild,
      machine: .this(threads: file.recipe.threads ?? Engine.availableThreads),
      precision: file.recipe.precision.rawValue)
  }
}
