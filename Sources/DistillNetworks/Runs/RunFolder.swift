public import DistillData
import Foundation

/// The folder that one run writes: its record `run.json`, its `metrics.jsonl`, and its model.
///
/// A folder that is absent or empty becomes the run's own; one that holds the same run, unfinished, is
/// resumed; anything else is refused before a byte is written. `run.json` is the first file, and its
/// state is `running` until ``finish(wallSeconds:)``, so a killed run can be recognized. As long as the
/// value lives, no other process can open the folder; the kernel releases the lock with the process,
/// however that ends.
///
/// ```swift
/// let folder = try RunFolder("runs/teacher", for: record)
/// let checkpoint = folder.isResumed ? try Checkpoint(path: folder.path(of: "checkpoint")) : nil
/// let metrics = try folder.openMetrics(after: checkpoint?.step)
/// ```
public final class RunFolder: Sendable {
  /// The folder's name as it was given.
  public let path: String
  /// The run's record: the one given, or that of the first start when the run is resumed.
  public let record: Record
  /// Whether an unfinished run was found.
  public let isResumed: Bool

  private let lock: OpenFile

  /// Creates the folder `path` for the run that `record` describes, or resumes that run in it; with
  /// `reopening` even where it is finished, because a part of it was lost.
  ///
  /// - Throws: ``FileError``, when the folder holds a finished run or anything else, when another
  ///   process works in it, when its unfinished run has another kind, recipe, seed, precision or data,
  ///   or when the disk refuses.
  public init(_ path: String, for record: Record, reopening: Bool = false) throws(FileError) {
    // Checked first without the lock, because taking it would leave a file in a foreign folder.
    _ = try Self.resumable(path, reopening: reopening)
    try OpenFile.makeFolder(path)
    let lock = try OpenFile(path + "/" + Self.lockName, for: .locking)
    guard try lock.lock() else { throw .inUse(path: path) }
    let stored = try Self.resumable(path, reopening: reopening)
    if let stored {
      try record.checkResuming(stored, in: path)
    }
    self.path = path
    self.record = stored ?? record
    self.isResumed = stored != nil
    self.lock = lock
    AtomicFile.removeLeftovers(in: path)
    if stored?.state != .running {
      try save(state: .running, wallSeconds: stored?.wallSeconds ?? 0)
    }
  }

  /// The name, from the working directory, of the file `name` of this run.
  public func path(of name: String) -> String {
    path + "/" + name
  }

  /// Records the seconds that the run has taken so far, over all its starts; to be called with each
  /// checkpoint.
  public func update(wallSeconds: Double) throws(FileError) {
    try save(state: .running, wallSeconds: wallSeconds)
  }

  /// Marks the run as finished after `wallSeconds` over all its starts; write everything else first.
  public func finish(wallSeconds: Double) throws(FileError) {
    try save(
      state: .finished, wallSeconds: wallSeconds,
      files: try Self.digest(ofMetricsIn: path).map { [Self.metricsName: $0] })
  }

  /// Marks the run as one that diverged after `wallSeconds` over all its starts: it is not resumed.
  public func diverge(
    _ divergence: Record.Divergence, wallSeconds: Double
  ) throws(FileError) {
    try save(state: .diverged, wallSeconds: wallSeconds, divergence: divergence)
  }

  private func save(
    state: Record.State, wallSeconds: Double, divergence: Record.Divergence? = nil,
    files: [String: String]? = nil
  ) throws(FileError) {
    var record = record
    record.state = state
    record.wallSeconds = wallSeconds
    record.divergence = divergence
    record.files = files
    try record.write(to: path(of: Self.recordName))
  }
}
