import DistillSpeech
import Testing

@Suite("Word scores")
struct WordScoresTests {
  private func transcripts(_ lines: [(String, String)]) -> [Transcript] {
    lines.map { Transcript(id: $0.0, words: $0.1.split(separator: " ").map(String.init)) }
  }

  private func scores(
    _ references: [(String, String)], _ hypotheses: [(String, String)]
  ) throws -> WordScores {
    try WordScores(
      references: transcripts(references), hypotheses: transcripts(hypotheses),
      speaker: Transcript.speaker)
  }

  @Test("Utterances are matched by id and summed by speaker")
  func sums() throws {
    let scores = try scores(
      [("b-1", "A B C"), ("a-1", "A"), ("b-2", "D"), ("a-2", "")],
      [("a-2", "X"), ("a-1", "A"), ("b-1", "A C"), ("b-2", "E")])
    #expect(scores.utterances.map(\.utterance) == ["b-1", "a-1", "b-2", "a-2"])
    #expect(scores.speakers.map(\.speaker) == ["b", "a"])
    #expect(
      scores.speakers.map(\.errors) == [
        WordErrors(words: 4, substitutions: 1, deletions: 1), WordErrors(words: 1, insertions: 1),
      ])
    #expect(
      scores.total == WordErrors(words: 5, substitutions: 1, deletions: 1, insertions: 1))
    #expect(scores.sentenceErrorRate == 0.75)
  }

  @Test("The listing shows both sides in columns")
  func listing() throws {
    let scores = try scores(
      [("s-1", "ENTER SIX TWO"), ("s-2", "GO"), ("s-3", "")],
      [("s-1", "ENTER SIXTY TO TWO"), ("s-2", "GO"), ("s-3", "NO")])
    #expect(
      scores.listing == """
        s-1, speaker s: 3 words, 1 substituted, 0 deleted, 1 inserted
        REF:  ENTER ***** SIX TWO
        HYP:  ENTER SIXTY TO  TWO
        EVAL:       I     S

        s-3, speaker s: 0 words, 0 substituted, 0 deleted, 1 inserted
        REF:  **
        HYP:  NO
        EVAL: I

        """)
  }

  @Test("Confusions are counted, the most frequent first")
  func confusions() throws {
    let scores = try scores(
      [("1", "B D B E"), ("2", "B"), ("3", "E A"), ("4", "")],
      [("1", "D D D E"), ("2", "P"), ("3", "A"), ("4", "A")])
    #expect(
      scores.confusions == [
        .init(reference: "B", hypothesis: "D", count: 2),
        .init(reference: "B", hypothesis: "P", count: 1),
        .init(reference: "E", hypothesis: nil, count: 1),
        .init(reference: nil, hypothesis: "A", count: 1),
      ])
    #expect(
      scores.confusionTable(limit: 3) == """
        count  reference  recognised
            2  B          D
            1  B          P
            1  E          (deleted)
        """)
  }

  @Test("What does not belong together is refused")
  func refused() {
    func error(
      _ references: [(String, String)], _ hypotheses: [(String, String)]
    ) -> LanguageError? {
      #expect(throws: LanguageError.self) { try scores(references, hypotheses) }
    }
    #expect(error([], []) == .empty(what: "utterances to score"))
    #expect(
      error([("1", "A"), ("2", ""), ("3", "")], [("2", "")])
        == .missingHypotheses(first: "1", others: 1))
    #expect(
      error([("1", "A")], [("1", "A"), ("2", ""), ("3", "")])
        == .unexpectedHypotheses(first: "2", others: 1))
    #expect(
      error([("1", "A"), ("1", "A")], [("1", "A")]) == .duplicate(what: "utterance", name: "1"))
    #expect(
      error([("1", "A")], [("1", "A"), ("1", "A")]) == .duplicate(what: "utterance", name: "1"))
  }
}
