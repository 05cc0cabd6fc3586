import DistillData
public import DistillNetworks
import DistillTensors
import Foundation
import Synchronization

/// Networks to be trained in parallel into one run folder, each in a folder of its own inside it.
public struct EnsembleJob: Sendable {
  /// The training of every member; member i has a seed of its own, drawn from the recipe's.
  public var job: TrainingJob
  /// The number of members.
  public var members: Int

  /// An ensemble of `members`, each trained as `job` describes.
  public init(_ job: TrainingJob, members: Int) {
    precondition(members > 0, "an ensemble has at least one member, not \(members)")
    self.job = job
    self.members = members
  }

  static func memberPath(_ place: Int, in path: String) -> String { "\(path)/member-\(place + 1)" }

  static func memberCount(in record: RunFolder.Record) -> Int {
    record.digests["members"].flatMap { Int($0) } ?? 0
  }

  /// Whether the folder `path` holds this very run, finished.
  ///
  /// - Throws: ``FileError`` where it holds another run.
  public func isFinished(in path: String) throws -> Bool {
    try RunFolder.isFinished(path, as: record())
  }

  private func record() throws -> RunFolder.Record {
    var record = try job.record()
    record.kind = RunKind.ensemble.rawValue
    // Part of the run's identity: resuming with another number is refused.
    record.digests["members"] = "\(members)"
    return record
  }

  /// Trains every member that is not finished, as many at a time as the recipe has threads, one thread
  /// each.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - observe: Called after each step of each member, from several threads.
  /// - Returns: The ensemble, or nil where `observe` returned stop.
  /// - Throws: As ``TrainingJob/run(in:observe:)``.
  public func run(
    in path: String,
    observe: @Sendable (_ member: Int, _ progress: TrainingProgress) -> TrainingControl
  ) throws -> Ensemble? {
    let seed = job.file.recipe.seed
    let record = try record()
    if let found = try RunFolder.divergence(in: path, of: record) { throw found.error }
    try RunFolder.preflight(path, needing: members * job.bytesNeeded)
    try job.file.checkMemory(
      examples: job.dataset.count,
      workers: min(members, job.file.recipe.threads ?? Engine.availableThreads))
    let folder = try RunFolder(path, for: record)
    let isStopped = Atomic(false)
    let clock = ContinuousClock()
    let start = clock.now
    let results = concurrentMap(members, threads: job.file.recipe.threads) {
      place -> Network? in
      // Members that have not started when the run is stopped are not started.
      if isStopped.load(ordering: .relaxed) { return nil }
      var member = job
      member.file.recipe.seed = RandomStream.childSeed(place, of: seed)
      member.file.recipe.threads = 1
      let own = Self.memberPath(place, in: path)
      if case .finished = try RunFolder.state(of: own) {
        RunFolder.tidy(own)
        return try Network(contentsOf: "\(own)/model.safetensors")
      }
      return try member.run(in: own) { progress in
        let control = observe(place, progress)
        if control == .stop { isStopped.store(true, ordering: .relaxed) }
        return control
      }
    }
    let wallSeconds = folder.record.wallSeconds + start.duration(to: clock.now) / .seconds(1)
    let networks: [Network?]
    do {
      networks = try results.map { try $0.get() }
    } catch {
      try folder.note(error, wallSeconds: wallSeconds)
      throw error
    }
    let trained = networks.compactMap { $0 }
    guard trained.count == members else {
      try folder.update(wallSeconds: wallSeconds)
      return nil
    }
    try folder.finish(wallSeconds: wallSeconds)
    return try Ensemble(trained)
  }
}
