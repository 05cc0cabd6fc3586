import DistillData

/// The pronunciations of words: for each word, one or more sequences of phones.
///
/// Words are distinguished by their spelling in Unicode normalization form C, upper and lower case apart,
/// and numbered in the order of its UTF-8 bytes (that of `LC_ALL=C sort`), so a word's id depends on the
/// lexicon's words and not on the order of a file. Different words may have the same pronunciation.
public struct Lexicon: Sendable, Equatable {
  /// All words in the order of their ids.
  public let words: [String]

  /// For each word, by id, its pronunciations, most frequent first: names of phones, in order of time.
  public let pronunciations: [[[String]]]

  /// All phones, silence among them, in the order of their UTF-8 bytes.
  ///
  /// Those of the list that was given, otherwise those that occur.
  public let phones: [String]

  /// The phone of silence.
  public let silence: String

  private let ids: [String: Int]

  /// The lexicon of `entries`.
  ///
  /// Several entries of one word are its pronunciations, in the order given; repeated ones are dropped.
  ///
  /// - Parameters:
  ///   - entries: Words and their phones. Silence is between words and not part of them.
  ///   - phones: The phones that may occur, silence among them; `nil` takes those that do.
  ///   - silence: The phone of silence.
  /// - Throws: ``LanguageError`` for names that are empty or have white space, for words that have
  ///   another meaning in files of words (such as `;;` or `{`), for words without phones, and for phones
  ///   that are not in the list or are silence.
  public init(
    _ entries: [(word: String, phones: [String])], phones: [String]?, silence: String
  ) throws(LanguageError) {
    for phone in (phones ?? []) + [silence] where !TextLines.isName(phone) {
      throw .badName(what: "phone", name: phone)
    }
    if let phones, !phones.contains(silence) {
      throw .unknownPhone(word: "silence", phone: silence, known: phones)
    }
    let known = phones.map(Set.init)
    for (word, spoken) in entries {
      guard TextLines.isWord(word), Self.withoutVariant(word) == word else {
        throw .badName(what: "word", name: word)
      }
      guard !spoken.isEmpty else { throw .noPronunciation(word: word) }
      for phone in spoken {
        guard TextLines.isName(phone) else { throw .badName(what: "phone", name: phone) }
        guard phone != silence, known?.contains(phone) ?? true else {
          throw .unknownPhone(
            word: word, phone: phone,
            known: Self.sorted((phones ?? entries.flatMap(\.phones)).filter { $0 != silence }))
        }
      }
    }
    guard !entries.isEmpty else { throw .empty(what: "words in the lexicon") }
    self.init(checked: entries, phones: phones, silence: silence)
  }

  init(checked entries: [(word: String, phones: [String])], phones: [String]?, silence: String) {
    var spoken: [String: [[String]]] = [:]
    for (word, phones) in entries {
      let phones = phones.map(TextLines.normalized)
      guard spoken[word]?.contains(phones) != true else { continue }
      spoken[TextLines.normalized(word), default: []].append(phones)
    }
    let words = Self.sorted(spoken.keys)
    self.words = words
    self.pronunciations = words.map { spoken[$0] ?? [] }
    self.phones = Self.sorted(
      (phones ?? entries.flatMap(\.phones) + [silence]).map(TextLines.normalized))
    self.silence = TextLines.normalized(silence)
    self.ids = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
  }

  /// The id of `word`: its place in ``words``, or `nil` for a word that is not there.
  public func id(of word: String) -> Int? { ids[word] }

  /// Without repetition, in the order of the UTF-8 bytes, which depends on no locale and no version.
  private static func sorted(_ names: some Sequence<String>) -> [String] {
    Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
