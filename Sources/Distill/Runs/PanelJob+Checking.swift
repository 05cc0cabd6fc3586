import DistillData
import DistillNetworks
import DistillTensors
import Foundation

extension PanelJob {
  /// The parts of a job after they were checked to fit together.
  struct Prepared {
    var training: Dataset
    var validation: Dataset?
    var panel: PanelFile
    var digest: String
    var record: RunFolder.Record
    /// How many specialists are still to be trained.
    var unfinished: Int
    /// Whether the folder holds this run, finished, with a part missing.
    var isBroken: Bool
    /// Whether the folder holds this run, finished and complete.
    var isWhole: Bool
  }

  /// Checks everything that can be checked before the first step.
  ///
  /// - Throws: ``FileError`` where the folder holds a finished run or other files, or the disk is too
  ///   small; ``NetworkError`` and ``PanelError`` where generalist, recipe, data and clusters do not fit
  ///   together.
  public func preflight(_ path: String) throws { _ = try prepare(path) }

  func prepare(_ path: String) throws -> Prepared {
    let prepared = try inspect(path)
    if let found = try RunFolder.divergence(in: path, of: prepared.record) { throw found.error }
    try RunFolder.preflight(
      path, needing: bytesNeeded(prepared.unfinished), reopening: prepared.isBroken)
    try file.checkMemory(examples: dataset.count, workers: lanes(prepared.unfinished))
    return prepared
  }

  /// Whether the folder `path` holds this panel, finished, with all its specialists.
  ///
  /// - Throws: ``NetworkError`` and ``PanelError`` where the job's parts do not fit together;
  ///   ``FileError`` where the folder holds an unfinished panel of another job.
  public func isFinished(in path: String) throws -> Bool { try inspect(path).isWhole }

  private func inspect(_ path: String) throws -> Prepared {
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
    var (isBroken, isWhole) = (false, false)
    switch try RunFolder.state(of: path) {
    case .vacant, .foreign: break
    case .diverged:
      // Another panel is refused below.
      if let found = try RunFolder.divergence(in: path, of: record) { throw found.error }
    case .unfinished:
      _ = try RunFolder.isFinished(path, as: record)
      unfinished = try self.unfinished(panel, in: path, digest: digest)
    case .finished:
      // Another run that is finished is refused below.
      guard (try? RunFolder.isFinished(path, as: record)) == true else { break }
      unfinished = try self.unfinished(panel, in: path, digest: digest)
      isWhole = unfinished.isEmpty && hasParts(panel, in: path, digest: digest)
      isBroken = !isWhole
    }
    return Prepared(
      training: training, validation: held, panel: panel, digest: digest, record: record,
      unfinished: unfinished.count, isBroken: isBroken, isWhole: isWhole)
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
          cluster: place + 1, classes: classes.map { generalist.classNames[$0] }, own: own,
          others: all - own)
      }
    }
  }

  /// The specialists that are still to be trained. One at a time is in memory.
  private func unfinished(
    _ panel: PanelFile, in path: String, digest: String
  ) throws(FileError) -> [Int] {
    var unfinished: [Int] = []
    for place in clusters.clusters.indices {
      do throws(FileError) {
        _ = try panel.specialist(place, in: path, of: generalist, digest: digest)
      } catch {
        // A specialist of another panel is not overwritten; a missing or damaged one can be trained.
        if case .differs = error { throw error }
        unfinished.append(place)
      }
    }
    return unfinished
  }

  /// Whether the folder holds the files that all specialists share.
  func hasParts(_ panel: PanelFile, in path: String, digest: String) -> Bool {
    (try? PanelFile(ofRunIn: path)) == panel
      && (try? Network(contentsOf: PanelFile.generalistPath(in: path)))?.digest == digest
  }

  /// The bytes that training `count` specialists writes at its largest: all models, and two checkpoints
  /// of each that is in training, because one is replaced by another.
  private func bytesNeeded(_ count: Int) -> Int {
    let model = 4 * file.architecture.parameterCount
    let checkpoints = 2 * (1 + file.recipe.optimizer.slotsPerParameter) * model
    return (1 + count) * (model + 1 << 20) + lanes(count) * checkpoints
  }

  /// How many of `count` specialists train side by side.
  private func lanes(_ count: Int) -> Int {
    min(count, file.recipe.threads ?? Engine.availableThreads)
  }
}
