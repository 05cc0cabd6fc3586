extension Lexicon {
  /// Checks that every word of `transcripts` is in the lexicon.
  ///
  /// - Throws: ``LanguageError/unknownWords(first:utterance:place:others:source:advice:)`` with the
  ///   first word that is not, its utterance, how many other words there are, and the likely reason.
  public func check(_ transcripts: [Transcript]) throws(LanguageError) {
    try check(transcripts, source: nil, place: "lexicon") { _ in nil }
  }

  /// Checks `transcripts`, which are those of the file `source`; `place` names the lexicon, and `advice`
  /// is a remedy for a word that the lexicon does not have for a reason known to the caller.
  func check(
    _ transcripts: [Transcript], source: String?, place: String,
    advice: (_ word: String) -> String?
  ) throws(LanguageError) {
    let unknown = unknownWords(in: transcripts)
    guard let first = unknown.first else { return }
    throw .unknownWords(
      first: first.word, utterance: first.utterance, place: place, others: unknown.count - 1,
      source: source,
      advice: advice(first.word) ?? caseAdvice(unknown.map(\.word)) ?? variantAdvice(first.word))
  }

  /// The words of `transcripts` that the lexicon does not have, each once, with the first utterance it
  /// is in.
  public func unknownWords(
    in transcripts: [Transcript]
  ) -> [(word: String, utterance: String)] {
    var seen: Set<String> = []
    return transcripts.flatMap { transcript in
      transcript.words.filter { id(of: $0) == nil && seen.insert($0).inserted }
        .map { (word: $0, utterance: transcript.id) }
    }
  }

  /// A remedy where `words` differ from words here in upper and lower case only; nil where the first
  /// does not.
  func caseAdvice(_ words: [String]) -> String? {
    Self.caseAdvice(missing: words, from: self.words, in: "lexicon")
  }

  /// A remedy where `missing` words differ from those of `known` in upper and lower case only.
  static func caseAdvice(
    missing: [String], from known: [String], in place: String
  ) -> String? {
    let spellings = Dictionary(
      known.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    guard let first = missing.first, let other = spellings[first.lowercased()] else { return nil }
    let count = missing.count { spellings[$0.lowercased()] != nil }
    let style =
      other == first.uppercased()
      ? "in capitals" : other == first.lowercased() ? "in lower case" : "in another case"
    return "the \(place) has \(count == 1 ? "it" : "\(count) of them") \(style), such as "
      + "\(LanguageError.list([other])): upper and lower case differ, so convert one of the two files"
  }

  private func variantAdvice(_ word: String) -> String? {
    let plain = Self.withoutVariant(word)
    guard plain != word, id(of: plain) != nil else { return nil }
    return
      "the lexicon has \(LanguageError.list([plain])): leave the number of the pronunciation out"
  }
}
