import Foundation

/// The copy of a folder in which a parser reads one input after another.
public struct ParserScratch: Sendable {
  private let parser: FuzzedParser
  private let path: String

  /// A folder for `parser`.
  ///
  /// - Parameters:
  ///   - folders: The folder of the fixtures.
  ///   - parent: Where it is made; nil for the system's folder of temporary files.
  public init(of parser: FuzzedParser, folders: String, in parent: String? = nil) throws {
    let files = FileManager.default
    let parent = parent ?? files.temporaryDirectory.path
    path = "\(parent)/distill-fuzz-\(UUID().uuidString)"
    self.parser = parser
    if let folder = parser.folder {
      try files.copyItem(atPath: "\(folders)/\(folder)", toPath: path)
      try fillIn()
    } else {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
  }

  /// Files name the folder as `{folder}`, because it lies elsewhere each time.
  private static let placeholder = Array("{folder}".utf8)

  private func fillIn() throws {
    for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
      guard let data = FileManager.default.contents(atPath: "\(path)/\(name)"),
        data.firstRange(of: Data(Self.placeholder)) != nil
      else { continue }
      try write(Array(data), to: name)
    }
  }

  /// Gives `bytes` to the parser and returns the error that it throws, as text; nil where it reads them.
  @discardableResult
  public func refusal(of bytes: [UInt8]) -> String? {
    do {
      try write(bytes, to: parser.file)
      try parser.read(path)
      return nil
    } catch {
      // Made too, because commands print it.
      return "\(error)"
    }
  }

  /// Removes the folder.
  public func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    var bytes = bytes
    bytes.replace(Self.placeholder, with: Array(path.utf8))
    guard let file = fopen("\(path)/\(name)", "w") else {
      throw CocoaError(.fileWriteUnknown)
    }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw CocoaError(.fileWriteOutOfSpace)
    }
  }
}
