/// The pronunciations of all words as one tree: words with a common beginning share it.
///
/// A node is a phone in its context, so three states; words share nodes with the same classes of those
/// states. Silence is separate. States are numbered 3 · node + position, those of silence after
/// all others.
public struct LexiconTree: Sendable {
  /// The class of each state.
  let classes: [Int32]
  /// The nodes that words begin with.
  let roots: [Int32]
  /// The children of node n are at `childStarts[n]` ..< `childStarts[n + 1]` of `children`; each comes
  /// after its parent.
  let childStarts: [Int]
  let children: [Int32]
  /// The same for the words that end at a node, as ids of the language model.
  let wordStarts: [Int]
  let wordsEnding: [Int32]
  /// The words, by the language model's ids.
  let words: [String]

  /// The number of nodes.
  var nodeCount: Int { childStarts.count - 1 }
  /// The number of states, silence's included.
  var stateCount: Int { classes.count }
  /// The first state of silence.
  var silence: Int { HMMState.perPhone * nodeCount }

  private struct Node {
    let classes: [Int32]
    var children: [Int32] = []
    var words: [Int32] = []
  }

  /// The words of `lexicon` that are in the vocabulary of `model`.
  ///
  /// - Throws: ``LanguageError/empty(what:)`` where there are none,
  ///   ``LanguageError/unknownPhone(word:phone:known:)``.
  public init(
    _ lexicon: Lexicon, tying: StateTying, model: NGramModel
  ) throws(LanguageError) {
    var nodes: [Node] = []
    var roots: [Int32] = []
    for (id, word) in model.vocabulary.enumerated() {
      guard let entry = lexicon.id(of: word) else { continue }
      for pronunciation in lexicon.pronunciations[entry] {
        guard let numbers = tying.phones.numbers(of: pronunciation) else {
          throw .unknownPhone(
            word: word,
            phone: pronunciation.first { !tying.phones.names.contains($0) } ?? "",
            known: tying.phones.names)
        }
        let classes = HMMState.states(of: numbers, in: tying.phones)
          .map { Int32(tying.classNumber(of: $0)) }
        var siblings = roots
        var parent: Int?
        for start in stride(from: 0, to: classes.count, by: HMMState.perPhone) {
          let own = Array(classes[start..<start + HMMState.perPhone])
          if let known = siblings.first(where: { nodes[Int($0)].classes == own }) {
            parent = Int(known)
          } else {
            let place = Int32(nodes.count)
            if let parent { nodes[parent].children.append(place) } else { roots.append(place) }
            parent = nodes.count
            nodes.append(Node(classes: own))
          }
          siblings = parent.map { nodes[$0].children } ?? []
        }
        if let parent, !nodes[parent].words.contains(Int32(id)) {
          nodes[parent].words.append(Int32(id))
        }
      }
    }
    guard !nodes.isEmpty else { throw .empty(what: "words in both lexicon and language model") }
    func starts(_ counts: [Int]) -> [Int] {
      counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }
    self.roots = roots
    childStarts = starts(nodes.map(\.children.count))
    children = nodes.flatMap(\.children)
    wordStarts = starts(nodes.map(\.words.count))
    wordsEnding = nodes.flatMap(\.words)
    classes =
      nodes.flatMap(\.classes)
      + HMMState.silence(in: tying.phones).map { Int32(tying.classNumber(of: $0)) }
    words = model.vocabulary
  }

  /// For each node the largest of `logProbabilities`, by word, among the words that can still be
  /// reached from it.
  func lookAhead(_ logProbabilities: [Float]) -> [Float] {
    var best = [Float](repeating: -.infinity, count: nodeCount)
    for node in best.indices.reversed() {
      for place in wordStarts[node]..<wordStarts[node + 1] {
        best[node] = max(best[node], logProbabilities[Int(wordsEnding[place])])
      }
      for place in childStarts[node]..<childStarts[node + 1] {
        best[node] = max(best[node], best[Int(children[place])])
      }
    }
    return best
  }
}
