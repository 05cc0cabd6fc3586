/// A reader of one kind of file, as the fuzzers and the tests of their corpora call it.
///
/// An input replaces ``file`` in a copy of ``folder``, and ``read`` is called with the copy's path. A thrown
/// error is a correct answer to any input; ending the process is not.
public struct FuzzedParser: Sendable, CustomStringConvertible {
  /// The name, which is that of its folder of corpora.
  public let name: String
  /// The folder, among the fixtures, of which the file is part; nil for a file by itself.
  public let folder: String?
  /// The file's path in the folder.
  public let file: String

  let read: @Sendable (_ folder: String) throws -> Void

  init(
    _ name: String, _ folder: String? = nil, _ file: String = "input",
    read: @escaping @Sendable (_ folder: String) throws -> Void
  ) {
    self.name = name
    self.folder = folder
    self.file = file
    self.read = read
  }

  /// All parsers.
  public static let all = data + networks + runs + words + speech

  /// The name.
  public var description: String { name }
}
