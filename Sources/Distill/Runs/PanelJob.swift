public import DistillData
public import DistillNetworks
import DistillTensors
import Foundation
import Synchronization

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
  private func panelFile(_ training: Dataset) -> PanelFile {
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
  private static func counts(_ dataset: Dataset) -> [Int] {
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    for label in dataset.labels where label >= 0 { counts[Int(label)] += 1 }
    return counts
  }

  private func record(_ panel: PanelFile, generalist digest: String) -> RunFolder.Record {
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
      machine: .init(
        cpu: Machine.processor, threads: file.recipe.threads ?? Engine.availableThreads),
      precision: file.recipe.precision.rawValue)
  }

  /// What is needed of the parts once they are known to go together.
  struct Prepared {
    var training: Dataset
    var validation: Dataset?
    var panel: PanelFile
    var digest: String
    var record: RunFolder.Record
    /// Whether the folder holds this very run, finished, of which something was lost.
    var isBroken: Bool
  }

  /// Everything that can be known to fail before the first step does so here.
  ///
  /// - Throws: ``FileError`` where the folder holds a finished run or anything else, or the disk is too
  ///   small; ``NetworkError`` and ``PanelError`` where generalist, recipe, data and clusters do not go
  ///   together.
  public func preflight(_ path: String) throws { _ = try prepare(path) }

  func prepare(_ path: String) throws -> Prepared {
    _ = try generalist.with(file.architecture)
    guard dataset.classNames == generalist.classNames else {
      throw NetworkError.mismatch(
        what: "data",
        expected: "the generalist's classes in order, \(Self.list(generalist.classNames))",
        found: Self.list(dataset.classNames), remedy: "choose the data that it was trained on")
    }
    for cluster in clusters.clusters {
      try Specialist.check(cluster, of: generalist.classNames.count, kind: kind)
    }
    let (training, held) = try TrainingJob(
      file, on: dataset, validation: validation, commandLine: commandLine
    ).split()
    try file.recipe.check(training, for: file.architecture)
    try checkExamples(training)
    let panel = panelFile(training)
    let digest = generalist.digest
    let record = record(panel, generalist: digest)
    var unfinished = Array(clusters.clusters.indices)
    var isBroken = false
    switch try RunFolder.state(of: path) {
    case .vacant, .foreign: break
    case .unfinished:
      _ = try RunFolder.isFinished(path, as: record)
      unfinished = try self.unfinished(panel, in: path, digest: digest)
    case .finished:
      // Another run that is finished is refused below, as everywhere.
      guard (try? RunFolder.isFinished(path, as: record)) == true else { break }
      unfinished = try self.unfinished(panel, in: path, digest: digest)
      isBroken = !unfinished.isEmpty || !hasParts(panel, in: path, digest: digest)
    }
    try RunFolder.preflight(
      path, needing: bytesNeeded(unfinished.count), reopening: isBroken)
    return Prepared(
      training: training, validation: held, panel: panel, digest: digest, record: record,
      isBroken: isBroken)
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : FileError.quoted(names.prefix(6).joined(separator: ", "))
  }

  private func checkExamples(_ training: Dataset) throws(PanelError) {
    let counts = Self.counts(training)
    let all = kind == .dustbin ? counts.reduce(0, +) : training.count
    for (place, classes) in clusters.clusters.enumerated() {
      let own = classes.reduce(0) { $0 + counts[$1] }
      guard own > 0, own < all || classes.count == counts.count else {
        throw .clusterWithoutExamples(
          cluster: place + 1, classes: classes.map { generalist.classNames[$0] }, special: own,
          others: all - own)
      }
    }
  }

  /// The specialists that a call has to train, one after the other in memory.
  private func unfinished(
    _ panel: PanelFile, in path: String, digest: String
  ) throws(FileError) -> [Int] {
    var unfinished: [Int] = []
    for place in clusters.clusters.indices {
      do throws(FileError) {
        _ = try panel.specialist(place, in: path, of: generalist, digest: digest)
      } catch .differs(let own, let what, let expected, let found, let remedy) {
        throw .differs(path: own, what: what, expected: expected, found: found, remedy: remedy)
      } catch {
        unfinished.append(place)
      }
    }
    return unfinished
  }

  /// Whether the folder has what its specialists have in common.
  func hasParts(_ panel: PanelFile, in path: String, digest: String) -> Bool {
    (try? PanelFile(ofRunIn: path)) == panel
      && (try? Network(contentsOf: PanelFile.generalistPath(in: path)))?.digest == digest
  }

  /// The bytes that training `count` specialists writes at its largest: all models, and two checkpoints
  /// of each that is in training, because one is replaced by another.
  private func bytesNeeded(_ count: Int) -> Int {
    let model = 4 * file.architecture.parameterCount
    let lanes = min(count, file.recipe.threads ?? Engine.availableThreads)
    let checkpoints = 2 * (1 + file.recipe.optimizer.slotsPerParameter) * model
    return (1 + count) * (model + 1 << 20) + lanes * checkpoints
  }
}
