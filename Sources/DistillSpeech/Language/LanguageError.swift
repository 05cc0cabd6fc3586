import DistillData
public import Foundation

/// What can be wrong with words: lexica, transcripts, language models and recognised words.
///
/// Every case carries what was expected, what was found and where; ``description`` is a sentence that
/// names the remedy, too. A file that breaks its format is a `FileError`.
public enum LanguageError: Error, Equatable, Sendable {
  /// A `what` that is empty, has white space, or has a meaning of its own in files of words.
  case badName(what: String, name: String)
  /// A word without a single phone.
  case noPronunciation(word: String)
  /// A word has a phone that is not among the `known` ones.
  case unknownPhone(word: String, phone: String, known: [String])
  /// Words that are not in the `place`; the first of them, its utterance, how many others there are,
  /// the file of the transcripts and the remedy, where they are known.
  case unknownWords(
    first: String, utterance: String, place: String, others: Int, source: String? = nil,
    advice: String? = nil)
  /// Two entries have the same name where each needs its own.
  case duplicate(what: String, name: String)
  /// There is no `what` at all where some were expected.
  case empty(what: String)
  /// Utterances of the reference that have no hypothesis in `file`; the first, and how many others there
  /// are.
  case missingHypotheses(first: String, others: Int, file: String? = nil)
  /// Utterances with a hypothesis in `file` that the reference does not have; the first, and how many
  /// others there are.
  case unexpectedHypotheses(first: String, others: Int, file: String? = nil)
  /// Two systems are to be compared on utterances that are not the same; `utterance` is the first.
  case differentUtterances(utterance: String, expected: String, found: String)
}

extension LanguageError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .badName(let what, let name):
      "\(FileError.quoted(name)) cannot be the name of a \(what): expected a name that is not empty, has no "
        + "white space and no other meaning in files of words, such as <s>, ;; or {; choose another name."
    case .noPronunciation(let word):
      "\(FileError.quoted(word)) has no phones where at least one was expected; add its "
        + "pronunciation or leave the word out."
    case .unknownPhone(let word, let phone, let known):
      "\(FileError.quoted(word)) has the phone \(FileError.quoted(phone)) where "
        + "\(Self.list(known)) were expected; correct the pronunciation or add the phone to the list."
    case .unknownWords(let first, let utterance, let place, let others, let source, let advice):
      "\(FileError.quoted(first)) in utterance \(FileError.quoted(utterance))"
        + (source.map { " of \($0)" } ?? "") + " is not in the \(place)"
        + "\(Self.more(others, "word")); "
        + (advice ?? "add the missing words, or leave those utterances out") + "."
    case .duplicate(let what, let name):
      "Two \(what)s have the name \(FileError.quoted(name)) where each needs a name of its own; remove "
        + "one of them."
    case .empty(let what):
      "There are no \(what) where at least one was expected; check the input."
    case .missingHypotheses(let first, let others, let file):
      "Utterance \(FileError.quoted(first)) has no hypothesis\(file.map { " in \($0)" } ?? "")"
        + "\(Self.more(others, "utterance")); decode all utterances of the reference, those without "
        + "words as empty lines."
    case .unexpectedHypotheses(let first, let others, let file):
      "Utterance \(FileError.quoted(first))\(file.map { " of \($0)" } ?? "") has a hypothesis and no "
        + "reference\(Self.more(others, "utterance")); check that both belong to the same recordings."
    case .differentUtterances(let utterance, let expected, let found):
      "Utterance \(FileError.quoted(utterance)): expected \(expected), as in the other system, "
        + "found \(found); score both systems on the same references."
    }
  }

  /// The same sentence, for callers that only have an `Error`.
  public var errorDescription: String? { description }
}

extension LanguageError {
  /// `names`, quoted, with commas between them; the first twelve and how many follow.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { FileError.quoted($0) }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private static func more(_ count: Int, _ what: String) -> String {
    count == 0 ? "" : ", as is the case for \(count) other \(what)\(count == 1 ? "" : "s")"
  }
}

extension LanguageError: InputFault {}
