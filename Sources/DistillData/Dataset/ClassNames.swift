import Foundation

/// The rules for the names of classes.
///
/// Classes are identified by name, so names are compared by one rule everywhere: two are equal where they
/// are canonically equivalent in Unicode, as Swift's strings are. “é” as one code point and as “e” with an
/// accent are one name. White space around a name does not belong to it. A name has no control characters
/// and no line separators: they would break lists of names and reach a terminal.
package enum ClassNames {
  /// The names in the file at `path`, one in each line, and the notices about it.
  ///
  /// Empty lines are skipped. One that is followed by a name is in a notice, since it moves all later names
  /// to other labels than their line numbers suggest.
  ///
  /// - Throws: ``DataError`` where the file cannot be read, is not UTF-8, a name has control characters,
  ///   or two names are equal.
  static func read(_ path: String) throws(DataError) -> (names: [String], notices: [Notice]) {
    let file: TextFile
    do throws(FileError) {
      file = try TextFile(path: path)
    } catch {
      throw .file(error)
    }
    var names: [(text: String, line: Int)] = []
    var empty: [Int] = []
    var skipped: [Int] = []
    for line in file.lines {
      let name = line.text.trimmingCharacters(in: .whitespaces)
      guard !name.isEmpty else {
        empty.append(line.number)
        continue
      }
      try check(name, "line \(line.number)", of: path)
      skipped += empty
      empty = []
      names.append((name, line.number))
    }
    try requireDifferent(names, in: path)
    guard let first = skipped.first else { return (names.map(\.text), []) }
    let after = names.firstIndex { $0.line > first } ?? 0
    return (
      names.map(\.text),
      [
        Notice(
          "\(path): \(skipped.count == 1 ? "line \(first) is empty and is" : "\(skipped.count) empty lines, the first of them line \(first), are") "
            + "skipped; label \(after) is “\(names[after].text)”, of line \(names[after].line).")
      ]
    )
  }

  /// Throws where `name`, which stands at `place` of the file `path`, is no name for a class.
  static func check(_ name: String, _ place: String, of path: String) throws(DataError) {
    guard let bad = forbidden(in: name) else { return }
    throw .file(
      .malformed(
        path: path, at: place, expected: "a class name without control characters",
        found: "\(FileError.quoted(name)) with the character \(codePoint(bad))",
        remedy: "remove the character"))
  }

  /// Throws where two of `names` are equal.
  static func requireDifferent(
    _ names: [(text: String, line: Int)], in path: String?
  ) throws(DataError) {
    var seen: [String: (text: String, line: Int)] = [:]
    for name in names {
      guard let first = seen.updateValue(name, forKey: name.text) else { continue }
      let isSpelledAlike = first.text.utf8.elementsEqual(name.text.utf8)
      throw .duplicateClassName(
        name.text, path: path, lines: [first.line, name.line], differsInBytes: !isSpelledAlike)
    }
  }

  /// The first character that no class name may have.
  static func forbidden(in name: String) -> Unicode.Scalar? {
    name.unicodeScalars.first {
      [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
  }

  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The first of `names` in quotation marks, and how many more there are.
  package static func list(_ names: [String], limit: Int = 8) -> String {
    guard !names.isEmpty else { return "none" }
    let more = names.count > limit + 1 ? names.count - limit : 0
    return names.prefix(names.count - more).map { "“\($0)”" }.joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }
}
