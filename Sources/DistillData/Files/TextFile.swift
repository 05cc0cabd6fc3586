import Foundation

/// The lines of a text file in UTF-8.
///
/// Lines end with LF, CRLF or CR. A byte order mark at the start is skipped. Anything that is not UTF-8
/// is refused with its line and with the command that converts the file, since text in another encoding
/// would otherwise turn into other names.
package struct TextFile: Sendable {
  /// One line.
  package struct Line: Sendable {
    /// The number of the line in the file, from 1; empty lines count.
    package let number: Int
    /// The text, without the line end.
    package let text: String
  }

  /// The file.
  package let path: String
  /// All lines, empty ones too; a line end at the end of the file begins no further line.
  package let lines: [Line]

  /// Reads the file at `path`, of at most `limit` bytes.
  ///
  /// - Throws: ``FileError`` where the file cannot be read, is larger, or is not UTF-8.
  package init(path: String, limit: Int = 1 << 26) throws(FileError) {
    let bytes = try OpenFile(path, for: .reading).contents(limit: limit)
    guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
      throw .malformed(
        path: path, at: "line 1", expected: "text in UTF-8", found: "the mark of UTF-16",
        remedy: "convert the file, with iconv -f UTF-16 -t UTF-8")
    }
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var lines: [Line] = []
    while !rest.isEmpty {
      let end = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? rest.endIndex
      lines.append(
        Line(number: lines.count + 1, text: try Self.text(rest[..<end], lines.count + 1, of: path)))
      guard end < rest.endIndex else { break }
      let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
      rest = rest[(end + (isPair ? 2 : 1))...]
    }
    self.path = path
    self.lines = lines
  }

  private static func text(
    _ bytes: ArraySlice<UInt8>, _ number: Int, of path: String
  ) throws(FileError) -> String {
    if let text = String(bytes: bytes, encoding: .utf8) { return text }
    let foreign = String(bytes.first { $0 >= 0x80 } ?? 0, radix: 16, uppercase: true)
    // Latin-1 is named because it is by far the most frequent of the others.
    throw .malformed(
      path: path, at: "line \(number)", expected: "text in UTF-8",
      found: "bytes that are not UTF-8, after 0x\(foreign)",
      remedy: "convert the file, for example with iconv -f LATIN1 -t UTF-8 where it is Latin-1")
  }
}
