import Distill
import DistillSpeech
import DistillTensors
import Testing

@Suite("Alignment")
struct AlignmentTests {
  private static let phones = PhoneSet(["A", "B", "C", "SIL"], silence: "SIL")
  private static let tying = StateTying(monophonesOf: phones)

  /// Up to three words, each of one to three pronunciations of one to three phones.
  private static func words(from random: inout RandomStream, most: Int = 3) -> [[[Int]]] {
    (0..<random.integer(below: most + 1)).map { _ in
      (0..<1 + random.integer(below: 3)).map { _ in
        (0..<1 + random.integer(below: 3)).map { _ in random.integer(below: 3) }
      }
    }
  }

  @Test("The path and its score are the best of all that can be spoken", arguments: 0..<60)
  func best(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .sampling)
    let words = Self.words(from: &random)
    let graph = AlignmentGraph(words, phones: Self.phones)
    let rows = SpokenRows.all(words, phones: Self.phones)
    let least = try #require(rows.map(\.count).min())
    #expect(graph.leastFrames == least)
    for more in [0, 1, 4, 12] {
      let scores = SpokenRows.scores(least + more, classes: 12, from: &random)
      for transitions in [TransitionModel.usual, TransitionModel(stay: 0.2)] {
        let expected = rows.compactMap {
          SpokenRows.score(of: $0, scores, tying: Self.tying, transitions: transitions)
        }.max()
        let alignment = try #require(
          Alignment(of: scores, through: graph, tying: Self.tying, transitions: transitions))
        // Sums in the same order are the same to the bit.
        #expect(alignment.score == expected)
        #expect(alignment.path.count == scores.count)
        var sum: Float = 0
        for (frame, place) in alignment.path.enumerated() {
          if frame > 0 {
            sum += place == alignment.path[frame - 1] ? transitions.stay : transitions.leave
          }
          sum += scores[frame, Self.tying.classNumber(of: graph.places[place].state)]
        }
        #expect(sum == alignment.score)
        var row: [HMMState] = []
        for (frame, place) in alignment.path.enumerated()
        where frame == 0 || place != alignment.path[frame - 1] {
          row.append(graph.places[place].state)
        }
        #expect(rows.contains(row))
        #expect(
          alignment.labels(through: graph, tying: Self.tying)
            == alignment.path.map {
              Int32(Self.tying.classNumber(of: graph.places[$0].state))
            })
      }
    }
  }

  @Test("Fewer frames than states have no path", arguments: 0..<20)
  func tooShort(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .sampling, index: 1)
    let graph = AlignmentGraph(Self.words(from: &random), phones: Self.phones)
    for count in 0..<graph.leastFrames {
      let scores = SpokenRows.scores(count, classes: 12, from: &random)
      #expect(Alignment(of: scores, through: graph, tying: Self.tying) == nil)
      #expect(Alignment.uniform(count, through: graph) == nil)
    }
  }

  @Test("Scores that leave no way open have no path")
  func impossible() {
    let graph = AlignmentGraph([[[0]]], phones: Self.phones)
    let scores = AcousticScores([Float](repeating: -.infinity, count: 120), classCount: 12)
    #expect(Alignment(of: scores, through: graph, tying: Self.tying) == nil)
  }

  @Test("An even division gives each state of the words and of the silences around them as much")
  func uniform() throws {
    let words = [[[0, 1], [2]], [[2, 2, 0]]]
    let graph = AlignmentGraph(words, phones: Self.phones)
    let silence = HMMState.silence(in: Self.phones)
    let expected =
      silence + HMMState.states(of: [0, 1], in: Self.phones)
      + HMMState.states(of: [2, 2, 0], in: Self.phones) + silence
    #expect(expected.count == 21)
    #expect(Alignment.uniform(20, through: graph) == nil)
    for count in [21, 22, 41, 42, 100] {
      let path = try #require(Alignment.uniform(count, through: graph)).path
      #expect(path.count == count && path == path.sorted())
      var row: [HMMState] = []
      var lengths: [Int] = []
      for frame in path.indices {
        if frame == 0 || path[frame] != path[frame - 1] {
          row.append(graph.places[path[frame]].state)
          lengths.append(0)
        }
        lengths[lengths.count - 1] += 1
      }
      #expect(row == expected)
      #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1)
    }
    let nothing = AlignmentGraph([], phones: Self.phones)
    #expect(nothing.leastFrames == 3)
    #expect(Alignment.uniform(3, through: nothing)?.path == [0, 1, 2])
  }

  @Test("With true scores nearly every frame is where it was, and every pronunciation")
  func truth() throws {
    let speech = try KnownSpeech(seed: 4)
    let utterances = (0..<60).map { speech.utterance($0) }
    let part = try speech.part(utterances)
    var alignments: [Alignment?] = []
    var (same, all, wrong) = (0, 0, 0)
    for (place, utterance) in utterances.enumerated() {
      let alignment = try #require(
        Alignment(
          of: speech.scores(of: utterance), through: part.graphs[place],
          tying: KnownSpeech.tying))
      alignments.append(alignment)
      let found = alignment.places(in: part.graphs[place])
      same += zip(found, utterance.states).count { $0 == $1 }
      all += found.count
      // The same states in another number of frames: silences and pronunciations are as they were.
      wrong += Set(found) == Set(utterance.states) ? 0 : 1
    }
    #expect(100 * same >= 97 * all, "\(same) of \(all)")
    #expect(wrong <= 2, "\(wrong) of \(utterances.count)")
    let (found, boundaries) = boundariesFound(alignments, of: utterances, in: part)
    #expect(100 * found >= 98 * boundaries, "\(found) of \(boundaries)")
  }

  @Test("A word that is not in the lexicon, and a phone that is not in the set, are refused")
  func unknown() throws {
    let sequences = try FrameSequences([0, 0, 0], width: 1, lengths: [3])
    let lexicon = try Lexicon([("one", ["A", "B"])], phones: nil, silence: "SIL")
    #expect(
      throws: LanguageError.unknownWords(
        first: "two", utterance: "u", place: "lexicon", others: 0)
    ) {
      try SpokenPart(
        sequences, transcripts: [Transcript(id: "u", words: ["one", "two"])], lexicon: lexicon,
        phones: Self.phones)
    }
    #expect(throws: LanguageError.unknownPhone(word: "one", phone: "B", known: ["A", "SIL"])) {
      try SpokenPart(
        sequences, transcripts: [Transcript(id: "u", words: ["one"])], lexicon: lexicon,
        phones: PhoneSet(["A"], silence: "SIL"))
    }
  }
}
