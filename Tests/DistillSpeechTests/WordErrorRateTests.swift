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

  @Test("A single speaker gives no interval")
  func single() throws {
    let scores = try scores([3])
    let rate = WordErrorRate(scores, resamples: 50, seed: 1)
    #expect(rate.rate == 0.3 && rate.interval == nil && rate.speakerCount == 1)
    let found = try WordErrorRateDifference(scores, against: scores, resamples: 50, seed: 1)
    #expect(found.difference == 0 && found.interval == nil && found.probabilityOfImprovement == nil)
  }

  @Test("A speaker without words adds insertions and stops nothing")
  func withoutWords() throws {
    func scores(_ references: [Int], _ inserted: [Int]) throws -> WordScores {
      let ids = references.indices.map { "s\($0)-1" }
      return try WordScores(
        references: zip(ids, references).map {
          Transcript(id: $0, words: .init(repeating: "A", count: $1))
        },
        hypotheses: zip(ids, zip(references, inserted)).map {
          Transcript(id: $0, words: .init(repeating: "A", count: $1.0 + $1.1))
        }, speaker: Transcript.speaker)
    }
    let three = try scores([10, 10, 0], [0, 1, 3])
    let rate = WordErrorRate(three, resamples: 500, seed: 1)
    #expect(rate.rate == 0.2 && rate.speakerCount == 3)
    let interval = try #require(rate.interval)
    #expect(interval.lowerBound.isFinite && interval.upperBound.isFinite)
    let difference = try WordErrorRateDifference(three, against: three, resamples: 500, seed: 1)
    #expect(difference.interval == 0...0 && difference.probabilityOfImprovement == 0.5)
    // One speaker with words is one unit.
    #expect(try WordErrorRate(scores([10, 0], [1, 1]), resamples: 50, seed: 1).interval == nil)
    let none = try WordErrorRate(scores([0, 0], [1, 0]), resamples: 50, seed: 1)
    #expect(none.interval == nil && none.errors.insertions == 1)
  }

  @Test("All utterances of a speaker are drawn together")
  func together() throws {
    // Both speakers have two errors in three words, in different utterances.
    let ids = ["s-1", "s-2", "s-3", "t-1", "t-2", "t-3"]
    let scores = try WordScores(
      references: ids.map { Transcript(id: $0, words: ["A"]) },
      hypotheses: ids.map { Transcript(id: $0, words: ["s-1", "t-3"].contains($0) ? ["A"] : []) },
      speaker: Transcript.speaker)
    let rate = WordErrorRate(scores, resamples: 100, seed: 1)
    #expect(rate.interval == 2.0 / 3...2.0 / 3)
  }

  /// Of 20 speakers half make no error and half only errors: the rate of a draw is binomial(20, 1/2) / 20,
  /// whose quantiles 0.025 and 0.975 are 6 and 14.
  @Test("The interval is that of the closed form", arguments: [1, 2, 3] as [UInt64])
  func closedForm(seed: UInt64) throws {
    let scores = try scores((0..<20).map { $0 % 2 * 10 })
    let rate = WordErrorRate(scores, resamples: 20_000, seed: seed)
    #expect(rate.rate == 0.5 && rate.interval == 0.3...0.7)
  }

  @Test("The same seed gives the same interval, another seed another one")
  func seeds() throws {
    let scores = try scores([0, 1, 3, 5, 2, 7, 4])
    let one = WordErrorRate(scores, resamples: 101, seed: 1)
    #expect(WordErrorRate(scores, resamples: 101, seed: 1) == one)
    let others = (2...9).map { WordErrorRate(scores, resamples: 101, seed: $0) }
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
    #expect(abs((found.interval?.lowerBound ?? .nan) + 0.1) < 1e-15)
    #expect(abs((found.interval?.upperBound ?? .nan) + 0.1) < 1e-15)
    #expect(found.probabilityOfImprovement == 1)
  }

  /// Of two speakers the first system is better by 2 words for one and worse by 1 for the other: it wins
  /// unless the other is drawn twice.
  @Test("The probability of improvement is that of the closed form")
  func improvement() throws {
    let (one, other) = (try scores([3, 5]), try scores([5, 4]))
    let found = try WordErrorRateDifference(one, against: other, resamples: 20_000, seed: 5)
    #expect(abs((found.probabilityOfImprovement ?? .nan) - 0.75) < 0.015)
    #expect(abs((found.interval?.lowerBound ?? .nan) + 0.2) < 1e-15)
    #expect(abs((found.interval?.upperBound ?? .nan) - 0.1) < 1e-15)
    let turned = try WordErrorRateDifference(other, against: one, resamples: 20_000, seed: 5)
    let both = [turned, found].compactMap(\.probabilityOfImprovement)
    #expect(both.count == 2 && abs(both.reduce(0, +) - 1) < 1e-12)
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

  @Test("Systems that cannot be compared are refused")
  func refused() throws {
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
        #"expected "A A" by speaker "s0", as in the other system, found "A" by"#)
        == true)
  }
}
