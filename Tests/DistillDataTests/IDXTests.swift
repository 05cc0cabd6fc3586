import DistillData
import Foundation
import Testing

@Suite("IDX files")
struct IDXTests {
  /// One array of each element type with its bytes, written by hand after the format's description.
  static let arrays: [(IDX, [UInt8])] = [
    (
      IDX(sizes: [2, 3], elements: .uint8([0, 1, 2, 127, 128, 255])),
      [0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 1, 2, 127, 128, 255]
    ),
    (
      IDX(sizes: [3], elements: .int8([-128, -1, 127])),
      [0, 0, 0x09, 1, 0, 0, 0, 3, 0x80, 0xFF, 0x7F]
    ),
    (
      IDX(sizes: [2], elements: .int16([-2, 258])),
      [0, 0, 0x0B, 1, 0, 0, 0, 2, 0xFF, 0xFE, 0x01, 0x02]
    ),
    (
      IDX(sizes: [1, 2], elements: .int32([-1, 0x0102_0304])),
      [0, 0, 0x0C, 2, 0, 0, 0, 1, 0, 0, 0, 2, 255, 255, 255, 255, 1, 2, 3, 4]
    ),
    (
      IDX(sizes: [2], elements: .float32([1, -2.5])),
      [0, 0, 0x0D, 1, 0, 0, 0, 2, 0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0]
    ),
    (
      IDX(sizes: [1], elements: .float64([-0.15625])),
      [0, 0, 0x0E, 1, 0, 0, 0, 1, 0xBF, 0xC4, 0, 0, 0, 0, 0, 0]
    ),
    (
      IDX(sizes: [0, 28, 28], elements: .uint8([])),
      [0, 0, 8, 3] + [0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28]
    ),
  ]

  @Test("Every element type is written and read as in the format's description", arguments: arrays)
  func goldens(idx: IDX, bytes: [UInt8]) throws {
    let folder = try TemporaryFolder()
    try idx.write(to: folder.path + "/plain")
    #expect(try folder.bytes("plain") == bytes)
    #expect(try IDX(contentsOf: folder.path + "/plain") == idx)
    // No matter the name, and from another gzip than zlib's.
    #expect(try IDX(contentsOf: folder.file("zipped", storedGzip(bytes))) == idx)
    try idx.write(to: folder.path + "/written.gz")
    #expect(try folder.bytes("written.gz").prefix(2) == [0x1F, 0x8B])
    #expect(try IDX(contentsOf: folder.path + "/written.gz") == idx)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["plain", "written.gz", "zipped"])
  }

  @Test("More than one buffer of gzip data is read completely")
  func large() throws {
    let folder = try TemporaryFolder()
    var state: UInt32 = 1
    let values = (0..<300_000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    let idx = IDX(sizes: [300, 1000], elements: .uint8(values))
    try idx.write(to: folder.path + "/large.gz")
    #expect(try IDX(contentsOf: folder.path + "/large.gz") == idx)
  }

  private static let sound: [UInt8] = arrays[0].1

  private func failure(_ bytes: [UInt8]) throws -> DataError? {
    let folder = try TemporaryFolder()
    let path = try folder.file("file", bytes)
    do throws(DataError) {
      _ = try IDX(contentsOf: path)
      return nil
    } catch {
      #expect(error.description.contains(path))
      #expect(error.description.hasSuffix("."))
      return error
    }
  }

  @Test("A file cut off anywhere is refused with both sizes", arguments: 1..<sound.count)
  func truncated(count: Int) throws {
    let error = try failure(Array(Self.sound.prefix(count)))
    guard case .truncated(_, let expected, let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == count && expected > count && expected <= Self.sound.count)
  }

  @Test("Gzip data cut off anywhere are refused")
  func truncatedGzip() throws {
    let zipped = storedGzip(Self.sound)
    for count in 2..<zipped.count {
      let error = try failure(Array(zipped.prefix(count)))
      guard case .damagedGzip = error else {
        Issue.record("cut to \(count): \(String(describing: error))")
        return
      }
    }
  }

  @Test("Every flipped bit in gzip data is found, except where it has no meaning")
  func flipped() throws {
    let zipped = storedGzip(Self.sound)
    // Ten bytes of header, with time and system; then a byte of which the stored block uses three
    // bits.
    for position in zipped.indices.dropFirst(10) {
      for bit in 0..<(position == 10 ? 3 : 8) {
        var bytes = zipped
        bytes[position] ^= 1 << bit
        #expect(try failure(bytes) != nil, "byte \(position), bit \(bit)")
      }
    }
  }

  @Test("Bytes after the end are refused, plain, inside and after gzip data")
  func overlong() throws {
    let folder = try TemporaryFolder()
    let bytes = Self.sound + [0]
    var path = try folder.file("plain", bytes)
    #expect(throws: DataError.overlong(path: path, expected: Self.sound.count)) {
      try IDX(contentsOf: path)
    }
    path = try folder.file("inside", storedGzip(Self.sound + [UInt8](repeating: 0, count: 200_000)))
    #expect(throws: DataError.overlong(path: path, expected: Self.sound.count)) {
      try IDX(contentsOf: path)
    }
    path = try folder.file("after", storedGzip(Self.sound) + [7])
    #expect(throws: DataError.trailingBytes(path: path)) { try IDX(contentsOf: path) }
  }

  @Test(
    "A wrong beginning is refused",
    arguments: [
      [1, 0, 8, 1], [0, 1, 8, 1], [0, 0, 7, 1], [0, 0, 0x0A, 1], [0, 0, 0x0F, 1], [0, 0, 8, 0],
      Array("PNG!".utf8),
    ] as [[UInt8]])
  func magic(bytes: [UInt8]) throws {
    let error = try failure(bytes + [0, 0, 0, 1, 5])
    guard case .notIDX(_, let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == bytes)
  }

  @Test("Sizes whose product overflows, or is more than the file can hold, take no memory")
  func sizes() throws {
    let huge = [UInt8](repeating: 255, count: 4)
    let overflowing = [0, 0, 0x0E, 3] + huge + huge + huge
    let tooMany = [0, 0, 8, 2] + huge + huge.map { $0 >> 1 } + [1, 2, 3]
    for bytes in [overflowing, storedGzip(overflowing), storedGzip(tooMany)] {
      guard case .impossibleSizes = try failure(bytes) else {
        Issue.record("sizes were believed")
        return
      }
    }
    guard case .truncated = try failure(tooMany) else {
      Issue.record("sizes were believed")
      return
    }
  }

  @Test("A missing file, an empty file, a folder and a pipe are refused with their names")
  func unreadable() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path + "/missing"
    #expect(throws: DataError.unreadable(path: missing, reason: "no such file or directory")) {
      try IDX(contentsOf: missing)
    }
    #expect(throws: DataError.unreadable(path: folder.path, reason: "it is not a file")) {
      try IDX(contentsOf: folder.path)
    }
    let pipe = folder.path + "/pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    #expect(throws: DataError.unreadable(path: pipe, reason: "it is not a file")) {
      try IDX(contentsOf: pipe)
    }
    let empty = try folder.file("empty", [])
    #expect(throws: DataError.empty(path: empty)) { try IDX(contentsOf: empty) }
  }

  @Test("A file that cannot be written leaves nothing behind")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    let taken = folder.path + "/taken"
    try FileManager.default.createDirectory(
      atPath: taken + "/inside", withIntermediateDirectories: true)
    #expect(throws: FileError.self) { try Self.arrays[0].0.write(to: taken) }
    #expect(throws: FileError.self) { try Self.arrays[0].0.write(to: folder.path + "/no/file") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["taken"])
  }
}
