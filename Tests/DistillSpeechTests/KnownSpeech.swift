import Distill
import DistillSpeech
import DistillTensors

/// Speech of a hidden Markov model that is known, so that what alignment and decoding find can be
/// compared with what was.
///
/// Five phones and silence; the frames of each state are drawn from a Gaussian of variance 1 whose mean
/// is `spread` from zero in each feature, and the time in a state from a geometric distribution.
struct KnownSpeech {
  struct Utterance {
    let words: [String]
    /// Row-major.
    let frames: [Float]
    /// The state of each frame.
    let states: [Place]

    var count: Int { states.count }
  }

  /// A state of an utterance: the words begun so far, and which state of them.
  struct Place: Hashable {
    let wordsBegun: Int
    let state: HMMState
  }

  static let phones = PhoneSet(["A", "B", "D", "E", "K", "SIL"], silence: "SIL")
  /// The word DAB is spoken in two ways.
  static let entries: [(word: String, phones: [String])] = [
    ("BAD", ["B", "A", "D"]), ("BEAK", ["B", "E", "K"]), ("CAB", ["K", "A", "B"]),
    ("DAB", ["D", "A", "B"]), ("DAB", ["E", "D", "A"]), ("EBB", ["E", "B"]), ("A", ["A"]),
    ("DECK", ["D", "E", "K", "A"]),
  ]
  static let width = 10
  static let tying = StateTying(monophonesOf: phones)

  let lexicon: Lexicon
  private let means: [Double]
  private let seed: UInt64

  init(seed: UInt64, spread: Double = 1) throws {
    lexicon = try Lexicon(Self.entries, phones: nil, silence: "SIL")
    self.seed = seed
    var random = RandomStream(seed: seed, purpose: .sampling)
    means = (0..<Self.tying.classCount * Self.width).map { _ in spread * random.normal() }
  }

  /// The utterance of this number: two to five words, silence at most places where it may be.
  func utterance(_ number: Int) -> Utterance {
    var random = RandomStream(seed: seed, purpose: .drawing, index: UInt64(number))
    var words: [String] = []
    var states: [Place] = []
    func say(_ own: [HMMState]) {
      for state in own {
        repeat {
          states.append(Place(wordsBegun: words.count, state: state))
        } while random.uniform() < 0.75
      }
    }
    if random.uniform() < 0.8 { say(HMMState.silence(in: Self.phones)) }
    let count = 2 + random.integer(below: 4)
    for place in 0..<count {
      let id = random.integer(below: lexicon.words.count)
      words.append(lexicon.words[id])
      let spoken = lexicon.pronunciations[id]
      let numbers = Self.phones.numbers(of: spoken[random.integer(below: spoken.count)]) ?? []
      say(HMMState.states(of: numbers, in: Self.phones))
      if random.uniform() < (place == count - 1 ? 0.8 : 0.4) {
        say(HMMState.silence(in: Self.phones))
      }
    }
    let frames = states.flatMap { place in
      let mean = Self.tying.classNumber(of: place.state) * Self.width
      return (0..<Self.width).map { Float(means[mean + $0] + random.normal()) }
    }
    return Utterance(words: words, frames: frames, states: states)
  }

  /// ln p(frame | class) up to what is the same for all classes.
  func scores(of utterance: Utterance) -> AcousticScores {
    var scores: [Float] = []
    for frame in 0..<utterance.count {
      for number in 0..<Self.tying.classCount {
        var sum = 0.0
        for place in 0..<Self.width {
          let away =
            Double(utterance.frames[frame * Self.width + place])
            - means[number * Self.width + place]
          sum -= away * away / 2
        }
        scores.append(Float(sum))
      }
    }
    return AcousticScores(scores, classCount: Self.tying.classCount)
  }

  /// The utterances of these numbers as frames and what they go through.
  func part(_ utterances: [Utterance]) throws -> SpokenPart {
    try SpokenPart(
      FrameSequences(
        utterances.flatMap(\.frames), width: Self.width, lengths: utterances.map(\.count)),
      transcripts: utterances.enumerated().map {
        Transcript(id: "u\($0.offset)", words: $0.element.words)
      }, lexicon: lexicon, phones: Self.phones)
  }
}

extension Alignment {
  /// What each frame belongs to, in the terms of ``KnownSpeech``.
  func places(in graph: AlignmentGraph) -> [KnownSpeech.Place] {
    var begun = 0
    return path.map { place in
      if let word = graph.places[place].word { begun = word + 1 }
      return KnownSpeech.Place(wordsBegun: begun, state: graph.places[place].state)
    }
  }
}

/// The boundaries between the states of an utterance: the frame that each state begins in, but for the
/// first.
func boundaries(of places: [KnownSpeech.Place]) -> [KnownSpeech.Place: Int] {
  var boundaries: [KnownSpeech.Place: Int] = [:]
  for frame in places.indices.dropFirst() where places[frame] != places[frame - 1] {
    boundaries[places[frame]] = frame
  }
  return boundaries
}

/// How many of the boundaries between the true states are found within two frames, and how many there
/// are.
func boundariesFound(
  _ alignments: [Alignment?], of utterances: [KnownSpeech.Utterance], in part: SpokenPart
) -> (found: Int, all: Int) {
  var (found, all) = (0, 0)
  for (place, utterance) in utterances.enumerated() {
    let truth = boundaries(of: utterance.states)
    all += truth.count
    guard let alignment = alignments[place] else { continue }
    let own = boundaries(of: alignment.places(in: part.graphs[place]))
    found += truth.count { key, frame in own[key].map { abs($0 - frame) <= 2 } ?? false }
  }
  return (found, all)
}
