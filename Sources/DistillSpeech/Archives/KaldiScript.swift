public import DistillData

/// A Kaldi script file (`.scp`), which has the places of matrices and lists of integers by name.
///
/// Each line is a name, white space and a place: a file's path, `:` and the offset of the object in it
/// where it is not the beginning, and part of a matrix in brackets: `[0:99]` the first hundred rows, both
/// ends included, `[0:99,10:19]` ten of their columns, `[:,10:19]` those of all rows. Paths may have
/// spaces; they are taken from the working directory. Commands (`… |`) are never run but refused.
///
/// Source: Kaldi, “Kaldi I/O mechanisms”.
public struct KaldiScript: Sendable {
  /// The names, in the file's order.
  public let names: [String]

  private let places: [String: Place]
  private let path: String

  private static let sizeLimit = 1 << 30

  /// Reads the lines of the script at `path`; the files they name are opened when an object is read.
  public init(path: String) throws(FileError) {
    let bytes = try OpenFile(path, for: .reading).contents(limit: Self.sizeLimit)
    var names: [String] = []
    var places: [String: Place] = [:]
    for (index, bytes) in bytes.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    )
    .enumerated() {
      func malformed(_ expected: String, _ found: String) -> FileError {
        .malformed(
          path: path, at: "line \(index + 1)", expected: expected, found: found,
          remedy: "correct that line")
      }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw malformed("UTF-8", FileError.quoted(String(decoding: bytes, as: UTF8.self)))
      }
      let line = text.trimming(while: \.isWhitespace)
      if line.isEmpty { continue }
      let parts = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard parts.count == 2, parts[0].utf8.count <= ArchiveCursor.nameLimit else {
        throw malformed("a name and a place", FileError.quoted(String(line)))
      }
      let place = parts[1].trimming(while: \.isWhitespace)
      guard !place.hasSuffix("|") else {
        throw malformed("a file's path", "the command \(FileError.quoted(String(place)))")
      }
      guard let place = Place(place) else {
        throw malformed(
          "a path, an offset and a range such as a.ark:5[0:99]", FileError.quoted(String(place)))
      }
      let name = String(parts[0])
      guard places.updateValue(place, forKey: name) == nil else {
        throw malformed("every name once", "\(FileError.quoted(name)) twice")
      }
      names.append(name)
    }
    (self.names, self.places, self.path) = (names, places, path)
  }

  /// The matrix called `name`, or the part of it that its line selects.
  ///
  /// - Throws: `FileError` when there is none of that name, its file is not there, holds no matrix at
  ///   the offset or fewer rows or columns than selected, or has elements that are not finite.
  public func frames(named name: String) throws(FileError) -> Frames {
    let (place, file, object) = try object(name)
    let what = "byte \(place.offset)"
    let all = try object.frames(of: file, named: what)
    let rows = place.rows ?? 0...max(0, all.count - 1)
    let columns = place.columns ?? 0...max(0, all.width - 1)
    if place.rows == nil, place.columns == nil { return all }
    guard rows.upperBound < all.count, columns.upperBound < all.width else {
      throw .malformed(
        path: file.path, at: what,
        expected: "rows to \(rows.upperBound) and columns to \(columns.upperBound), from 0",
        found: "\(all.count) rows of \(all.width) columns",
        remedy: "correct the line of \(FileError.quoted(name)) in \(path)")
    }
    return Frames(
      values: rows.flatMap { row in columns.map { all.values[row * all.width + $0] } },
      width: columns.count)
  }

  /// The list of integers called `name`; a range of rows picks some of them.
  ///
  /// - Throws: As ``frames(named:)``, matrix and list exchanged.
  public func integers(named name: String) throws(FileError) -> [Int32] {
    let (place, file, object) = try object(name)
    let what = "byte \(place.offset)"
    let all = try object.integers(of: file, named: what)
    guard let rows = place.rows else { return all }
    guard rows.upperBound < all.count else {
      throw .malformed(
        path: file.path, at: what, expected: "integers to \(rows.upperBound), from 0",
        found: "\(all.count)", remedy: "correct the line of \(FileError.quoted(name)) in \(path)")
    }
    return Array(all[rows])
  }

  private func object(_ name: String) throws(FileError) -> (Place, OpenFile, ArchiveObject) {
    guard let place = places[name] else { throw .missingEntry(name, of: names, path: path) }
    let file = try OpenFile(place.path, for: .reading)
    var cursor = try ArchiveCursor(file, at: place.offset)
    return (place, file, try ArchiveObject(&cursor))
  }
}

extension StringProtocol {
  fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> SubSequence {
    let rest = drop(while: isTrimmed)
    guard let last = rest.lastIndex(where: { !isTrimmed($0) }) else { return rest.prefix(0) }
    return rest[...last]
  }
}
