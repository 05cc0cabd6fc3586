/// The states of an utterance of known words, and the transitions between them.
///
/// Every word may have several pronunciations, which are alternatives; silence is optional before,
/// between and after words.
public struct AlignmentGraph: Sendable {
  /// A state and its word.
  public struct Place: Sendable, Equatable {
    /// The state.
    public let state: HMMState
    /// The position of its word in the utterance; nil for silence.
    public let word: Int?
  }

  /// The states; transitions lead from lower places to higher ones only.
  public let places: [Place]
  /// For each state the states it can be entered from, besides itself.
  let predecessors: [[Int]]
  /// The words in their first pronunciations, with silence at both ends only.
  let backbone: [Int]
  /// Where the first frame, and where the last frame, may be.
  let starts: [Int]
  let ends: Set<Int>

  /// The fewest frames of a path.
  public let leastFrames: Int

  /// The graph of `words`, each given by its pronunciations, at least one each; no words are silence
  /// alone.
  public init(_ words: [[[Int]]], phones: PhoneSet) {
    var places: [Place] = []
    var predecessors: [[Int]] = []
    var starts: [Int] = []
    var backbone: [Int] = []
    /// The fewest frames up to and including each place.
    var least: [Int] = []
    /// Appends a row of states that can be entered from `entries`, or be first; returns its last state.
    func append(
      _ states: [HMMState], word: Int?, from entries: [Int], isFirst: Bool, isBackbone: Bool
    ) -> Int {
      for (index, state) in states.enumerated() {
        let own = index == 0 ? entries : [places.count - 1]
        let isStart = index == 0 && isFirst
        if isStart { starts.append(places.count) }
        if isBackbone { backbone.append(places.count) }
        least.append(1 + (isStart ? 0 : own.map { least[$0] }.min() ?? 0))
        places.append(Place(state: state, word: word))
        predecessors.append(own)
      }
      return places.count - 1
    }
    let silence = HMMState.silence(in: phones)
    // The states from which the next word, or the end, can be reached.
    var open = [append(silence, word: nil, from: [], isFirst: true, isBackbone: true)]
    for (word, pronunciations) in words.enumerated() {
      precondition(
        !pronunciations.isEmpty && pronunciations.allSatisfy { !$0.isEmpty },
        "word \(word) has no pronunciation")
      var ends: [Int] = []
      for (variant, pronunciation) in pronunciations.enumerated() {
        ends.append(
          append(
            HMMState.states(of: pronunciation, in: phones), word: word, from: open,
            isFirst: word == 0, isBackbone: variant == 0))
      }
      let isLast = word == words.count - 1
      open =
        ends + [append(silence, word: nil, from: ends, isFirst: false, isBackbone: isLast)]
    }
    self.places = places
    self.predecessors = predecessors
    self.starts = starts
    self.backbone = backbone
    self.ends = Set(open)
    leastFrames = open.map { least[$0] }.min() ?? 0
  }
}
