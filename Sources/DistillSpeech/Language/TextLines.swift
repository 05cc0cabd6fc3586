import DistillData
import Foundation

/// The lines of a text file, each split into its fields.
///
/// Lines end with a line feed, with or without a carriage return before it; the last one ends with the
/// file. Fields are separated by spaces and tabs. Lines without fields are skipped but counted, and a
/// byte order mark is skipped.
///
/// **Equal words.** Unicode can write the same character composed (é, U+00E9) and decomposed (e,
/// U+0301). Fields are brought to normalization form C (composed), so that words, ids and phones that
/// look alike are equal and have one spelling in every file that is written. ``Line/rest`` is exempt:
/// a path is what the file holds, byte for byte.
struct TextLines: Sendable {
  /// One line: its number, from 1, and its fields, at least one.
  struct Line: Sendable {
    let number: Int
    /// The fields in normalization form C.
    let fields: [String]
    /// The line as it is in the file, without its end.
    let bytes: ArraySlice<UInt8>
  }

  let path: String
  let lines: [Line]
  /// How many lines the file has, those without fields included.
  let count: Int

  private static let remedy = "correct the file or write it again"

  /// The lines of the file at `path`, of at most a gibibyte.
  ///
  /// - Throws: `FileError` where the file cannot be read, and where it is not UTF-8: the sentence names
  ///   the conversion for compressed files, UTF-16 and other encodings.
  init(path: String) throws(FileError) {
    let bytes = try OpenFile(path, for: .reading).contents(limit: 1 << 30)
    try Self.checkBeginning(bytes, path: path)
    var lines: [Line] = []
    var number = 0
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      var fields: [String] = []
      for field in line.split(whereSeparator: Self.isSeparator) {
        guard let text = String(validating: field, as: UTF8.self) else {
          throw .malformed(
            path: path, at: "line \(number)", expected: "UTF-8",
            found: FileError.quoted(String(decoding: field, as: UTF8.self)),
            remedy: "convert the file to UTF-8, for example with iconv -f latin1 -t utf-8")
        }
        fields.append(Self.normalized(text))
      }
      if !fields.isEmpty { lines.append(Line(number: number, fields: fields, bytes: line)) }
    }
    self.path = path
    self.lines = lines
    self.count = bytes.last == UInt8(ascii: "\n") ? number - 1 : number
  }

  /// What files begin with that are not plain text, and what to do with them.
  private static let beginnings: [(bytes: [UInt8], found: String, remedy: String)] = [
    ([0x1F, 0x8B], "gzip data", "decompress it with gunzip"),
    ([0x42, 0x5A, 0x68], "bzip2 data", "decompress it with bunzip2"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "xz data", "decompress it with unxz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd data", "decompress it with unzstd"),
    ([0x50, 0x4B, 3, 4], "a zip archive", "decompress it with unzip"),
    ([0xFF, 0xFE], "UTF-16", "convert it to UTF-8, for example with iconv -f utf-16 -t utf-8"),
    ([0xFE, 0xFF], "UTF-16", "convert it to UTF-8, for example with iconv -f utf-16 -t utf-8"),
  ]

  private static func checkBeginning(_ bytes: [UInt8], path: String) throws(FileError) {
    for (beginning, found, remedy) in beginnings where bytes.starts(with: beginning) {
      // “BZh” is a possible word; bzip2 continues with a digit and the digits of π.
      if beginning.count == 3, bytes.dropFirst(4).prefix(2) != [0x31, 0x41] { continue }
      throw .malformed(
        path: path, at: "its beginning", expected: "text in UTF-8", found: found, remedy: remedy)
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// The refusal of `line`.
  func refusal(
    _ line: Line, expected: String, found: String, remedy: String? = nil
  ) -> FileError {
    .malformed(
      path: path, at: "line \(line.number)", expected: expected, found: found,
      remedy: remedy ?? Self.remedy)
  }

  /// The refusal of the file for what is missing at its end.
  func refusal(
    atEnd expected: String, found: String = "the end of the file", remedy: String? = nil
  ) -> FileError {
    .malformed(
      path: path, at: "line \(count)", expected: expected, found: found,
      remedy: remedy ?? Self.remedy)
  }
}

extension TextLines.Line {
  /// The line, quoted and cut short.
  var quoted: String {
    // A hostile line may have a million fields, of which a sentence shows sixty characters.
    FileError.quoted(fields.prefix(61).joined(separator: " "))
  }

  /// Everything after the first field and the white space that follows it, as the file has it.
  var rest: String {
    let first = bytes.drop(while: { $0 == 0x20 || $0 == 9 })
    let after = first.drop(while: { $0 != 0x20 && $0 != 9 })
    return String(decoding: after.drop(while: { $0 == 0x20 || $0 == 9 }), as: UTF8.self)
  }

  /// The field at `index` as the file has it, not normalized.
  func written(_ index: Int) -> String {
    let fields = bytes.split(whereSeparator: { $0 == 0x20 || $0 == 9 })
    return String(decoding: fields[index], as: UTF8.self)
  }
}

extension TextLines {
  /// Writes `lines`, each ended by a line feed, wholly or not at all.
  static func write(_ lines: some Sequence<String>, to path: String) throws(FileError) {
    var text = ""
    for line in lines {
      text += line
      text += "\n"
    }
    try AtomicFile.write(Data(text.utf8), to: path)
  }

  /// `text` in Unicode normalization form C, the one spelling of words, ids and phones.
  static func normalized(_ text: String) -> String {
    text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
  }
}
