public import DistillData
public import DistillNetworks
import DistillTensors
import Foundation

/// A network to be trained into a run folder, from its first step or from its last checkpoint.
///
/// The finished folder holds `run.json`, `metrics.jsonl` and `model.safetensors`. During the run it holds
/// `checkpoint.safetensors`, from which a run that was stopped or killed continues to the same bits as
/// without the interruption.
public struct TrainingJob: Sendable {
  /// The network, how it is trained, and the objective, which is labels alone where the file has none.
  public var file: TrainingPlan
  /// The training or transfer set.
  public var dataset: Dataset
  /// Where the soft targets come from; nil for labels alone.
  public var softTargets: SoftTargetSource?
  /// Labelled examples on which the network is evaluated after every epoch, in place of those that the
  /// recipe holds out; nil for the recipe's. They do not change the network.
  public var validation: Dataset?
  /// The initial weights; nil for a random draw by the recipe's seed. Its layers are those of ``file``,
  /// where dropout may differ, which has no weights. Part of the run's identity: resuming with other
  /// initial weights is refused.
  public var initialWeights: Network?
  /// The name of the store of soft targets in errors, such as its folder.
  public var storeName = "the store"
  /// The command, for the record.
  public var commandLine: [String]
  /// Digests of the run's other inputs, by role, for the record.
  var sources: [String: String] = [:]
  /// The least time between two checkpoints, in seconds; 0 for one after every step.
  ///
  /// It determines how much work is lost when the process is killed, and does not change the result.
  public var secondsBetweenCheckpoints = 10.0

  /// A job with these parts.
  public init(
    _ file: TrainingPlan, on dataset: Dataset, softTargets: SoftTargetSource? = nil,
    validation: Dataset? = nil, commandLine: [String]
  ) {
    self.file = file
    // Examples without labels may come without class names; the teacher's are used then.
    self.dataset =
      dataset.classNames.isEmpty ? dataset.named(softTargets?.classNames ?? []) : dataset
    self.softTargets = softTargets
    self.validation = validation
    self.commandLine = commandLine
  }

  /// What the user should know before the training begins; see ``Architecture/notices(for:)``.
  public var notices: [Notice] { file.architecture.notices(for: dataset) }

  /// The record in `run.json`.
  func record() throws -> RunFolder.Record {
    var digests = ["data": dataset.digest, "examples": dataset.viewDigest]
    if let softTargets { digests.merge(softTargets.digests) { $1 } }
    if let validation { digests["validation"] = validation.viewDigest }
    if let initialWeights { digests["beginning"] = initialWeights.digest }
    digests.merge(sources) { $1 }
    return RunFolder.Record(
      commandLine: commandLine, kind: (softTargets == nil ? RunKind.network : .student).rawValue,
      recipe: .init(file),
      seed: file.recipe.seed, digests: digests,
      versions: .ofThisBuild,
      machine: .this(threads: file.recipe.threads ?? Engine.availableThreads),
      precision: file.recipe.precision.rawValue)
  }

  /// Whether the folder `path` holds this very run, finished.
  ///
  /// - Throws: ``FileError`` where it holds another run.
  public func isFinished(in path: String) throws -> Bool {
    try RunFolder.isFinished(path, as: record())
  }

  /// The largest number of bytes that the run occupies: two checkpoints, because one replaces the other,
  /// and the model.
  var bytesNeeded: Int {
    let parameters = file.architecture.parameterCount
    let copies = 1 + file.recipe.optimizer.slotsPerParameter + (file.recipe.patience == nil ? 0 : 1)
    return 4 * parameters * (2 * copies + 1) + 1 << 20
  }

  /// Checks everything that can be checked before the first step: folder, disk, recipe, data, targets.
  ///
  /// - Throws: As ``run(in:observe:)``.
  public func preflight(_ path: String) throws { try preflight(path, reopening: false) }

  private func preflight(_ path: String, reopening: Bool) throws {
    try RunFolder.preflight(path, needing: bytesNeeded, reopening: reopening)
    try file.checkMemory(examples: dataset.count)
    let (training, validation) = try split()
    try file.recipe.checkPatience(evaluatedOn: validation)
    _ = try initialWeights?.with(file.architecture)
    try file.recipe.check(training, for: file.architecture)
    guard objective.hardWeight < 1 || training.labels.contains(where: { $0 >= 0 }) else {
      throw NetworkError.mismatch(
        what: "examples", expected: "labels, because training uses nothing else", found: "none",
        remedy: "give labelled examples, or teach with a hard weight below 1")
    }
    _ = try softTargets?.targets(
      for: training.subset([0]), objective: objective,
      on: Engine(threads: 1, precision: .float32), path: storeName)
  }

  /// The training examples and the validation examples, from the recipe or as given.
  func split() throws(NetworkError) -> (training: Dataset, validation: Dataset?) {
    guard let validation else { return try file.recipe.split(dataset) }
    guard file.recipe.validation == 0 else {
      throw .mismatch(
        what: "validation examples", expected: "one source",
        found: "\(validation.count) examples and a recipe that holds \(file.recipe.validation) out",
        remedy: "set “validation: 0”")
    }
    guard validation.classNames == dataset.classNames else {
      throw .mismatch(
        what: "validation examples", expected: "the classes of the training examples, in order",
        found: "others", remedy: "choose examples with the same class names")
    }
    try file.recipe.check(validation, for: file.architecture)
    return (dataset, validation)
  }

  private var objective: Objective {
    softTargets == nil ? .labelsOnly : file.objective ?? .labelsOnly
  }

  /// Trains in the folder `path`; continues where an earlier call was stopped or killed.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - observe: Called after each step. When it returns stop, a checkpoint is written.
  /// - Returns: The trained network, or nil where `observe` returned stop.
  /// - Throws: ``FileError``, ``NetworkError``, ``TeacherError``. A run that diverges is marked as such in
  ///   `run.json` and throws the same error when it is run again, without work: it is deterministic.
  public func run(
    in path: String, observe: (TrainingProgress) -> TrainingControl
  ) throws -> Network? {
    try run(in: path, reopening: false, observe: observe)
  }

  /// As ``run(in:observe:)``; with `reopening` a finished run whose model was lost is repeated.
  func run(
    in path: String, reopening: Bool, observe: (TrainingProgress) -> TrainingControl
  ) throws -> Network? {
    let record = try record()
    if let found = try RunFolder.divergence(in: path, of: record) { throw found.error }
    try preflight(path, reopening: reopening)
    let recipe = file.recipe
    let engine = recipe.makeEngine()
    let (training, validation) = try split()
    let targets = try softTargets?.targets(
      for: training, objective: objective, on: engine, path: storeName)
    let folder = try RunFolder(path, for: record, reopening: reopening)
    let checkpoint = folder.path(of: RunFolder.checkpointName)
    let before = folder.record.wallSeconds
    let clock = ContinuousClock()
    let start = clock.now
    func wallSeconds() -> Double { before + start.duration(to: clock.now) / .seconds(1) }
    let resumes = folder.isResumed && FileManager.default.fileExists(atPath: checkpoint)
    var state =
      resumes
      ? try Self.state(from: checkpoint, optimizer: recipe.optimizer)
      : TrainingState(
        try initialWeights?.with(file.architecture)
          ?? Network(file.architecture, seed: recipe.seed),
        using: recipe)
    let metrics = try folder.openMetrics(after: resumes ? state.step : nil)
    func save(_ state: TrainingState) throws {
      try state.write(to: checkpoint)
      try folder.update(wallSeconds: wallSeconds())
    }
    var lastSave = clock.now
    var stopped = false
    do {
      try state.run(
        on: training, targets: targets, objective: objective, validation: validation,
        using: recipe, on: engine
      ) { progress, state in
        if let epoch = progress.epoch { try metrics.append(epoch, at: progress.step) }
        if !progress.isOver,
          lastSave.duration(to: clock.now) >= .seconds(secondsBetweenCheckpoints)
        {
          try save(state)
          lastSave = clock.now
        }
        stopped = observe(progress) == .stop && !progress.isOver
        return stopped ? .stop : .proceed
      }
    } catch let error as NetworkError {
      try folder.note(error, wallSeconds: wallSeconds())
      throw error
    }
    if stopped {
      try save(state)
      return nil
    }
    try state.network.write(to: folder.path(of: "model.safetensors"))
    try folder.finish(wallSeconds: wallSeconds())
    try? FileManager.default.removeItem(atPath: checkpoint)
    return state.network
  }

  private static func state(
    from checkpoint: String, optimizer: Optimizer
  ) throws(FileError) -> TrainingState {
    do {
      return try TrainingState(contentsOf: checkpoint, optimizer: optimizer)
    } catch {
      throw error.withRemedy("delete it, and the run starts again from its first step")
    }
  }
}
