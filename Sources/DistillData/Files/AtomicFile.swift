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
    if lstat(path, &status) == 0 {
      guard [S_IFREG, S_IFLNK].contains(status.st_mode & S_IFMT) else {
        throw .unwritable(
          path: path, found: "it is a folder or a device, not a file", remedy: "choose another name"
        )
      }
    } else if errno != ENOENT {
      // A name that is too long, or a file where a folder is needed: renaming would fail in the end.
      throw OpenFile.writeError(errno, path: path, bytes: 0)
    }
    guard !path.isEmpty else {
      throw .unwritable(path: path, found: "it is no name", remedy: "give a name")
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

  /// Replaces bytes that were written before, from `offset` on; the position for ``write(_:)`` stays.
  package mutating func overwrite(_ bytes: RawSpan, at offset: Int) throws(FileError) {
    try file.write(bytes, at: offset)
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
    // Counting up passes over other threads' files and those that a killed process left.
    var attempt = 0
    while true {
      let name = "\(folder)/.distill-\(getpid())-\(attempt).partial"
      do {
        let file = try OpenFile(name, for: .creating, named: path)
        // Some network file systems have no locks; `removeLeftovers` then removes nothing there.
        let isLocked = (try? file.lock()) ?? true
        // Between opening and locking, another process may have taken the file for a leftover.
        if isLocked, try file.hasName() { return (name, file) }
      } catch .occupied {}
      attempt += 1
    }
  }

  /// Whether `name` is that of a temporary file.
  package static func isLeftover(_ name: String) -> Bool {
    name.hasPrefix(".distill-") && name.hasSuffix(".partial")
  }

  /// Removes the temporary files that killed processes left in `folder`.
  ///
  /// A temporary file is locked while its writer lives, and the kernel releases the lock with the
  /// process, so files that other threads or processes are writing stay. What cannot be listed, locked
  /// or removed is left alone: leftovers take space and do no other harm.
  package static func removeLeftovers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where isLeftover(name) {
      let path = "\(folder)/\(name)"
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        let file = try? OpenFile(path, for: .locking), (try? file.lock()) == true
      else { continue }
      unlink(path)
    }
  }

  /// Checks that a file of `byteCount` bytes can be written into `folder`, and leaves nothing there even
  /// when the process is killed meanwhile; errors name it `name`.
  ///
  /// - Throws: ``FileError`` when the folder is missing, not writable, or too full.
  package static func probe(
    _ folder: String, byteCount: Int, named name: String
  ) throws(FileError) {
    let free = try OpenFile.freeBytes(in: folder)
    guard byteCount <= free else { throw .diskFull(path: name, needed: byteCount, free: free) }
    let (temporary, file) = try temporary(in: folder, for: name)
    unlink(temporary)
    let byte: [UInt8] = [0]
    try file.write(byte.span.bytes)
  }
}
