public import DistillData
import Foundation

extension RunFolder {
  static let recordName = "run.json"
  static let metricsName = "metrics.jsonl"
  static let lockName = ".lock"
  package static let checkpointName = "checkpoint.safetensors"

  /// What a folder holds, for a run that is to be written there.
  public enum State: Equatable, Sendable {
    /// Absent or empty: a run can start.
    case vacant
    /// It holds this run, which can be resumed.
    case unfinished(Record)
    /// It holds this run, which is complete.
    case finished(Record)
    /// It holds this run, which diverged and would again.
    case diverged(Record)
    /// It is a file, or holds files of another origin.
    case foreign
  }

  /// Inspects `path` without changing it.
  ///
  /// - Throws: ``FileError`` when the folder cannot be read or its `run.json` is damaged.
  public static func state(of path: String) throws(FileError) -> State {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return .vacant
    }
    guard isFolder.boolValue else { return .foreign }
    let names = try names(in: path)
    if names.contains(recordName) {
      let record = try Record(ofRunIn: path)
      return switch record.state {
      case .finished: .finished(record)
      case .running: .unfinished(record)
      case .diverged: .diverged(record)
      }
    }
    // A run that was killed before its first file leaves only these.
    return names.allSatisfy { $0 == lockName || AtomicFile.isLeftover($0) } ? .vacant : .foreign
  }

  /// Whether the folder `path` holds the run that `record` describes, finished.
  ///
  /// What a kill may have left beside the finished run, its checkpoint and temporary files, is removed.
  ///
  /// - Throws: ``FileError`` when it holds another run, finished or not, or its record is damaged.
  public static func isFinished(_ path: String, as record: Record) throws(FileError) -> Bool {
    switch try state(of: path) {
    case .vacant, .foreign: return false
    case .unfinished(let stored), .diverged(let stored):
      try record.checkResuming(stored, in: path)
      return false
    case .finished(let stored):
      try record.checkResuming(stored, in: path)
      tidy(path)
      return true
    }
  }

  /// Where the run in the folder `path` diverged, where that is the run that `record` describes; nil
  /// where it is another, or did not.
  package static func divergence(
    in path: String, of record: Record
  ) throws(FileError) -> Record.Divergence? {
    guard case .diverged(let stored) = try state(of: path), let divergence = stored.divergence,
      (try? record.checkResuming(stored, in: path)) != nil
    else { return nil }
    return divergence
  }

  /// Checks before an hour of training that the folder `path` can take its result.
  ///
  /// - Parameters:
  ///   - path: The run's folder, which need not exist; the one around it must.
  ///   - bytes: The size of all files that the run will write.
  ///   - reopening: Whether a finished run may be opened again, because a part of it was lost.
  /// - Throws: ``FileError`` when the folder holds a finished or diverged run or other files, when a file
  ///   cannot be written there, or when the disk has too little space.
  public static func preflight(
    _ path: String, needing bytes: Int, reopening: Bool = false
  ) throws(FileError) {
    _ = try resumable(path, reopening: reopening)
    let exists = FileManager.default.fileExists(atPath: path)
    // A file is written, because permissions, mounts and quotas each refuse in their own way.
    try AtomicFile.probe(
      exists ? path : OpenFile.folder(of: path), byteCount: bytes, named: path)
  }

  /// The unfinished run in `path`, or with `reopening` a finished one; nil when a new one can
  /// start there; anything else is refused.
  static func resumable(_ path: String, reopening: Bool) throws(FileError) -> Record? {
    switch try state(of: path) {
    case .vacant: return nil
    case .unfinished(let record): return record
    case .finished(let record) where reopening: return record
    case .finished:
      tidy(path)
      throw .occupied(
        path: path, found: "already holds a finished run",
        remedy: "choose another folder or delete it")
    case .diverged(let record):
      throw .occupied(
        path: path, found: "holds a run that \(record.outcome)",
        remedy: "delete it, which loses no network, or choose another folder")
    case .foreign:
      throw .occupied(
        path: path, found: "holds something other than a run",
        remedy: "choose another folder, or an empty one")
    }
  }

  /// Removes what a kill may have left in the folder `path` of a finished run and in the folders in it: a
  /// checkpoint, which was superseded by the model, and temporary files.
  ///
  /// Nothing is removed while another process has the run open.
  package static func tidy(_ path: String) {
    guard let record = try? Record(ofRunIn: path), record.state == .finished,
      let lock = try? OpenFile(path + "/" + lockName, for: .locking),
      (try? lock.lock()) == true
    else { return }
    AtomicFile.removeLeftovers(in: path)
    unlink(path + "/" + checkpointName)
    for name in (try? names(in: path)) ?? [] { tidy(path + "/" + name) }
    // Keeps the lock until here.
    withExtendedLifetime(lock) {}
  }

  static func names(in path: String) throws(FileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .unreadable(
        path: path, found: "its files cannot be listed", remedy: "check its permissions")
    }
  }
}
