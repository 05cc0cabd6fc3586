public import Foundation

/// An error in reading or writing a file.
///
/// Every case carries the place, what was expected, what was found, and the remedy; ``description`` puts
/// that in one sentence. Text from a file is quoted and shortened, so that a hostile file can neither flood
/// a terminal nor control it.
public enum FileError: Error, Equatable, Sendable {
  /// Nothing at `path`.
  case missing(path: String, remedy: String)
  /// The system refused to read `path`; `found` is its reason.
  case unreadable(path: String, found: String, remedy: String)
  /// The system refused to write `path`; `found` is its reason.
  case unwritable(path: String, found: String, remedy: String)
  /// The disk of `path` cannot take `needed` more bytes; `free` are left.
  case diskFull(path: String, needed: Int, free: Int)
  /// The content of `path` breaks the rules of its format at the place `at`.
  case malformed(path: String, at: String, expected: String, found: String, remedy: String)
  /// `path` holds something that must not be overwritten.
  case occupied(path: String, found: String, remedy: String)
  /// Another process uses `path`.
  case inUse(path: String)
  /// The `what` of `path` is not the one that everything else needs.
  case differs(path: String, what: String, expected: String, found: String, remedy: String)
  /// The run in the folder `path` is another than the one to resume; each of `differences` is
  /// a clause such as “the training examples are others”.
  case otherRun(path: String, differences: [String], remedy: String)
}

extension FileError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .missing(let path, let remedy):
      "\(Self.name(path)) does not exist; \(remedy)."
    case .unreadable(let path, let found, let remedy):
      "\(Self.name(path)) cannot be read: \(found); \(remedy)."
    case .unwritable(let path, let found, let remedy):
      "\(Self.name(path)) cannot be written: \(found); \(remedy)."
    case .diskFull(let path, let needed, let free):
      "\(Self.name(path)) needs \(needed) more bytes and its disk has \(free) free; "
        + "free space or choose a folder on another disk."
    case .malformed(let path, let at, let expected, let found, let remedy):
      "\(Self.name(path)), \(at): expected \(expected), found \(found); \(remedy)."
    case .occupied(let path, let found, let remedy):
      "\(Self.name(path)) \(found) and will not be overwritten; \(remedy)."
    case .inUse(let path):
      "\(Self.name(path)) is in use by another process; wait for it to end or choose another folder."
    case .differs(let path, let what, let expected, let found, let remedy):
      "\(Self.name(path)): expected \(what) \(expected), found \(found); \(remedy)."
    case .otherRun(let path, let differences, let remedy):
      "\(Self.name(path)) holds another run: \(differences.joined(separator: "; ")); \(remedy)."
    }
  }

  /// The path as it stands in a sentence.
  private static func name(_ path: String) -> String { path.isEmpty ? "The path “”" : path }

  /// The same sentence, for callers that only know `Error`.
  public var errorDescription: String? { description }
}

extension FileError {
  /// The first twelve digits of a SHA-256 and an ellipsis, enough to distinguish files; of several, joined
  /// by “+”, the first's; any other text as it is.
  package static func abbreviated(_ text: String) -> String {
    // 60, because the text may have been cut short by `quoted(_:)`.
    let isHexadecimal = text.utf8.prefix(60).allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
    }
    return text.utf8.count >= 60 && isHexadecimal ? "\(text.prefix(12))…" : text
  }

  /// `text` from a file, in quotation marks, control characters escaped, at most 60 scalars long.
  package static func quoted(_ text: String) -> String {
    // Scalars, because one character may be a megabyte of combining marks.
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60)))
    let isWhole = start.utf8.count == text.utf8.count
    var quoted = ""
    for scalar in start.debugDescription.unicodeScalars {
      // Controls beyond ASCII, line separators and changes of direction, which it leaves as they are.
      switch scalar.value {
      case 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
        quoted += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + (isWhole ? "" : "…")
  }
}
