import CZlib
import Foundation

/// The bytes of a file from front to back, unzipped where the file begins like gzip.
///
/// Whatever its name says. Memory is bounded by the caller's buffers, so a file that unzips to more
/// than it should costs no more than what was asked for.
final class ByteReader {
  let path: String
  /// An upper bound on the bytes this file can yield: deflate never shrinks by more than 1032 to 1.
  private(set) var bound = 0
  /// Whether the bytes come out of gzip data.
  var isZipped: Bool { gzip != nil }

  private let descriptor: Int32
  private var gzip: GzipState?

  /// Opens `path`, which must be a regular file and not empty.
  init(path: String) throws(DataError) {
    self.path = path
    // Opening a pipe without O_NONBLOCK would wait for a writer.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: Self.systemReason())
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a file")
    }
    guard status.st_size > 0 else { throw .empty(path: path) }

    var magic: UInt16 = 0
    let found = try withUnsafeMutableBytes(of: &magic) { (bytes) throws(DataError) in
      try readFile(into: bytes)
    }
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .unreadable(path: path, reason: Self.systemReason())
    }
    bound = Int(status.st_size)
    if found == 2, magic.bigEndian == 0x1F8B {
      let (most, overflow) = bound.multipliedReportingOverflow(by: 1032)
      bound = overflow ? Int.max : most
      gzip = GzipState()
      guard gzip != nil else { throw .unreadable(path: path, reason: "zlib does not start") }
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Fills `buffer` and returns its size, or less where the file ends early.
  ///
  /// Gzip data are a series of members, whose contents follow each other; zero bytes behind a member are
  /// padding.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    guard let gzip else { return try readFile(into: buffer) }
    var filled = 0
    while filled < buffer.count {
      if gzip.ended {
        guard try beginMember(gzip) else { break }
      }
      guard try refill(gzip) else {
        throw .damagedGzip(path: path, reason: "it ends in the middle of the compressed data")
      }
      let room = min(buffer.count - filled, 1 << 30)
      gzip.stream.pointee.next_out = buffer.baseAddress?.advanced(by: filled)
        .assumingMemoryBound(to: UInt8.self)
      gzip.stream.pointee.avail_out = UInt32(room)
      let status = inflate(gzip.stream, Z_NO_FLUSH)
      filled += room - Int(gzip.stream.pointee.avail_out)
      gzip.ended = status == Z_STREAM_END
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        let reason = gzip.stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
        throw .damagedGzip(path: path, reason: reason)
      }
    }
    return filled
  }

  /// Makes sure that there is compressed input; false at the end of the file.
  private func refill(_ gzip: GzipState) throws(DataError) -> Bool {
    guard gzip.stream.pointee.avail_in == 0 else { return true }
    let count = try readFile(into: UnsafeMutableRawBufferPointer(gzip.input))
    gzip.stream.pointee.next_in = gzip.input.baseAddress
    gzip.stream.pointee.avail_in = UInt32(count)
    return count > 0
  }

  /// Passes over zero bytes and prepares for the next member; false at the end of the file.
  private func beginMember(_ gzip: GzipState) throws(DataError) -> Bool {
    while try refill(gzip) {
      guard let next = gzip.stream.pointee.next_in else { return false }
      if next.pointee == 0 {
        gzip.stream.pointee.next_in = next + 1
        gzip.stream.pointee.avail_in -= 1
        continue
      }
      guard next.pointee == 0x1F, inflateReset(gzip.stream) == Z_OK else {
        throw .trailingBytes(path: path)
      }
      gzip.ended = false
      return true
    }
    return false
  }

  /// Checks that nothing follows the `expected` bytes read so far, and gzip's check sum.
  func finish(expected: Int) throws(DataError) {
    var extra: UInt8 = 0
    let found = try withUnsafeMutableBytes(of: &extra) { (bytes) throws(DataError) in
      try read(into: bytes)
    }
    guard found == 0 else { throw .overlong(path: path, expected: expected) }
  }

  private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(DataError) -> Int {
    var filled = 0
    while filled < buffer.count, let start = buffer.baseAddress {
      let count = Foundation.read(
        descriptor, start.advanced(by: filled), min(buffer.count - filled, 1 << 30))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: Self.systemReason()) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  private static func systemReason() -> String {
    String(cString: strerror(errno)).lowercased()
  }

  /// zlib's state, at a fixed address because zlib compares it.
  private final class GzipState {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)
    /// Whether the current member is complete.
    var ended = false

    init?() {
      input.initialize(repeating: 0)
      stream.initialize(to: z_stream())
      // 15 bits of window, plus 16 for a gzip header and trailer.
      let status = inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else { return nil }
    }

    deinit {
      inflateEnd(stream)
      stream.deallocate()
      input.deallocate()
    }
  }
}
