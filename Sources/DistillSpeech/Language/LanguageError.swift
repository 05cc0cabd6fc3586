import DistillData
public import Foundation

/// What can be wrong with words: lexica, transcripts, language models and what was recognised.
///
/// Every case carries what was expected, what was found and where; ``description`` is a sentence that
/// names the remedy, too. A file that breaks its format is a `FileError`.
public enum LanguageError: Error, Equatable, Sendable {
  /// A `what` that is empty, holds white space, or is a mark with a meaning of its own.
  case badName(what: String, name: String)
  /// A word without a single phone.
  case noPronunciation(word: String)
  /// A word is spoken with a phone that is not among the `known` ones.
  case unknownPhone(word: String, phone: String, known: [String])
  /// Words that are not in the `place`; the first of them, where it is, and how many others there are.
  case unknownWords(first: String, utterance: String, place: String, others: Int)
  /// Two entries have the same name where each needs its own.
  case duplicate(what: String, name: String)
  /// There is no `what` at all where some were expected.
  case empty(what: String)
  /// Utterances of the reference that were not recognised; the first, and how many others there are.
  case missingHypotheses(first: String, others: Int)
  /// Recognised utterances that the reference lacks; the first, and how many others there are.
  case unexpectedHypotheses(first: String, others: Int)
  /// Two systems are to be compared on utterances that are not the same; `utterance` is the first.
  case differentUtterances(utterance: String, expected: String, found: String)
  /// A speaker without a single reference word, who has no error rate.
  case speakerWithoutWords(speaker: String)
}

extension LanguageError: CustomStringConvertible, LocalizedError {
  /// The error as a sentence for people.
  public var description: String {
    switch self {
    case .badName(let what, let name):
      "\(FileError.quoted(name)) cannot be the name of a \(what), which is not empty, has no white "
        + "space, and is neither <s> nor </s>; give it another name."
    case .noPronunciation(let word):
      "\(FileError.quoted(word)) has no phones where at least one was expected; add its "
        + "pronunciation or leave the word out."
    case .unknownPhone(let word, let phone, let known):
      "\(FileError.quoted(word)) is spoken with the phone \(FileError.quoted(phone)) where "
        + "\(Self.list(known)) were expected; mend the pronunciation or add the phone to the list."
    case .unknownWords(let first, let utterance, let place, let others):
      "\(FileError.quoted(first)) in utterance \(FileError.quoted(utterance)) is not in the "
        + "\(place)\(Self.more(others, "word")); add what is missing, or leave those "
        + "utterances out."
    case .duplicate(let what, let name):
      "Two \(what)s are called \(FileError.quoted(name)) where each needs a name of its own; remove "
        + "one of them."
    case .empty(let what):
      "There are no \(what) where at least one was expected; check what was given."
    case .missingHypotheses(let first, let others):
      "Utterance \(FileError.quoted(first)) was not recognised"
        + "\(Self.more(others, "utterance")); recognise the whole reference, and give "
        + "utterances without any words an empty line."
    case .unexpectedHypotheses(let first, let others):
      "Utterance \(FileError.quoted(first)) was recognised and has no reference"
        + "\(Self.more(others, "utterance")); check that both belong to the same "
        + "recordings."
    case .differentUtterances(let utterance, let expected, let found):
      "Utterance \(FileError.quoted(utterance)): expected \(expected), as of the system it is "
        + "compared with, found \(found); score both systems on the same references."
    case .speakerWithoutWords(let speaker):
      "Speaker \(FileError.quoted(speaker)) has no reference words, so no error rate; leave this "
        + "speaker out."
    }
  }

  /// The same sentence, for callers that only know `Error`.
  public var errorDescription: String? { description }
}

extension LanguageError {
  /// `names`, quoted, with commas between them; the first twelve and how many follow.
  static func list(_ names: [String]) -> String {
    let shown = names.prefix(12).map { FileError.quoted($0) }.joined(separator: ", ")
    return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
  }

  private static func more(_ count: Int, _ what: String) -> String {
    count == 0 ? "" : ", and the same holds of \(count) other \(what)\(count == 1 ? "" : "s")"
  }
}
