/// What can go wrong with examples and the files that hold them.
///
/// Every case carries what was expected, what was found and where; its description is a sentence
/// that also names the remedy where there is one.
public enum DataError: Error, Equatable, Sendable {
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
  /// Bytes other than zeros and a further member follow the end of the gzip data.
  case trailingBytes(path: String)
  /// An IDX file's elements are of a type that cannot serve the purpose.
  case wrongElementType(path: String, expected: String, found: String)
  /// A file of labels that holds something else than one class for each example; `found` names it.
  case unsuitableLabels(path: String, found: String)
  /// Two counts that must be equal are not.
  case countsDisagree(what: String, expected: Int, found: Int)
  /// A label is neither a class nor −1; `path` is the file, nil for examples from memory.
  case labelOutOfRange(label: Int, position: Int, classCount: Int, path: String? = nil)
  /// Two classes have the same name; `lines` are those of the file. Names are equal where they are
  /// canonically equivalent in Unicode, so they may differ in their bytes.
  case duplicateClassName(
    String, path: String? = nil, lines: [Int] = [], differsInBytes: Bool = false)
  /// A feature is NaN or infinite.
  case notFinite(value: Float, position: Int, path: String? = nil)
  /// A feature that 32-bit numbers, in which training computes, cannot represent.
  case outOfRange(value: Double, position: Int, path: String)
  /// Examples have another shape, or another number of classes, than the purpose needs.
  case wrongShape(what: String, expected: [Int], found: [Int])
  /// A folder has no file of a kind; `present` are the files that come nearest.
  case missingFile(folder: String, expected: String, present: [String] = [])
  /// A folder has several files of one kind.
  case ambiguousFiles(folder: String, files: [String])
  /// A file's content does not have the digest it should have.
  case wrongContent(path: String, expected: String, found: String)
  /// No mirror delivered a file; one reason for each mirror, and the bytes that are kept for the next
  /// attempt.
  case downloadFailed(file: String, reasons: [String], keptBytes: Int = 0)
  /// A file of frames cannot be read, or breaks the rules of its format.
  case file(FileError)
  /// The caller stopped a download; the bytes received are kept.
  case downloadStopped(file: String)
}
