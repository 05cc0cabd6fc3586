import DistillSpeech
import Testing

@Suite("Errors of words")
struct LanguageErrorTests {
  private static let errors: [(LanguageError, String)] = [
    (.badName(what: "word", name: "A B"), #""A B" cannot be the name of a word"#),
    (.noPronunciation(word: "A"), "add its pronunciation"),
    (
      .unknownPhone(word: "A", phone: "X", known: (0..<15).map(String.init)),
      #""10", "11" and 3 more were expected"#
    ),
    (
      .unknownWords(first: "A", utterance: "u", place: "lexicon", others: 0),
      #""A" in utterance "u" is not in the lexicon; add"#
    ),
    (
      .unknownWords(first: "A", utterance: "u", place: "lexicon", others: 2),
      "lexicon, as is the case for 2 other words; add"
    ),
    (
      .unknownWords(
        first: "A", utterance: "u", place: "lexicon l", others: 0, source: "t", advice: "do this"),
      #""A" in utterance "u" of t is not in the lexicon l; do this."#
    ),
    (.duplicate(what: "utterance", name: "u"), #"Two utterances have the name "u""#),
    (.empty(what: "transcripts"), "There are no transcripts"),
    (
      .missingHypotheses(first: "u", others: 1),
      "has no hypothesis, as is the case for 1 other utterance;"
    ),
    (
      .missingHypotheses(first: "u", others: 0, file: "a/test.trn"),
      #""u" has no hypothesis in a/test.trn;"#
    ),
    (
      .unexpectedHypotheses(first: "u", others: 2),
      "no reference, as is the case for 2 other utterances;"
    ),
    (.differentUtterances(utterance: "u", expected: "this", found: "that"), "found that; score"),
  ]

  @Test("Every error is a sentence with its operands", arguments: errors)
  func sentences(error: LanguageError, part: String) {
    #expect(error.description.contains(part), "\(error)")
    #expect(error.description.hasSuffix("."))
    #expect(error.errorDescription == error.description)
  }

  @Test("Names from files are cut short")
  func short() {
    let long = String(repeating: "\u{1B}[31m", count: 10_000)
    let error = LanguageError.unknownWords(
      first: long, utterance: long, place: "lexicon", others: 9)
    #expect(error.description.utf8.count < 500)
    #expect(!error.description.contains("\u{1B}"))
  }
}
