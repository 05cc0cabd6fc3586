import Foundation

extension Safetensors {
  /// The metadata key of the checksum.
  ///
  /// Its value is the SHA-256 of the whole file as 64 lower-case hexadecimal digits, computed while
  /// these digits are zeros.
  public static let checksumKey = "distill.sha256"

  /// The digits of a file's checksum, and where in the file they lie.
  struct Checksum: Sendable {
    let digits: String
    let offset: Int

    /// Reads the whole file and compares. Cost: 0.5 to 2 ns per byte.
    func verify(_ source: Source) throws(FileError) {
      var digest = Digest()
      try source.update(&digest, with: 0..<offset)
      digest.update(FileChecksum.zeros)
      try source.update(&digest, with: offset + FileChecksum.digitCount..<source.byteCount())
      let found = digest.hexadecimal()
      guard found == digits else {
        throw FileChecksum.mismatch(source.path, expected: digits, found: found)
      }
    }
  }

  /// A notice for each model, store or checkpoint at `path` whose damage would not be found, because its
  /// file has no checksum; one for all where there are many.
  ///
  /// Only headers are read. Files that cannot be read give no notice: reading them gives the error.
  ///
  /// - Parameter path: A safetensors file, or a run folder, whose own files and those of the folders
  ///   in it are read.
  public static func notices(at path: String) -> [Notice] {
    let files = path.hasSuffix(".safetensors") ? [path] : Self.files(in: path)
    let unchecked = files.filter { path in
      guard let header = try? Header(of: .file(OpenFile(path, for: .reading))) else { return false }
      return header.checksum == nil
    }
    guard unchecked.count > 3 else {
      return unchecked.map {
        Notice("\($0) has no checksum; a damaged file would not be detected.")
      }
    }
    return [
      Notice(
        "\(unchecked.count) files in \(path), such as \(unchecked[0]), have no checksum; damaged files "
          + "would not be detected.")
    ]
  }

  private static func files(in folder: String) -> [String] {
    func names(_ folder: String) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    }
    let own = names(folder).map { "\(folder)/\($0)" }
    let inner = own.filter { !$0.hasSuffix(".safetensors") && !$0.hasSuffix(".json") }
      .flatMap { folder in names(folder).map { "\(folder)/\($0)" } }
    return (own + inner).filter { $0.hasSuffix(".safetensors") }
  }
}
