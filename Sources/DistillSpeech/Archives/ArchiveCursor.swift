import DistillData

/// A place in a file of Kaldi's that moves forward as bytes are taken, reading ahead by pieces.
struct ArchiveCursor {
  let file: OpenFile
  let byteCount: Int
  /// The place of the next byte.
  private(set) var position: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  private static let windowSize = 1 << 16
  /// The longest name of an entry, in bytes.
  static let nameLimit = 4096

  init(_ file: OpenFile, at position: Int = 0) throws(FileError) {
    self.file = file
    self.byteCount = try file.byteCount()
    self.position = position
    guard position >= 0, position <= byteCount else {
      throw malformed(expected: "a place within the file's \(byteCount) bytes", found: "beyond")
    }
  }

  /// The bytes from here to the end of the file.
  var remaining: Int { byteCount - position }

  /// An error here.
  func malformed(expected: String, found: String) -> FileError {
    .malformed(
      path: file.path, at: "byte \(position)", expected: expected, found: found,
      remedy: "make or fetch the file again")
  }

  /// The next byte, which stays; nil at the end.
  mutating func peek() throws(FileError) -> UInt8? {
    guard position < byteCount else { return nil }
    if position < windowStart || position >= windowStart + window.count {
      windowStart = position
      window = try bytes(at: position, count: min(Self.windowSize, remaining))
    }
    return window[position - windowStart]
  }

  /// The next byte; `expected` describes it for the error.
  mutating func next(expected: String) throws(FileError) -> UInt8 {
    guard let byte = try peek() else {
      throw malformed(expected: expected, found: "the end of the file")
    }
    position += 1
    return byte
  }

  /// Advances by `count` bytes, which are there.
  mutating func skip(_ count: Int) {
    precondition(count >= 0 && count <= remaining, "\(count) bytes of \(remaining)")
    position += count
  }

  /// Advances past white space.
  mutating func skipSpaces() throws(FileError) {
    while let byte = try peek(), Self.isSpace(byte) { position += 1 }
  }

  /// Advances past the next `byte` and returns whether there was one.
  mutating func skip(behind byte: UInt8) throws(FileError) -> Bool {
    while let found = try peek() {
      position += 1
      if found == byte { return true }
    }
    return false
  }

  /// The name of an entry, up to white space, which stays.
  mutating func name() throws(FileError) -> String {
    var bytes: [UInt8] = []
    while let byte = try peek(), !Self.isSpace(byte) {
      guard bytes.count < Self.nameLimit else {
        throw malformed(
          expected: "the end of an entry's name within \(Self.nameLimit) bytes",
          found: "none; this is perhaps not an archive")
      }
      guard byte >= 0x20 else {
        throw malformed(expected: "an entry's name", found: "the byte \(byte)")
      }
      bytes.append(byte)
      position += 1
    }
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw malformed(
        expected: "an entry's name in UTF-8",
        found: FileError.quoted(String(decoding: bytes, as: UTF8.self)))
    }
    return name
  }

  /// A 32-bit number behind the byte 4 that gives its size, as Kaldi writes integers.
  mutating func int32() throws(FileError) -> Int {
    let size = try next(expected: "the size of a number, 4")
    guard size == 4 else {
      throw malformed(expected: "the size of a number, 4", found: "\(size)")
    }
    return Int(Int32(truncatingIfNeeded: try raw32()))
  }

  /// A 32-bit number.
  mutating func raw32() throws(FileError) -> UInt32 {
    var value: UInt32 = 0
    for shift in 0..<4 {
      value |= UInt32(try next(expected: "a number of 4 bytes")) << (8 * shift)
    }
    return value
  }

  /// `count` bytes from `place` on, which are there unless the file was cut off meanwhile.
  func bytes(at place: Int, count: Int) throws(FileError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(FileError) in
      try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: place)
      filled = count
    }
  }

  /// `count` numbers from `place` on, little-endian in the file as on every platform of Swift.
  func numbers<Number: BitwiseCopyable>(
    at place: Int, count: Int, as: Number.Type
  ) throws(FileError) -> [Number] {
    try [Number](unsafeUninitializedCapacity: count) { buffer, filled throws(FileError) in
      try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: place)
      filled = count
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}
