extension DataError: CustomStringConvertible {
  /// The error as a sentence: what was expected, what was found, and the remedy.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .unreadable(let path, let reason):
      "\(path.isEmpty ? "The path “”" : path) cannot be read: \(reason); check the name and the permissions."
    case .unwritable(let path, let reason):
      "\(path) cannot be written: \(reason); choose another folder, or check permissions and free space."
    case .exists(let path):
      "\(path) exists and is not replaced; remove it or choose another folder."
    case .empty(let path):
      "\(path) is empty where examples were expected; fetch or write it again."
    case .notIDX(let path, let found):
      """
      \(path) is not an IDX file: it begins with the bytes \(Self.hex(found)) where 00 00, a type \
      from 08, 09, 0b, 0c, 0d, 0e and the number of dimensions were expected; use an IDX file, \
      plain or gzipped.
      """
    case .impossibleSizes(let path, let sizes, let available):
      """
      The header of \(path) specifies \(sizes.map(String.init).joined(separator: " × ")) elements, \
      more than the file's at most \(available) bytes can hold; the file is damaged, fetch it again.
      """
    case .truncated(let path, let expected, let found):
      """
      \(path) ends after \(found) bytes where \(expected) were expected; it is incomplete, fetch it \
      again.
      """
    case .overlong(let path, let expected):
      """
      \(path) continues after the \(expected) bytes that its header specifies; it is damaged or holds more \
      than one array, fetch or write it again.
      """
    case .damagedGzip(let path, let reason):
      "\(path) does not unzip: \(reason); fetch it again."
    case .trailingBytes(let path):
      """
      \(path) has bytes after the end of its gzip data that are neither zeros nor further gzip data; \
      fetch it again.
      """
    case .wrongElementType(let path, let expected, let found):
      "\(path) holds elements of type \(found) where \(expected) were expected; write it in that type."
    case .unsuitableLabels(let path, let found):
      """
      \(path) holds \(found) where one whole number for each example, its class, was expected: several \
      labels for one example and targets that are not classes are not supported, and distributions \
      over classes are soft targets, which “distill soften” or a Teacher makes.
      """
    case .countsDisagree(let what, let expected, let found):
      "Counts disagree: \(what): expected \(expected), found \(found)."
    case .labelOutOfRange(let label, let position, let classCount, let path):
      """
      \(Self.example(position, of: path)) has label \(label) where 0 ..< \(classCount), or −1 for unknown, was \
      expected; \(Self.remedy(label, classCount)).
      """
    case .duplicateClassName(let name, let path, let lines, let differsInBytes):
      """
      Two classes\(path.map { " in \($0)" } ?? "")\(Self.places(lines)) have the name “\(name)”\
      \(differsInBytes ? ", in spellings that differ in their bytes only (composed and decomposed Unicode)" : ""); \
      classes are identified by name, so use different names.
      """
    case .notFinite(let value, let position, let path):
      """
      \(Self.example(position, of: path)) has a feature that is \(value) where a finite number was \
      expected; correct the numbers or leave the example out.
      """
    case .outOfRange(let value, let position, let path):
      """
      \(Self.example(position, of: path)) has a feature that is \(value), and \
      \(abs(value) > 1 ? Self.tooLarge : Self.tooSmall); scale the features to about 0 … 1.
      """
    case .wrongShape(let what, let expected, let found):
      "\(what): expected \(expected), found \(found)."
    case .missingFile(let folder, let expected, let present):
      "\(folder) has no \(expected); "
        + (present.isEmpty
          ? "see “distill fetch --help” for data that can be downloaded."
          : "it has \(present.joined(separator: ", ")), "
            + (present.count == 1
              ? "which is not read; rename it" : "which are not read; rename them")
            + ", or choose another folder.")
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
    case .downloadFailed(let file, let reasons, let keptBytes):
      "\(file) could not be downloaded: \(reasons.joined(separator: "; ")). "
        + (keptBytes > 0
          ? "The \(keptBytes) bytes received are kept; run the same command again to continue."
          : "Nothing is kept; try again later or use another mirror.")
    case .downloadStopped(let file):
      "The download of \(file) was stopped; run the same command again to continue."
    }
  }

  private static let tooLarge = "32-bit numbers, in which training computes, end at ±3.4e+38"
  private static let tooSmall =
    "no feature of the file is as large as 1.4e-45, the least 32-bit number, in which training computes"

  private static func example(_ position: Int, of path: String?) -> String {
    "Example \(position)" + (path.map { " of \($0)" } ?? "")
  }

  private static func places(_ lines: [Int]) -> String {
    lines.isEmpty ? "" : ", lines \(lines.map(String.init).joined(separator: " and ")),"
  }

  /// What may be wrong with `label` and how to fix it.
  private static func remedy(_ label: Int, _ classCount: Int) -> String {
    if label == classCount {
      return
        "where the labels count from 1, subtract 1 from each or name label 0 in a first line of classes.txt"
    }
    if label == 255 {
      return
        "where 255 means an unknown class, write −1 in its place, in a file of type byte or int"
    }
    return "correct the labels or the class names"
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }
}
