import DistillData
import Foundation

/// The lines of a text file, each cut into its fields.
///
/// Lines end with a line feed, with or without a carriage return before it, the last one with the file;
/// fields are separated by spaces and tabs. Lines without fields are passed over, and still counted, as
/// is a byte order mark.
struct TextLines: Sendable {
  /// One line: its number, from 1, and its fields, at least one.
  struct Line: Sendable {
    let number: Int
    let fields: [String]
  }

  let path: String
  let lines: [Line]
  /// How many lines the file has, those without fields included.
  let count: Int

  private static let remedy = "mend the file or write it again"

  /// The lines of the file at `path`, of at most a gibibyte; text that is not UTF-8 is refused.
  init(path: String) throws(FileError) {
    let bytes = try OpenFile(path, for: .reading).contents(limit: 1 << 30)
    var lines: [Line] = []
    var number = 0
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    for line in body.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      var fields: [String] = []
      for field in line.split(whereSeparator: { $0 == UInt8(ascii: " ") || $0 == 9 }) {
        guard let text = String(validating: field, as: UTF8.self) else {
          throw .malformed(
            path: path, at: "line \(number)", expected: "UTF-8",
            found: FileError.quoted(String(decoding: field, as: UTF8.self)), remedy: Self.remedy)
        }
        fields.append(text)
      }
      if !fields.isEmpty { lines.append(Line(number: number, fields: fields)) }
    }
    self.path = path
    self.lines = lines
    self.count = bytes.last == UInt8(ascii: "\n") ? number - 1 : number
  }

  /// The refusal of `line`.
  func refusal(
    _ line: Line, expected: String, found: String, remedy: String? = nil
  ) -> FileError {
    .malformed(
      path: path, at: "line \(line.number)", expected: expected, found: found,
      remedy: remedy ?? Self.remedy)
  }

  /// The refusal of the file for what it lacks at its end.
  func refusal(atEnd expected: String, found: String = "the end of the file") -> FileError {
    .malformed(
      path: path, at: "line \(count)", expected: expected, found: found, remedy: Self.remedy)
  }
}

extension TextLines.Line {
  /// The line, quoted and cut short.
  var quoted: String {
    // A hostile line may have a million fields, of which a sentence shows sixty characters.
    FileError.quoted(fields.prefix(61).joined(separator: " "))
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

  /// Whether `name` can stand as a field of its own in every format here.
  ///
  /// Parentheses enclose utterance ids, and the marks of beginning and end are no words.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name != NGramModel.beginMark && name != NGramModel.endMark
      && !name.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
  }
}
