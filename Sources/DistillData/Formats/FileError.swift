public import Foundation

/// An error of reading or writing files.
///
/// Every case has the place, what was expected, what was found, and a remedy; ``description`` is one
/// sentence of them. Text from a file is quoted and cut short, so that a hostile file can neither flood
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
  /// The `what` of `path` does not match the other inputs.
  case differs(path: String, what: String, expected: String, found: String, remedy: String)
}

extension FileError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .missing(let path, let remedy):
      "\(path) does not exist; \(remedy)."
    case .unreadable(let path, let found, let remedy):
      "\(path) cannot be read: \(found); \(remedy)."
    case .unwritable(let path, let found, let remedy):
      "\(path) cannot be written: \(found); \(remedy)."
    case .diskFull(let path, let needed, let free):
      "\(path) needs \(needed) more bytes and its disk has \(free) free; "
        + "make room or choose a folder on another disk."
    case .malformed(let path, let at, let expected, let found, let remedy):
      "\(path), \(at): expected \(expected), found \(found); \(remedy)."
    case .occupied(let path, let found, let remedy):
      "\(path) \(found) and will not be overwritten; \(remedy)."
    case .inUse(let path):
      "\(path) is in use by another process; wait for it to end or choose another folder."
    case .differs(let path, let what, let expected, let found, let remedy):
      "\(path): expected \(what) \(expected), found \(found); \(remedy)."
    }
  }

  /// The same sentence, for callers that handle any `Error`.
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
    return start.debugDescription + (isWhole ? "" : "…")
  }
}
