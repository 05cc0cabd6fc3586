import DistillData

/// The header of a matrix that Kaldi has compressed to one or two bytes a number.
///
/// Numbers are steps within [minimum, minimum + range]. `CM2` has row-major 16-bit steps of
/// range/65535, `CM3` row-major bytes of range/255. `CM` gives each column four 16-bit steps, its
/// minimum, quartiles and maximum, and then, column by column, bytes that are straight between them:
/// 0 to 64, 64 to 192, 192 to 255.
///
/// Source: Kaldi, matrix/compressed-matrix.cc.
struct CompressedMatrix: Equatable, Sendable {
  enum Format: String, Sendable {
    case quartiles = "CM"
    case twoBytes = "CM2"
    case oneByte = "CM3"
  }

  let format: Format
  let minimum: Float
  let range: Float
  let rows: Int
  let columns: Int

  /// Takes the header behind `token` from the cursor.
  init(_ token: String, _ cursor: inout ArchiveCursor) throws(FileError) {
    guard let format = Format(rawValue: token) else {
      throw cursor.malformed(expected: "CM, CM2 or CM3", found: FileError.quoted(token))
    }
    self.format = format
    minimum = Float(bitPattern: try cursor.raw32())
    range = Float(bitPattern: try cursor.raw32())
    rows = Int(Int32(truncatingIfNeeded: try cursor.raw32()))
    columns = Int(Int32(truncatingIfNeeded: try cursor.raw32()))
  }

  /// The bytes behind the header.
  var byteCount: Int {
    switch format {
    case .quartiles: columns * 8 + rows * columns
    case .twoBytes: rows * columns * 2
    case .oneByte: rows * columns
    }
  }

  /// The numbers, row-major, encoded in `bytes`.
  func values(_ bytes: [UInt8]) -> [Float] {
    switch format {
    case .oneByte:
      return bytes.map { minimum + range / 255 * Float($0) }
    case .twoBytes:
      return (0..<rows * columns).map { step(bytes, 2 * $0) }
    case .quartiles:
      var values = [Float](repeating: 0, count: rows * columns)
      for column in 0..<columns {
        let marks = (0..<4).map { step(bytes, 8 * column + 2 * $0) }
        let start = 8 * columns + rows * column
        for row in 0..<rows {
          values[row * columns + column] = Self.between(marks, bytes[start + row])
        }
      }
      return values
    }
  }

  private func step(_ bytes: [UInt8], _ place: Int) -> Float {
    minimum + range / 65535 * Float(UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8)
  }

  private static func between(_ marks: [Float], _ byte: UInt8) -> Float {
    switch byte {
    case ...64: marks[0] + (marks[1] - marks[0]) * Float(byte) / 64
    case ...192: marks[1] + (marks[2] - marks[1]) * Float(byte - 64) / 128
    default: marks[2] + (marks[3] - marks[2]) * Float(byte - 192) / 63
    }
  }
}
