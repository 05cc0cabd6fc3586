public import DistillData
import Foundation

/// Writes a Kaldi archive, with the script that has the offsets of its entries.
///
/// ```swift
/// var archive = try KaldiArchiveWriter(archive: "feats.ark", script: "feats.scp", as: .binary)
/// for (name, frames) in features { try archive.append(frames, named: name) }
/// try archive.commit()
/// ```
///
/// Both files appear complete, and only with ``commit()``. Kaldi expects the entries of most tables sorted
/// by name in the order of their bytes; the order here is that of the calls.
///
/// Source: Kaldi, “Kaldi I/O mechanisms”.
public struct KaldiArchiveWriter: ~Copyable, Sendable {
  /// The format of numbers.
  public enum Format: Sendable {
    /// As in memory: four bytes each, little-endian, without loss.
    case binary
    /// As digits, as many as identify a `Float`.
    case text
  }

  private let path: String
  private let format: Format
  private var archive: AtomicFile
  private var script: AtomicFile?
  private var places: [(name: String, offset: Int)] = []
  private var names: Set<String> = []
  private var byteCount = 0

  /// Begins an archive that will be named `archive`, and a script named `script` unless that is nil,
  /// which has the archive's path as it is given here.
  ///
  /// - Throws: `FileError` when one of them cannot be written there.
  public init(archive: String, script: String?, as format: Format) throws(FileError) {
    guard !archive.contains(where: \.isNewline) else {
      throw .unwritable(
        path: FileError.quoted(archive), found: "a script cannot hold a path with a line break",
        remedy: "choose another name")
    }
    let archiveFile = try AtomicFile(replacing: archive)
    var scriptFile: AtomicFile?
    if let script { scriptFile = try AtomicFile(replacing: script) }
    self.archive = archiveFile
    self.script = scriptFile
    path = archive
    self.format = format
  }

  /// Appends a matrix of floats.
  ///
  /// - Throws: `FileError` when the name is empty, longer than 4096
  ///   bytes, has white space or was used before, and where the file cannot be written.
  public mutating func append(_ frames: Frames, named name: String) throws(FileError) {
    // Kaldi has no matrix with rows or columns only.
    let width = frames.count == 0 ? 0 : frames.width
    switch format {
    case .binary:
      var data = Data("FM ".utf8)
      data.appendInt32(frames.count)
      data.appendInt32(width)
      frames.values.withUnsafeBytes { data.append(contentsOf: $0) }
      try append(data, named: name)
    case .text:
      let rows = (0..<frames.count).map { row in
        "  " + frames[row].map { "\($0) " }.joined()
      }
      try append(
        Data((rows.isEmpty ? " [ ]\n" : " [\n" + rows.joined(separator: "\n") + "]\n").utf8),
        named: name)
    }
  }

  /// Appends a list of integers, such as an alignment.
  ///
  /// - Throws: As ``append(_:named:)-(Frames,_)``.
  public mutating func append(_ integers: [Int32], named name: String) throws(FileError) {
    switch format {
    case .binary:
      var data = Data(capacity: 5 + 5 * integers.count)
      data.appendInt32(integers.count)
      for value in integers { data.appendInt32(Int(value)) }
      try append(data, named: name)
    case .text:
      try append(Data((integers.map { "\($0) " }.joined() + "\n").utf8), named: name)
    }
  }

  private mutating func append(_ object: Data, named name: String) throws(FileError) {
    guard (1...ArchiveCursor.nameLimit).contains(name.utf8.count),
      !name.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.properties.isWhitespace }),
      names.insert(name).inserted
    else {
      throw .unwritable(
        path: path,
        found:
          "the entry \(FileError.quoted(name)) is empty, too long, has white space or is there already",
        remedy: "give every entry a short name of its own without spaces")
    }
    places.append((name, byteCount + name.utf8.count + 1))
    let entry = Data("\(name) ".utf8) + (format == .binary ? Data([0, UInt8(ascii: "B")]) : Data())
    try archive.write(entry.bytes)
    try archive.write(object.bytes)
    byteCount += entry.count + object.count
  }

  /// Gives the archive its name, and then the script.
  public consuming func commit() throws(FileError) {
    var lines = ""
    for (name, offset) in places { lines += "\(name) \(path):\(offset)\n" }
    if var script = consume script {
      try script.write(Data(lines.utf8).bytes)
      try archive.commit()
      try script.commit()
    } else {
      try archive.commit()
    }
  }
}

extension Data {
  /// Kaldi's form of an integer: its size in bytes and itself.
  fileprivate mutating func appendInt32(_ value: Int) {
    append(4)
    let bits = UInt32(bitPattern: Int32(value))
    for byte in 0..<4 { append(UInt8(truncatingIfNeeded: bits >> (8 * byte))) }
  }
}
