/// The words of an utterance of synthetic speech.
package struct SyntheticSentence: Sendable, Equatable {
  /// The transcript.
  package let words: [String]
  /// What the synthesiser is given to read.
  package let spoken: String

  /// The sentence of `tokens`: words, of which letters to be spelled are marked by a full stop.
  ///
  /// Only the mark distinguishes the letter A from the article. The synthesiser would take a letter A among
  /// others for the article, too, so it is given a word that sounds like the letter in every accent.
  init(_ tokens: [String]) {
    words = tokens.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    spoken = tokens.map { token in
      guard token.hasSuffix(".") else { return token.lowercased() }
      return token == "A." ? "eigh" : String(token.dropLast())
    }.joined(separator: " ")
  }
}
