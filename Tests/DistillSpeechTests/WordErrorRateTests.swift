import DistillSpeech
import Testing

@Suite("Word error rates with intervals")
struct WordErrorRateTests {
  /// One utterance of ten words for each speaker, `wrong` of them substituted.
  private func scores(_ wrong: [Int], words: Int = 10) throws -> WordScores {
    let ids = wrong.indices.map { "s\($0)-1" }
    return try WordScores(
      references: ids.map { Transcript(id: $0, words: .init(repeating: "A", count: words)) },
      hypotheses: zip(ids, wrong).map {
        Transcript(
          id: $0,
          words: .init(repeating: "B", count: $1) + .init(repeating: "A", count: words - $1))
      },
      speaker: Transcript.speaker)
  }

  @Test("A single speaker gives an interval without width")
  func single() throws {
    let rate = try WordErrorRate(try scores([3]), resamples: 50, seed: 1)
    #expect(rate.rate == 0.3 && rate.interval == 0.3...0.3 && rate.speakerCount == 1)
  }

  @Test("All utterances of a speaker are drawn together")
  func together() throws {
    let ids = ["s-1", "s-2", "s-3"]
    let scores = try WordScores(
      references: ids.map { Transcript(id: $0, words: ["A"]) },
      hypotheses: [Transcript(id: "s-1", words: ["A"])]
        + ids.dropFirst().map { Transcript(id: $0, words: []) },
      speaker: Transcript.speaker)
    let rate = try WordErrorRate(scores, resamples: 100, seed: 1)
    #expect(rate.interval == 2.0 / 3...2.0 / 3)
  }

  /// Of 20 speakers half make no error and half only errors: the rate of a draw is binomial(20, 1/2) / 20,
  /// whose quantiles 0.025 and 0.975 are 6 and 14.
  @Test("The interval is that of the closed form", arguments: [1, 2, 3] as [UInt64])
  func closedForm(seed: UInt64) throws {
    let scores = try scores((0..<20).map { $0 % 2 * 10 })
    let rate = try WordErrorRate(scores, resamples: 20_000, seed: seed)
    #expect(rate.rate == 0.5 && rate.interval == 0.3...0.7)
  }

  @Test("The same seed gives the same interval, another seed another one")
  func seeds() throws {
    let scores = try scores([0, 1, 3, 5, 2, 7, 4])
    let one = try WordErrorRate(scores, resamples: 101, seed: 1)
    #expect(try WordErrorRate(scores, resamples: 101, seed: 1) == one)
    let others = try (2...9).map { try WordErrorRate(scores, resamples: 101, seed: $0) }
    #expect(others.contains { $0.interval != one.interval })
  }

  @Test("Identical systems differ by nothing")
  func identical() throws {
    let scores = try scores([0, 1, 3])
    let found = try WordErrorRateDifference(scores, against: scores, resamples: 100, seed: 1)
    #expect(found.difference == 0 && found.interval == 0...0)
    #expect(found.probabilityOfImprovement == 0.5)
  }

  @Test("A system better by the same for every speaker is better for certain")
  func constant() throws {
    let found = try WordErrorRateDifference(
      try scores([0, 4, 9]), against: try scores([1, 5, 10]), resamples: 200, seed: 1)
    #expect(abs(found.difference + 0.1) < 1e-15)
    #expect(abs(found.interval.lowerBound + 0.1) < 1e-15)
    #expect(abs(found.interval.upperBound + 0.1) < 1e-15)
    #expect(found.probabilityOfImprovement == 1)
  }

  /// Of two speakers the first system is better by 2 words for one and worse by 1 for the other: it wins
  /// unless the other is drawn twice.
  @Test("The probability of improvement is that of the closed form")
  func improvement() throws {
    let (one, other) = (try scores([3, 5]), try scores([5, 4]))
    let found = try WordErrorRateDifference(one, against: other, resamples: 20_000, seed: 5)
    #expect(abs(found.probabilityOfImprovement - 0.75) < 0.015)
    #expect(abs(found.interval.lowerBound + 0.2) < 1e-15)
    #expect(abs(found.interval.upperBound - 0.1) < 1e-15)
    let turned = try WordErrorRateDifference(other, against: one, resamples: 20_000, seed: 5)
    #expect(abs(turned.probabilityOfImprovement + found.probabilityOfImprovement - 1) < 1e-12)
  }

  @Test("The order of the utterances does not change a comparison")
  func order() throws {
    let second = try scores([5, 4, 1])
    let turned = try WordScores(
      references: second.utterances.reversed().map {
        Transcript(id: $0.utterance, words: $0.alignment.reference)
      },
      hypotheses: second.utterances.map {
        Transcript(id: $0.utterance, words: $0.alignment.hypothesis)
      }, speaker: Transcript.speaker)
    let first = try scores([3, 5, 0])
    #expect(
      try WordErrorRateDifference(first, against: second, resamples: 99, seed: 1)
        == WordErrorRateDifference(first, against: turned, resamples: 99, seed: 1))
  }

  @Test("What cannot be resampled or compared is refused")
  func refused() throws {
    let empty = try WordScores(
      references: [Transcript(id: "x-1", words: [])],
      hypotheses: [Transcript(id: "x-1", words: ["A"])], speaker: Transcript.speaker)
    #expect(throws: LanguageError.speakerWithoutWords(speaker: "x")) {
      try WordErrorRate(empty, resamples: 10, seed: 1)
    }
    func error(_ first: WordScores, _ second: WordScores) -> LanguageError? {
      #expect(throws: LanguageError.self) {
        try WordErrorRateDifference(first, against: second, resamples: 10, seed: 1)
      }
    }
    let (two, three) = (try scores([0, 1], words: 2), try scores([0, 1, 1], words: 2))
    #expect(
      error(two, three)
        == .differentUtterances(
          utterance: "s2-1", expected: #""A A" by speaker "s2""#, found: "no such utterance"))
    #expect(
      error(three, two)
        == .differentUtterances(
          utterance: "s2-1", expected: "no such utterance", found: #""A A" by speaker "s2""#))
    #expect(
      error(try scores([0], words: 1), try scores([0], words: 2))?.description.contains(
        #"expected "A A" by speaker "s0", as of the system it is compared with, found "A" by"#)
        == true)
  }
}
