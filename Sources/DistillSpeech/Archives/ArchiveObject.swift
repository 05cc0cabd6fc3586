import DistillData

/// Where and how a file of Kaldi's holds one matrix or one list of integers.
struct ArchiveObject: Sendable {
  /// How the numbers are stored.
  enum Layout: Equatable, Sendable {
    /// `FM`, `DM`: row-major, each number of `width` bytes.
    case matrix(rows: Int, columns: Int, width: Int)
    /// `CM`, `CM2`, `CM3`.
    case compressed(CompressedMatrix)
    /// Each behind the byte 4.
    case integers(count: Int)
    /// Digits; a matrix is in brackets.
    case text(isMatrix: Bool)
  }

  let layout: Layout
  /// The bytes of the numbers, without the header.
  let bytes: Range<Int>

  /// Finds the object at the cursor and leaves the cursor behind it.
  init(_ cursor: inout ArchiveCursor) throws(FileError) {
    if try cursor.peek() == 0 {
      self = try Self.binary(&cursor)
    } else {
      self = try Self.text(&cursor)
    }
  }

  private init(layout: Layout, bytes: Range<Int>) {
    self.layout = layout
    self.bytes = bytes
  }

  private static func binary(_ cursor: inout ArchiveCursor) throws(FileError) -> ArchiveObject {
    cursor.skip(1)
    let mark = try cursor.next(expected: "the B of binary data")
    guard mark == UInt8(ascii: "B") else {
      throw cursor.malformed(expected: "the B of binary data", found: "the byte \(mark)")
    }
    if try cursor.peek() == 4 {
      let count = try cursor.int32()
      return try take(.integers(count: count), count: count, width: 5, from: &cursor)
    }
    let token = try cursor.name()
    _ = try cursor.next(expected: "a space behind \(FileError.quoted(token))")
    switch token {
    case "FM", "DM":
      let (rows, columns) = (try cursor.int32(), try cursor.int32())
      let width = token == "FM" ? 4 : 8
      return try take(
        .matrix(rows: rows, columns: columns, width: width),
        count: try product(rows, columns, cursor), width: width, from: &cursor)
    case "CM", "CM2", "CM3":
      let matrix = try CompressedMatrix(token, &cursor)
      _ = try product(matrix.rows, matrix.columns, cursor)
      return try take(.compressed(matrix), count: matrix.byteCount, width: 1, from: &cursor)
    default:
      throw cursor.malformed(
        expected: "a matrix (FM, DM, CM, CM2, CM3) or a list of integers",
        found: FileError.quoted(token))
    }
  }

  /// Both are below 2³¹, so that nothing overflows.
  private static func product(
    _ rows: Int, _ columns: Int, _ cursor: ArchiveCursor
  ) throws(FileError) -> Int {
    guard rows >= 0, columns >= 0, rows == 0 || columns > 0 else {
      throw cursor.malformed(
        expected: "a matrix's numbers of rows and columns", found: "\(rows) and \(columns)")
    }
    return rows * columns
  }

  private static func take(
    _ layout: Layout, count: Int, width: Int, from cursor: inout ArchiveCursor
  ) throws(FileError) -> ArchiveObject {
    guard count >= 0, count <= cursor.remaining / width else {
      throw cursor.malformed(
        expected: "\(count) elements of \(width) bytes",
        found: "\(cursor.remaining) bytes to the end of the file")
    }
    let start = cursor.position
    cursor.skip(count * width)
    return ArchiveObject(layout: layout, bytes: start..<cursor.position)
  }

  private static func text(_ cursor: inout ArchiveCursor) throws(FileError) -> ArchiveObject {
    while let byte = try cursor.peek(), byte == 0x20 || byte == 0x09 { cursor.skip(1) }
    let isMatrix = try cursor.peek() == UInt8(ascii: "[")
    if isMatrix { cursor.skip(1) }
    let start = cursor.position
    guard isMatrix else {
      // Without its end the line may have been cut off, and still be a list of integers.
      guard try cursor.skip(behind: UInt8(ascii: "\n")) else {
        throw cursor.malformed(expected: "the end of the line", found: "the end of the file")
      }
      return ArchiveObject(layout: .text(isMatrix: false), bytes: start..<cursor.position - 1)
    }
    guard try cursor.skip(behind: UInt8(ascii: "]")) else {
      throw cursor.malformed(expected: "the ] of a matrix", found: "the end of the file")
    }
    return ArchiveObject(layout: .text(isMatrix: true), bytes: start..<cursor.position - 1)
  }
}
