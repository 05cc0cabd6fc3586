public import DistillData
import DistillNetworks
public import DistillTensors

/// A labelling pass into a run folder: `run.json` and `targets.safetensors`, written in one piece, so a
/// pass that was killed is simply made again.
public struct LabellingJob: Sendable {
  /// The teacher.
  public var teacher: any Teacher
  /// The transfer set.
  public var dataset: Dataset
  /// How members are averaged; nil for the teacher's own mean.
  public var mean: EnsembleMean?
  /// Of an arithmetic mean: the one temperature to keep; nil for all.
  public var temperature: Double?
  /// The command, for the record.
  public var commandLine: [String]

  /// A pass of `teacher` over `dataset`.
  public init(
    _ teacher: any Teacher, on dataset: Dataset, mean: EnsembleMean?, commandLine: [String]
  ) {
    self.teacher = teacher
    self.dataset = dataset
    self.mean = mean
    self.commandLine = commandLine
  }

  /// Whether the folder `path` holds this very pass, finished.
  ///
  /// - Throws: ``FileError`` where it holds another run.
  public func isFinished(in path: String, on engine: Engine) throws -> Bool {
    try RunFolder.isFinished(path, as: record(on: engine))
  }

  private func record(on engine: Engine) -> RunFolder.Record {
    var recipe: [String: RunFolder.Value] = ["mean": .string((mean ?? teacher.mean).rawValue)]
    if let temperature { recipe["temperature"] = .number(temperature) }
    return RunFolder.Record(
      commandLine: commandLine, kind: RunKind.targets.rawValue, recipe: .object(recipe), seed: 0,
      digests: ["data": dataset.digest, "teacher": teacher.digest], versions: .ofThisBuild,
      machine: .this(threads: engine.threads),
      precision: engine.precision.rawValue)
  }

  /// Labels into the folder `path`, calling `progress` with the share that is done.
  public func run(
    in path: String, on engine: Engine, progress: (Double) -> Void
  ) throws -> SoftTargetStore {
    let numbers = dataset.count * teacher.classNames.count
    try RunFolder.preflight(path, needing: 8 * numbers + 1 << 20)
    let record = record(on: engine)
    // Refuses now what the folder would refuse after the pass.
    _ = try RunFolder.isFinished(path, as: record)
    let clock = ContinuousClock()
    let start = clock.now
    let store = try SoftTargetStore(
      labelling: dataset, by: teacher, mean: mean, temperature: temperature, on: engine,
      progress: progress)
    // Not before the pass, so that a teacher whose logits are refused leaves nothing.
    let folder = try RunFolder(path, for: record)
    try store.write(to: folder.path(of: "targets.safetensors"))
    try folder.finish(wallSeconds: start.duration(to: clock.now) / .seconds(1))
    return store
  }

  /// Whether the run in the folder `path`, finished or not, is a labelling pass; a model file is not.
  ///
  /// - Throws: ``FileError`` where `path` is neither a run nor a model file.
  public static func isStore(_ path: String) throws(FileError) -> Bool {
    guard !path.hasSuffix(".safetensors") else { return false }
    return try RunFolder.Record(ofRunIn: path).kind == RunKind.targets.rawValue
  }

  /// Reads the store that a finished pass left in the folder `path`.
  public static func store(in path: String) throws -> SoftTargetStore {
    let record = try RunFolder.Record(ofRunIn: path)
    guard record.kind == RunKind.targets.rawValue, record.state == .finished else {
      throw FileError.malformed(
        path: path, at: "run.json", expected: "a finished labelling pass",
        found: "a run of kind “\(record.kind)”, \(record.state.rawValue)",
        remedy: "make one with “distill soften”")
    }
    return try SoftTargetStore(contentsOf: "\(path)/targets.safetensors")
  }
}
