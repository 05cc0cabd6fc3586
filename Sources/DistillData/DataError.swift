/// What can go wrong with examples and the files that hold them.
///
/// Every case carries what was expected, what was found and where; ``description`` is a sentence
/// that also names the remedy where there is one.
public enum DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A file or folder cannot be opened or read.
  case unreadable(path: String, reason: String)
  /// A file or folder cannot be written.
  case unwritable(path: String, reason: String)
  /// A file that would have to be replaced was not written by this program.
  case exists(path: String)
  /// A file holds no bytes, or no examples.
  case empty(path: String)
  /// The first four bytes are not those of an IDX file.
  case notIDX(path: String, found: [UInt8])
  /// The sizes in an IDX header promise more bytes than the file can hold.
  case impossibleSizes(path: String, sizes: [Int], available: Int)
  /// A file ends early; the counts are bytes, after unzipping.
  case truncated(path: String, expected: Int, found: Int)
  /// A file goes on after the bytes its header promises.
  case overlong(path: String, expected: Int)
  /// Gzip data that do not unzip, or whose check sum is wrong.
  case damagedGzip(path: String, reason: String)
  /// Bytes follow the end of the gzip data.
  case trailingBytes(path: String)
  /// An IDX file's elements are of a type that cannot serve the purpose.
  case wrongElementType(path: String, expected: String, found: String)
  /// Two counts that must be equal are not.
  case countsDisagree(what: String, expected: Int, found: Int)
  /// A label is neither a class nor −1; `path` is the file, nil for examples from memory.
  case labelOutOfRange(label: Int, position: Int, classCount: Int, path: String? = nil)
  /// Two classes have the same name.
  case duplicateClassName(String, path: String? = nil)
  /// A feature is NaN or infinite.
  case notFinite(value: Float, position: Int, path: String? = nil)
  /// Examples have another shape, or another number of classes, than the purpose needs.
  case wrongShape(what: String, expected: [Int], found: [Int])
  /// A folder has no file of a kind.
  case missingFile(folder: String, expected: String)
  /// A folder has several files of one kind.
  case ambiguousFiles(folder: String, files: [String])
  /// A file's content does not have the digest it should have.
  case wrongContent(path: String, expected: String, found: String)
  /// No mirror delivered a file; one reason for each attempt.
  case downloadFailed(file: String, reasons: [String])
  /// A file of frames cannot be read, or breaks the rules of its format.
  case file(FileError)
  /// The caller stopped a download; what arrived is kept.
  case downloadStopped(file: String)

  /// A sentence for the person who gave the data.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .unreadable(let path, let reason):
      "\(path.isEmpty ? "The path “”" : path) cannot be read: \(reason); check the name and the permissions."
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason); choose another folder, or check permissions and room."
    case .exists(let path):
      "\(path) exists and is not replaced; remove it or choose another folder."
    case .empty(let path):
      "\(path) is empty where examples were expected; fetch or write it again."
    case .notIDX(let path, let found):
      """
      \(path) is not an IDX file: it begins with the bytes \(Self.hex(found)) where 00 00, a type \
      from 08, 09, 0b, 0c, 0d, 0e and the number of dimensions were expected; give an IDX file, \
      plain or gzipped.
      """
    case .impossibleSizes(let path, let sizes, let available):
      """
      The header of \(path) promises \(sizes.map(String.init).joined(separator: " × ")) elements, \
      more than the file's at most \(available) bytes can hold; the file is damaged, fetch it again.
      """
    case .truncated(let path, let expected, let found):
      """
      \(path) ends after \(found) bytes where \(expected) were expected; it was cut off, fetch it \
      again.
      """
    case .overlong(let path, let expected):
      """
      \(path) goes on after the \(expected) bytes that its header promises; it is damaged or of \
      another kind, fetch it again.
      """
    case .damagedGzip(let path, let reason):
      "\(path) does not unzip: \(reason); fetch it again."
    case .trailingBytes(let path):
      """
      \(path) has bytes after the end of its gzip data where the end of the file was expected; \
      fetch it again.
      """
    case .wrongElementType(let path, let expected, let found):
      "\(path) holds elements of type \(found) where \(expected) were expected."
    case .countsDisagree(let what, let expected, let found):
      "Counts disagree: \(what): expected \(expected), found \(found)."
    case .labelOutOfRange(let label, let position, let classCount, let path):
      """
      \(Self.example(position, of: path)) has label \(label) where 0 ..< \(classCount), or −1 for unknown, was \
      expected; mend the labels or the class names.
      """
    case .duplicateClassName(let name, let path):
      """
      Two classes\(path.map { " in \($0)" } ?? "") are called “\(name)”; classes are told apart by \
      name, so give each its own.
      """
    case .notFinite(let value, let position, let path):
      """
      \(Self.example(position, of: path)) has a feature that is \(value) where a finite number was \
      expected; mend the numbers or leave the example out.
      """
    case .wrongShape(let what, let expected, let found):
      "\(what): expected \(expected), found \(found)."
    case .missingFile(let folder, let expected):
      "\(folder) has no \(expected); see “distill fetch --help” for data that can be downloaded."
    case .ambiguousFiles(let folder, let files):
      """
      \(folder) has several files for one purpose, \(files.joined(separator: " and ")); keep one of \
      them.
      """
    case .wrongContent(let path, let expected, let found):
      """
      The content of \(path) has the SHA-256 digest \(found) where \(expected) was expected; remove \
      the file and fetch it again.
      """
    case .downloadFailed(let file, let reasons):
      """
      \(file) could not be downloaded: \(reasons.joined(separator: "; ")). What arrived is kept; run \
      the same command again to go on.
      """
    case .downloadStopped(let file):
      "The download of \(file) was stopped; run the same command again to go on."
    }
  }

  private static func example(_ position: Int, of path: String?) -> String {
    "Example \(position)" + (path.map { " of \($0)" } ?? "")
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
