import DistillData

/// How words are spoken: for each, one or more sequences of phones.
///
/// Words are told apart by their spelling and numbered in the order of its UTF-8 bytes (that of
/// `LC_ALL=C sort`), so a word's id depends on the lexicon's words and not on the order of a file.
/// Different words may be spoken alike.
public struct Lexicon: Sendable, Equatable {
  /// All words in the order of their ids.
  public let words: [String]

  /// For each word, by id, its pronunciations, most usual first: names of phones, in time.
  public let pronunciations: [[[String]]]

  /// All phones, silence among them, in the order of their UTF-8 bytes.
  ///
  /// Those of the list that was given, or else those that occur.
  public let phones: [String]

  /// The phone that is nobody speaking.
  public let silence: String

  private let ids: [String: Int]

  /// The lexicon of `entries`.
  ///
  /// Several entries of one word are its pronunciations, in the order given; one that comes again is
  /// dropped.
  ///
  /// - Parameters:
  ///   - entries: Words and their phones. Silence lies between words and is no part of them.
  ///   - phones: The phones that may occur, silence among them; `nil` takes those that do.
  ///   - silence: The phone that is nobody speaking.
  /// - Throws: ``LanguageError`` for names that are empty or hold white space, for words without
  ///   phones, and for phones that are not in the list or are silence.
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
      guard TextLines.isName(word) else { throw .badName(what: "word", name: word) }
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
    for (word, phones) in entries where spoken[word]?.contains(phones) != true {
      spoken[word, default: []].append(phones)
    }
    let words = Self.sorted(spoken.keys)
    self.words = words
    self.pronunciations = words.map { spoken[$0] ?? [] }
    self.phones = Self.sorted(phones ?? entries.flatMap(\.phones) + [silence])
    self.silence = silence
    self.ids = Dictionary(uniqueKeysWithValues: words.enumerated().map { ($1, $0) })
  }

  /// The id of `word`: its place in ``words``, or `nil` for a word that is not there.
  public func id(of word: String) -> Int? { ids[word] }

  /// Without repetition, in the order of the UTF-8 bytes, which no locale and no version changes.
  private static func sorted(_ names: some Sequence<String>) -> [String] {
    Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension Lexicon {
  /// Checks that every word of `transcripts` is in the lexicon.
  ///
  /// - Throws: ``LanguageError/unknownWords(first:utterance:place:others:)`` with the first word that
  ///   is not, its utterance, and how many other words there are.
  public func check(_ transcripts: [Transcript]) throws(LanguageError) {
    let unknown = unknownWords(in: transcripts)
    guard let first = unknown.first else { return }
    throw .unknownWords(
      first: first.word, utterance: first.utterance, place: "lexicon", others: unknown.count - 1)
  }

  /// The words of `transcripts` that the lexicon lacks, each once, with the first utterance it is in.
  public func unknownWords(
    in transcripts: [Transcript]
  ) -> [(word: String, utterance: String)] {
    var seen: Set<String> = []
    return transcripts.flatMap { transcript in
      transcript.words.filter { ids[$0] == nil && seen.insert($0).inserted }
        .map { (word: $0, utterance: transcript.id) }
    }
  }
}
