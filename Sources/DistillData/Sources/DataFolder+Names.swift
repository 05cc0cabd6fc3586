import Foundation

/// Which files of a folder hold what.
extension DataFolder {
  /// The names in the folder `path`, sorted.
  static func list(_ path: String) throws(DataError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw .unreadable(
        path: path, reason: isThere ? "it is not a folder that can be listed" : "it does not exist")
    }
  }

  /// The path of the one file in `folder` whose name is `prefix`, -idxN-type and perhaps .gz.
  static func only(_ prefix: String, in folder: String) throws(DataError) -> String {
    let files = try list(folder)
    let found = files.filter { isName($0, beginning: prefix) }
    guard found.count < 2 else { throw .ambiguousFiles(folder: folder, files: found) }
    guard let name = found.first else {
      throw .missingFile(folder: folder, expected: "\(prefix)-idx…, plain or .gz")
    }
    return "\(folder)/\(name)"
  }

  /// The one file of `part` that holds `kind`, or nil.
  static func file(
    _ part: Part, _ kind: String, in files: [String], of folder: String
  ) throws(DataError) -> String? {
    let found = files.filter { isName($0, of: part, kind) }
    guard found.count < 2 else { throw .ambiguousFiles(folder: folder, files: found) }
    return found.first
  }

  /// Whether one of `files` holds examples of `part`.
  static func holds(_ part: Part, in files: [String]) -> Bool {
    files.contains { isName($0, of: part, "images") || isFrames($0, of: part) }
  }

  /// Whether `name` is that of a file of frames of `part`.
  static func isFrames(_ name: String, of part: Part) -> Bool {
    part.prefixes.contains { name == "\($0)-frames.safetensors" }
  }

  /// Whether `name` is a name for `kind` of `part`: prefix-kind-idxN-type, also with a dot before
  /// idx.
  static func isName(_ name: String, of part: Part, _ kind: String) -> Bool {
    part.prefixes.contains { isName(name, beginning: "\($0)-\(kind)") }
  }

  private static func isName(_ name: String, beginning prefix: String) -> Bool {
    let name = name.hasSuffix(".gz") ? name.dropLast(3) : name[...]
    guard let rest = name.dropping(prefix: prefix) else { return false }
    guard let tail = rest.dropping(prefix: "-idx") ?? rest.dropping(prefix: ".idx") else {
      return false
    }
    let words = tail.split(separator: "-", omittingEmptySubsequences: false)
    return words.count == 2 && Int(words[0]) != nil
      && !words[1].isEmpty && words[1].allSatisfy { $0.isLetter || $0.isNumber }
  }

  /// The error where the images of `part` are missing, with the names that come nearest.
  static func missing(_ part: Part, in files: [String], of folder: String) -> DataError {
    .missingFile(
      folder: folder, expected: "\(part.prefixes[0])-images-idx3-ubyte, plain or .gz",
      present: nearest(in: files))
  }

  /// Those of `files` that look like examples or labels under another name, at most eight, each with the
  /// name that it should have where it only has something in front of that.
  private static func nearest(in files: [String]) -> [String] {
    let found = files.filter { name in
      ["images", "labels", "idx", "ubyte"].contains { name.lowercased().contains($0) }
        && !isUsual(name)
    }
    let shown = found.prefix(8).map { name in
      let right = name.indices.dropFirst().lazy.map { String(name[$0...]) }.first { isUsual($0) }
      return right.map { "\(name) (rename it to \($0))" } ?? name
    }
    return shown + (found.count > 8 ? ["\(found.count - 8) more"] : [])
  }

  /// Whether a file called `name` is read.
  private static func isUsual(_ name: String) -> Bool {
    Part.allCases.contains { isName(name, of: $0, "images") || isName(name, of: $0, "labels") }
  }
}

extension Substring {
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
