import DistillSpeech
import DistillTensors

/// A small vocabulary with everything that makes decoding hard: words that begin alike, one that is the
/// beginning of another, words that sound alike, and a word of two pronunciations.
struct SmallTask {
  static let phones = PhoneSet(["A", "B", "C", "SIL"], silence: "SIL")

  let lexicon: Lexicon
  let model: NGramModel
  let tying: StateTying
  let tree: LexiconTree

  /// A task whose language model and classes of states are drawn by `seed`.
  init(seed: UInt64, order: Int, trees: Bool) throws {
    let lexicon = try Lexicon(
      [
        ("a", ["A"]), ("ab", ["A", "B"]), ("abc", ["A", "B", "C"]), ("bee", ["B"]),
        ("be", ["B"]), ("cab", ["C", "A", "B"]), ("cab", ["C", "B"]),
      ], phones: nil, silence: "SIL")
    var random = RandomStream(seed: seed, purpose: .sampling, index: 1)
    let transcripts = (0..<6).map { number in
      Transcript(
        id: "\(number)",
        words: (0..<random.integer(below: 5)).map { _ in
          lexicon.words[random.integer(below: lexicon.words.count)]
        })
    }
    self.lexicon = lexicon
    model = try NGramModel(order: order, vocabulary: lexicon.words, transcripts: transcripts)
    if trees {
      var statistics = ContextStatistics(width: 1)
      for pronunciation in lexicon.pronunciations.joined() {
        let numbers = Self.phones.numbers(of: pronunciation) ?? []
        for state in HMMState.states(of: numbers, in: Self.phones) {
          let mean = random.normal()
          for _ in 0..<4 { statistics.add([Float(mean + 0.1 * random.normal())], of: state) }
        }
      }
      tying = StateTying(
        growing: statistics, phones: Self.phones, leaves: 20, leastFrames: 1, leastGain: 0)
    } else {
      tying = StateTying(monophonesOf: Self.phones)
    }
    tree = try LexiconTree(lexicon, tying: tying, model: model)
  }

  func decoder(_ options: DecodingOptions) -> Decoder {
    Decoder(tree, model: model, options: options)
  }

  /// The score of the best path of these words: the best of all ways to speak them, what the language
  /// model gives, and the penalties.
  func score(
    of words: [String], _ scores: AcousticScores, _ options: DecodingOptions
  ) throws -> Double? {
    let graph = AlignmentGraph(
      words.map { word in
        lexicon.id(of: word).map { lexicon.pronunciations[$0] }?
          .compactMap { Self.phones.numbers(of: $0) } ?? []
      }, phones: Self.phones)
    let alignment = Alignment(
      of: scores, through: graph, tying: tying,
      transitions: .usual.scaled(by: Float(options.acousticScale)))
    return alignment.map {
      Double($0.score) + model.logProbability(of: words.compactMap { model.id(of: $0) })
        + options.wordPenalty * Double(words.count)
    }
  }
}
