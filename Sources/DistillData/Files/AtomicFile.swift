public import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that appears whole or not at all.
///
/// The bytes go to a temporary name in the same folder, are flushed to the disk, and take the final
/// name in one step, after which the folder is flushed too. A reader sees the old content or the new,
/// never a mixture, even when the process is killed or the power fails. When anything fails, or the
/// value goes without ``commit()``, the temporary file is removed and the old file is untouched.
///
/// ```swift
/// var file = try AtomicFile(replacing: "runs/a/model.safetensors")
/// try file.write(header)
/// try file.write(weights.span.bytes)
/// try file.commit()
/// ```
///
/// A symbolic link of the final name is replaced, not followed.
public struct AtomicFile: ~Copyable, Sendable {
  private let path: String
  private let temporary: String
  private let file: OpenFile
  private var isCommitted = false

  /// Begins a file that will be named `path`, in a folder that exists.
  ///
  /// - Parameters:
  ///   - path: The final name; a regular file of that name will be replaced by ``commit()``.
  ///   - byteCount: The size to come, where it is known: a disk without that much room is refused
  ///     now rather than after a long write.
  /// - Throws: ``FileError`` when the folder is missing, not writable or full, or when `path` is a
  ///   folder or a device.
  public init(replacing path: String, byteCount: Int = 0) throws(FileError) {
    let folder = OpenFile.folder(of: path)
    var status = stat()
    if lstat(path, &status) == 0, ![S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) {
      throw .unwritable(
        path: path, found: "it is a folder or a device, not a file", remedy: "choose another name")
    }
    let free = try OpenFile.freeBytes(in: folder)
    guard byteCount <= free else { throw .diskFull(path: path, needed: byteCount, free: free) }
    (self.temporary, self.file) = try Self.temporary(in: folder, for: path)
    self.path = path
  }

  deinit {
    if !isCommitted { unlink(temporary) }
  }

  /// Appends all of `bytes`; throws when the disk is full or the system refuses.
  public mutating func write(_ bytes: RawSpan) throws(FileError) {
    try file.write(bytes)
  }

  /// Flushes the bytes to the disk and gives them the final name.
  public consuming func commit() throws(FileError) {
    try file.synchronize()
    guard rename(temporary, path) == 0 else {
      throw OpenFile.writeError(errno, path: path, bytes: 0)
    }
    isCommitted = true
    try OpenFile.synchronize(folder: OpenFile.folder(of: path))
  }

  /// Writes `data` to `path`, wholly or not at all.
  ///
  /// - Throws: ``FileError``; the old content of `path`, if any, is then still there.
  public static func write(_ data: Data, to path: String) throws(FileError) {
    var file = try AtomicFile(replacing: path, byteCount: data.count)
    try file.write(data.bytes)
    try file.commit()
  }
}

extension AtomicFile {
  private static func temporary(
    in folder: String, for path: String
  ) throws(FileError) -> (String, OpenFile) {
    // Counting up passes over other threads' files and the leavings of a killed process.
    var attempt = 0
    while true {
      let name = "\(folder)/.distill-\(getpid())-\(attempt).partial"
      do {
        return (name, try OpenFile(name, for: .creating, named: path))
      } catch .occupied {
        attempt += 1
      }
    }
  }

  /// Whether `name` is that of a temporary file, which only a killed process leaves behind.
  package static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(".distill-") && name.hasSuffix(".partial")
  }
}
