import DistillData
import Foundation

/// The exclusive right to write into a folder of speech, held until the value is released.
///
/// The kernel releases the lock with the process, however that ends. Temporary files that a killed
/// process left are removed when the next one takes the lock.
final class FolderLock: Sendable {
  private static let name = ".lock"

  private let path: String
  private let file: OpenFile
  /// Whether the folder was created for this lock.
  private let isNew: Bool

  /// Takes the lock of the folder `path`, which is created where it does not exist.
  ///
  /// - Throws: `FileError.inUse(path:)` where another process has it; what the system refuses.
  init(_ path: String) throws {
    isNew = !FileManager.default.fileExists(atPath: path)
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError.unwritable(path: path, reason: "the folder cannot be created")
    }
    let name = "\(path)/\(Self.name)"
    while true {
      let file = try OpenFile(name, for: .locking)
      guard try file.lock() else { throw FileError.inUse(path: path) }
      // A process that failed may have removed the file between its opening and its locking.
      guard file.isFile(at: name) else { continue }
      self.file = file
      break
    }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    where AtomicFile.isLeftover(name) {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }

  /// Removes what taking the lock created, where nothing was written: the lock's file, and the folder
  /// where it is new and empty.
  func discard() {
    try? FileManager.default.removeItem(atPath: "\(path)/\(Self.name)")
    // Removes a folder only if it is empty.
    if isNew { rmdir(path) }
  }
}
