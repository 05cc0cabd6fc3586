import DistillSpeech
import DistillTensors
import Testing

@Suite("Decoder")
struct DecoderTests {
  /// Words are in order, do not overlap, lie inside, and what is between them is silence, which takes
  /// three frames.
  private func expectTimes(
    _ decoded: DecodedUtterance, frames: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var end = 0
    for word in decoded.words {
      let gap = word.frames.lowerBound - end
      #expect(gap == 0 || gap >= 3, sourceLocation: sourceLocation)
      #expect(word.frames.count >= 3, sourceLocation: sourceLocation)
      end = word.frames.upperBound
    }
    #expect(end <= frames, sourceLocation: sourceLocation)
    if decoded.isComplete {
      #expect(end == frames || frames - end >= 3, sourceLocation: sourceLocation)
    }
  }

  @Test("Without beams, the words are the best of all", arguments: 0..<16)
  func exact(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .sampling)
    for order in [1, 2, 3] {
      let task = try SmallTask(seed: seed, order: order, trees: seed % 2 == 1)
      let search = ExactSearch(task.lexicon, tying: task.tying, model: task.model)
      for (count, scale, penalty) in [(4, 1.0, 0.0), (11, 0.5, -2), (26, 1, 1)] {
        let scores = SpokenRows.scores(count, classes: task.tying.classCount, from: &random)
        let options = DecodingOptions.exact(acousticScale: scale, wordPenalty: penalty)
        let decoded = task.decoder(options).decode(scores)
        let expected = try #require(
          search.best(
            scores, transitions: .usual.scaled(by: Float(scale)), wordPenalty: penalty))
        #expect(decoded.isComplete)
        #expect(abs(decoded.score - expected.score) < 1e-3)
        let words = decoded.words.map(\.word)
        #expect(words == expected.words.map { task.lexicon.words[$0] })
        // The same by a third way: the alignment of those words.
        let aligned = try #require(try task.score(of: words, scores, options))
        #expect(abs(decoded.score - aligned) < 1e-3)
        expectTimes(decoded, frames: count)
        #expect(task.decoder(options).decode(scores) == decoded)
      }
    }
  }

  @Test("Beams only ever lose, down to a single hypothesis", arguments: 0..<12)
  func beams(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .sampling)
    let task = try SmallTask(seed: seed, order: 2, trees: false)
    let scores = SpokenRows.scores(30, classes: 12, from: &random)
    let best = task.decoder(.exact(acousticScale: 1, wordPenalty: 0)).decode(scores)
    var active = best.activeStates
    for (beam, wordBeam, most) in [
      (1000, 1000, nil), (30, 20, nil), (10, 10, 50), (10, 1, 20), (3, 3, nil), (3, 1e-6, 5),
      (1000, 1000, 1), (1e-6, 1e-6, nil), (1e-6, 1e-6, 1),
    ] as [(Double, Double, Int?)] {
      let options = DecodingOptions(
        acousticScale: 1, wordPenalty: 0, beam: beam, wordBeam: wordBeam, mostActive: most)
      let decoded = task.decoder(options).decode(scores)
      if decoded.isComplete { #expect(decoded.score <= best.score + 1e-3) }
      expectTimes(decoded, frames: 30)
      if beam == 1000, most == nil {
        #expect(decoded == best || abs(decoded.score - best.score) < 1e-3)
      }
      if most == nil {
        #expect(decoded.activeStates <= active)
        active = decoded.activeStates
      }
      #expect(task.decoder(options).decode(scores) == decoded)
    }
  }

  @Test("No frames, and fewer than a word has, are decoded to no words, incompletely")
  func tooFew() throws {
    let task = try SmallTask(seed: 1, order: 2, trees: false)
    var random = RandomStream(seed: 1, purpose: .sampling)
    for options in [
      DecodingOptions.exact(acousticScale: 1, wordPenalty: 0),
      DecodingOptions(acousticScale: 1, wordPenalty: 0, beam: 1, wordBeam: 1, mostActive: 1),
    ] {
      for count in 0...2 {
        let scores = SpokenRows.scores(count, classes: 12, from: &random)
        let decoded = task.decoder(options).decode(scores)
        #expect(decoded.words.isEmpty && !decoded.isComplete)
        #expect((decoded.activeStates == 0) == (count == 0))
      }
    }
  }

  @Test("Where the beam leaves no way to an end, the words so far are kept")
  func incomplete() throws {
    let task = try SmallTask(seed: 1, order: 2, trees: false)
    // “bee” is clear; then the first state of A so long that nothing else survives.
    let classes = [3, 4, 5].flatMap { [$0, $0] } + [Int](repeating: 0, count: 20)
    let scores = AcousticScores(
      classes.flatMap { own in (0..<12).map { $0 == own ? 0 : -50 } }, classCount: 12)
    let options = DecodingOptions(acousticScale: 1, wordPenalty: 0, beam: 20, wordBeam: 20)
    let decoded = task.decoder(options).decode(scores)
    #expect(!decoded.isComplete)
    #expect(decoded.words.count == 1 && decoded.words[0].frames == 0..<6)
    #expect(["be", "bee"].contains(decoded.words[0].word))
    // A search without beams pays for an end.
    let exact = task.decoder(.exact(acousticScale: 1, wordPenalty: 0)).decode(scores)
    #expect(exact.isComplete && exact.words.count == 2)
  }

  @Test("Scores that are all −∞ do not stop the program")
  func impossible() throws {
    let task = try SmallTask(seed: 1, order: 2, trees: false)
    let scores = AcousticScores([Float](repeating: -.infinity, count: 120), classCount: 12)
    for options in [
      DecodingOptions.exact(acousticScale: 1, wordPenalty: 0),
      DecodingOptions(acousticScale: 1, wordPenalty: 0, beam: 10, wordBeam: 5, mostActive: 3),
    ] {
      let decoded = task.decoder(options).decode(scores)
      #expect(decoded.score == -.infinity || decoded.score.isNaN || !decoded.isComplete)
    }
  }

  @Test("Only words that lexicon and model share are looked for")
  func vocabulary() throws {
    let lexicon = try Lexicon([("a", ["A"]), ("b", ["B"])], phones: nil, silence: "SIL")
    let tying = StateTying(monophonesOf: SmallTask.phones)
    func model(_ words: [String]) throws -> NGramModel {
      try NGramModel(
        order: 1, vocabulary: words, transcripts: [Transcript(id: "u", words: words)])
    }
    #expect(throws: LanguageError.self) {
      try LexiconTree(lexicon, tying: tying, model: model(["x"]))
    }
    let known = try model(["b", "x"])
    let decoder = Decoder(
      try LexiconTree(lexicon, tying: tying, model: known), model: known,
      options: .exact(acousticScale: 1, wordPenalty: 0))
    var random = RandomStream(seed: 1, purpose: .sampling)
    let decoded = decoder.decode(SpokenRows.scores(40, classes: 12, from: &random))
    #expect(decoded.words.allSatisfy { $0.word == "b" })
    #expect(throws: LanguageError.self) {
      try LexiconTree(
        Lexicon([("b", ["B", "Q"])], phones: nil, silence: "SIL"), tying: tying, model: known)
    }
  }

  @Test("Words of a known model are recognised by its true scores")
  func truth() throws {
    let speech = try KnownSpeech(seed: 5)
    let utterances = (0..<60).map { speech.utterance($0) }
    let model = try NGramModel(
      order: 2, vocabulary: speech.lexicon.words,
      transcripts: (100..<160).map {
        Transcript(id: "t\($0)", words: speech.utterance($0).words)
      })
    let decoder = Decoder(
      try LexiconTree(speech.lexicon, tying: KnownSpeech.tying, model: model), model: model,
      options: DecodingOptions(acousticScale: 0.5, wordPenalty: 0, beam: 40, wordBeam: 30))
    var errors = WordErrors()
    for utterance in utterances {
      let decoded = decoder.decode(speech.scores(of: utterance).scaled(by: 0.5))
      #expect(decoded.isComplete)
      expectTimes(decoded, frames: utterance.count)
      let alignment = WordAlignment(
        reference: utterance.words, hypothesis: decoded.words.map(\.word))
      errors = errors + alignment.errors
    }
    #expect(errors.words > 150)
    #expect(20 * errors.total <= errors.words, "\(errors.total) of \(errors.words)")
  }
}
