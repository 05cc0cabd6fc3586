public import DistillData
public import DistillNetworks
import DistillTensors

/// Specialists of one generalist to be trained in parallel into one run folder, one for each cluster of
/// classes.
///
/// The finished folder holds `run.json`, `panel.json` (the classes of each specialist), a copy of the
/// generalist, and a run folder `specialist-1`, `specialist-2` and so on for each. The correction of a
/// dustbin is stored in `panel.json` and applied when the panel is read, so that a specialist's file holds
/// the trained weights.
///
/// Specialists are independent: each starts from the weights of its generalist, draws and shuffles
/// examples by a seed of its own, and is resumed by itself.
public struct PanelJob: Sendable {
  /// How each specialist is trained. The layers are the generalist's but for dropout; examples that
  /// the recipe holds out are held out of all specialists' drawing.
  public var file: TrainingPlan
  /// The network for all classes.
  public var generalist: Network
  /// The classes of each specialist.
  public var clusters: ClassClusters
  /// How specialists treat other classes than their own.
  public var kind: Specialist.Kind
  /// The share of examples of its classes that a specialist is trained on, between 0 and 1; ½ in the
  /// paper.
  public var ownClassShare: Double
  /// How often each of these is drawn.
  public var repetitions: Int
  /// The training examples, with labels and the generalist's classes.
  public var dataset: Dataset
  /// Labelled examples on which every specialist is evaluated after every epoch, in place of those that
  /// the recipe holds out; nil for the recipe's. They do not change any network.
  public var validation: Dataset?
  /// The command, for the record.
  public var commandLine: [String]
  /// The least time between two checkpoints of a specialist, in seconds; see
  /// ``TrainingJob/secondsBetweenCheckpoints``.
  public var secondsBetweenCheckpoints = 10.0

  /// A job with these parts. An objective in `file` is ignored: specialists with a dustbin are trained on
  /// labels, those with a full softmax on the labels of their classes and, for the examples of all
  /// others, on the generalist's soft targets at `temperature`, which is nil for a dustbin.
  public init(
    _ file: TrainingPlan, generalist: Network, clusters: ClassClusters, kind: Specialist.Kind,
    ownClassShare: Double, repetitions: Int, temperature: Double?, on dataset: Dataset,
    validation: Dataset? = nil, commandLine: [String]
  ) {
    precondition(
      (kind == .fullSoftmax) == (temperature != nil),
      "a temperature of \(temperature.map { "\($0)" } ?? "none") for specialists of kind \(kind)")
    precondition(
      ownClassShare > 0 && ownClassShare < 1 && repetitions > 0,
      "a share of \(ownClassShare) special examples, \(repetitions) times")
    self.file = file
    self.file.objective = temperature.map {
      Objective(matching: .probabilities(temperature: $0), hardWeight: 0, labelShare: 1)
    }
    self.generalist = generalist
    self.clusters = clusters
    self.kind = kind
    self.ownClassShare = ownClassShare
    self.repetitions = repetitions
    self.dataset = dataset.classNames.isEmpty ? dataset.named(generalist.classNames) : dataset
    self.validation = validation
    self.commandLine = commandLine
  }

  /// The content of `panel.json`.
  func panelFile(_ training: Dataset) -> PanelFile {
    let counts = Self.counts(training)
    let labelled = counts.reduce(0, +)
    return PanelFile(
      kind: kind, ownClassShare: ownClassShare, repetitions: repetitions,
      specialists: clusters.clusters.map { classes in
        let own = classes.reduce(0) { $0 + counts[$1] }
        return PanelFile.Member(
          classes: classes.map { generalist.classNames[$0] },
          correction: kind == .fullSoftmax
            ? nil
            : Specialist.dustbinCorrection(
              ownClassShare: ownClassShare, prior: Double(own) / Double(labelled)))
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
      "clusters": panel.clustersDigest, "kind": kind.rawValue, "special": "\(ownClassShare)",
      "rounds": "\(repetitions)",
    ]
    if let validation { digests["validation"] = validation.viewDigest }
    return RunFolder.Record(
      commandLine: commandLine, kind: RunKind.panel.rawValue,
      recipe: .init(file),
      seed: file.recipe.seed, digests: digests, versions: .ofThisBuild,
      machine: .this(threads: file.recipe.threads ?? Engine.availableThreads),
      precision: file.recipe.precision.rawValue)
  }
}
