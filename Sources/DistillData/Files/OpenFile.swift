import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open file of the system, closed with its last reference.
///
/// The one place that makes system calls on files: interrupted and short reads and writes are
/// continued here, and error numbers become ``FileError`` here. Each read has its offset, so threads may
/// share one file.
package final class OpenFile: Sendable {
  /// What a file is opened for.
  package enum Purpose: Sendable {
    /// A regular file that exists.
    case reading
    /// A file that must not exist yet.
    case creating
    /// Reads, and writes that go to the end; created if missing.
    case appending
    /// Holding a lock; created if missing, content untouched.
    case locking
  }

  /// The name of the file in errors.
  package let path: String
  private let descriptor: Int32

  /// Opens `path`, which errors call `name` if given. Never blocks on a pipe or a device.
  ///
  /// - Throws: ``FileError`` where the file cannot be opened.
  package init(_ path: String, for purpose: Purpose, named name: String? = nil) throws(FileError) {
    // Without O_NONBLOCK, opening a named pipe waits for a writer, perhaps forever.
    let flags =
      switch purpose {
      case .reading: O_RDONLY | O_NONBLOCK
      case .creating: O_WRONLY | O_CREAT | O_EXCL
      case .appending: O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK
      case .locking: O_RDWR | O_CREAT | O_NONBLOCK
      }
    let opened = Self.retrying { open(path, flags | O_CLOEXEC, 0o666) }
    let code = errno
    let path = name ?? path
    self.path = path
    self.descriptor = opened
    guard opened >= 0 else {
      throw purpose == .reading
        ? Self.readError(code, path: path) : Self.writeError(code, path: path, bytes: 0)
    }
    if purpose == .reading, try status().st_mode & S_IFMT != S_IFREG {
      throw .unreadable(
        path: path, found: "it is a folder or a device, not a file",
        remedy: "give the name of a file")
    }
  }

  deinit {
    // A child process that was just begun may still share the descriptor, and with it a lock.
    _ = flock(descriptor, LOCK_UN)
    if descriptor >= 0 { close(descriptor) }
  }

  /// The file's size in bytes now.
  package func byteCount() throws(FileError) -> Int {
    Int(try status().st_size)
  }

  private func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.readError(errno, path: path) }
    return status
  }

  /// Fills `buffer` with the bytes from `offset` on; a file that ends before is malformed.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    guard let base = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count = Self.retrying {
        pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      }
      guard count >= 0 else { throw Self.readError(errno, path: path) }
      guard count > 0 else {
        throw .malformed(
          path: path, at: "byte \(offset + done)", expected: "\(buffer.count - done) more bytes",
          found: "the end of the file", remedy: "make or fetch the file again")
      }
      done += count
    }
  }

  /// The whole content, refused beyond `limit` bytes.
  package func contents(limit: Int) throws(FileError) -> [UInt8] {
    let count = try byteCount()
    guard count <= limit else {
      throw .malformed(
        path: path, at: "its size", expected: "at most \(limit) bytes", found: "\(count)",
        remedy: "make or fetch the file again")
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(FileError) in
      try read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
      filled = count
    }
  }

  /// Writes all of `bytes`; the error has the number of bytes that did not fit.
  package func write(_ bytes: RawSpan) throws(FileError) {
    try bytes.withUnsafeBytes { buffer throws(FileError) in
      guard let base = buffer.baseAddress else { return }
      var done = 0
      while done < buffer.count {
        // With the module's name, because this method hides the system's function.
        let count = Self.retrying { Foundation.write(descriptor, base + done, buffer.count - done) }
        guard count > 0 else {
          throw Self.writeError(count == 0 ? ENOSPC : errno, path: path, bytes: buffer.count - done)
        }
        done += count
      }
    }
  }

  /// Writes all of `bytes` from `offset` on, without moving the position of other writes.
  package func write(_ bytes: RawSpan, at offset: Int) throws(FileError) {
    try bytes.withUnsafeBytes { buffer throws(FileError) in
      guard let base = buffer.baseAddress else { return }
      var done = 0
      while done < buffer.count {
        let count = Self.retrying {
          pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
        }
        guard count > 0 else {
          throw Self.writeError(count == 0 ? ENOSPC : errno, path: path, bytes: buffer.count - done)
        }
        done += count
      }
    }
  }

  /// Whether the file still has a name in a folder.
  package func hasName() throws(FileError) -> Bool {
    try status().st_nlink > 0
  }

  /// Shortens the file to its first `count` bytes.
  package func truncate(to count: Int) throws(FileError) {
    guard Self.retrying({ ftruncate(descriptor, off_t(count)) }) == 0 else {
      throw Self.writeError(errno, path: path, bytes: 0)
    }
  }

  /// Returns when the content has reached the disk.
  package func synchronize() throws(FileError) {
    guard Self.retrying({ fsync(descriptor) }) == 0 else {
      throw Self.writeError(errno, path: path, bytes: 0)
    }
  }

  /// Locks the file exclusively for the lifetime of this object, or returns false where it is locked.
  ///
  /// The kernel releases the lock with the process, however that ends.
  package func lock() throws(FileError) -> Bool {
    if Self.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
    guard errno == EWOULDBLOCK else { throw Self.writeError(errno, path: path, bytes: 0) }
    return false
  }
}

extension OpenFile {
  /// Whether `path` is still the name of this file, which another process may have removed.
  package func isFile(at path: String) -> Bool {
    var (own, named) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_dev == named.st_dev
      && own.st_ino == named.st_ino
  }

  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// The free bytes of the disk of `folder` for an ordinary user.
  package static func freeBytes(in folder: String) throws(FileError) -> Int {
    var status = statvfs()
    guard statvfs(folder, &status) == 0 else {
      throw errno == ENOENT ? missing(outputFolder: folder) : readError(errno, path: folder)
    }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize))
    return overflow ? Int.max : Int(clamping: bytes)
  }

  /// Returns when the names in `folder` have reached the disk.
  package static func synchronize(folder: String) throws(FileError) {
    let descriptor = retrying { open(folder, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw readError(errno, path: folder) }
    defer { close(descriptor) }
    // Some network file systems cannot flush folders and return EINVAL.
    guard retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
      throw writeError(errno, path: folder, bytes: 0)
    }
  }

  /// Creates the folder `path`, in one that exists, unless it exists itself.
  package static func makeFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw writeError(errno, path: path, bytes: 0)
    }
  }

  /// The folder that `path` lies in.
  package static func folder(of path: String) -> String {
    // Foundation's own function traps on names of one character on Linux.
    let bytes = Array(path.utf8)
    guard let last = bytes.lastIndex(where: { $0 != UInt8(ascii: "/") }) else {
      return bytes.isEmpty ? "." : "/"
    }
    guard let slash = bytes[...last].lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }

  /// The sentence for error number `code` of a reading call.
  package static func readError(_ code: Int32, path: String) -> FileError {
    code == ENOENT
      ? .missing(path: path, remedy: path.isEmpty ? "give a name" : "check the name")
      : .unreadable(path: path, found: reason(code), remedy: "check its permissions and its disk")
  }

  /// The sentence for error number `code` of a writing call with `bytes` still to be written.
  package static func writeError(_ code: Int32, path: String, bytes: Int) -> FileError {
    switch code {
    case ENOSPC, EDQUOT:
      .diskFull(path: path, needed: bytes, free: (try? freeBytes(in: folder(of: path))) ?? 0)
    case EEXIST:
      .occupied(path: path, found: "exists", remedy: "choose another name or delete it")
    case ENOENT where path.isEmpty:
      .unwritable(
        path: "“”", found: "the name is empty", remedy: "give the name of a file or folder")
    case ENOENT:
      missing(path)
    default:
      .unwritable(
        path: path, found: reason(code), remedy: "check the permissions or choose another folder")
    }
  }

  /// The error for `path`, which could not be written because something on the way to it is missing.
  private static func missing(_ path: String) -> FileError {
    let folder = folder(of: path)
    if path.isEmpty || access(folder, F_OK) == 0 {
      // A symbolic link to nothing, or a name that no file can have.
      return .unwritable(
        path: path, found: "no file can be made under this name", remedy: "choose another name")
    }
    return missing(outputFolder: folder)
  }

  private static func missing(outputFolder folder: String) -> FileError {
    .missing(path: folder, remedy: "make it with mkdir -p \(folder.shellWord)")
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
