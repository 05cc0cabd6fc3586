public import DistillData

/// A Kaldi archive (`.ark`), read on demand: matrices and lists of integers by name.
///
/// An entry is its name, a space, and an object: `\0B` and binary data, or text up to the end of the
/// line or matrix; both may occur in one file. Read are matrices of floats and doubles (`FM`, `DM`),
/// compressed ones (`CM`, `CM2`, `CM3`) and lists of 32-bit integers, such as alignments. Opening passes
/// over the file once, without the numbers of binary entries.
///
/// Nothing in a file is trusted: sizes that are negative or go beyond the end, names given twice, longer
/// than 4096 bytes or not UTF-8, and numbers that are not finite are refused with a `FileError` that
/// names the place.
///
/// Source: Kaldi, “Kaldi I/O mechanisms” and “Kaldi I/O from a command-line perspective”.
public struct KaldiArchive: Sendable {
  /// The names of the entries, in the file's order.
  public let names: [String]

  private let objects: [String: ArchiveObject]
  private let file: OpenFile

  /// Opens the archive at `path` and finds its entries.
  public init(path: String) throws(FileError) {
    file = try OpenFile(path, for: .reading)
    var cursor = try ArchiveCursor(file)
    var names: [String] = []
    var objects: [String: ArchiveObject] = [:]
    try cursor.skipSpaces()
    while try cursor.peek() != nil {
      let name = try cursor.name()
      guard objects[name] == nil else {
        throw cursor.malformed(
          expected: "every name once", found: "\(FileError.quoted(name)) twice")
      }
      // The end of the line belongs to a list of no integers.
      if try cursor.peek() != UInt8(ascii: "\n") {
        _ = try cursor.next(expected: "the object \(FileError.quoted(name))")
      }
      objects[name] = try ArchiveObject(&cursor)
      names.append(name)
      try cursor.skipSpaces()
    }
    self.names = names
    self.objects = objects
  }

  /// The matrix called `name`.
  ///
  /// - Throws: `FileError` when there is none of that name,
  ///   it is a list of integers, or has elements that are not finite.
  public func frames(named name: String) throws(FileError) -> Frames {
    try object(name).frames(of: file, named: "entry \(FileError.quoted(name))")
  }

  /// The list of integers called `name`.
  ///
  /// - Throws: As ``frames(named:)``, matrix and list exchanged.
  public func integers(named name: String) throws(FileError) -> [Int32] {
    try object(name).integers(of: file, named: "entry \(FileError.quoted(name))")
  }

  private func object(_ name: String) throws(FileError) -> ArchiveObject {
    guard let object = objects[name] else {
      throw .missingEntry(name, of: names, path: file.path)
    }
    return object
  }
}

extension FileError {
  /// The error that a table at `path` has `names`, among which there is no `name`.
  static func missingEntry(_ name: String, of names: [String], path: String) -> FileError {
    let some = names.prefix(8).map(quoted).joined(separator: ", ")
    return .malformed(
      path: path, at: "its entries", expected: "one named \(quoted(name))",
      found: names.isEmpty ? "none" : some + (names.count > 8 ? ", …" : ""),
      remedy: "choose a file that has it")
  }
}
