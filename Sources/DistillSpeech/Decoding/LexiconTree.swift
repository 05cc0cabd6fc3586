/// The pronunciations of all words as one tree: words that begin alike share their beginning.
///
/// A node is a phone in its context, so three states; what two words share is decided by the classes of
/// those states. Silence stands apart.
public struct LexiconTree: Sendable {
  struct Node: Sendable {
    /// The classes of the three states.
    let classes: [Int]
    var children: [Int] = []
    /// The words that end here, as ids of the language model.
    var words: [Int] = []
  }

  /// The nodes, each after its parent.
  let nodes: [Node]
  /// The nodes that words begin with.
  let roots: [Int]
  /// The classes of silence's states.
  let silence: [Int]
  /// What each word is called, by the language model's ids.
  let words: [String]

  /// The words of `lexicon` that `model` knows.
  ///
  /// - Throws: ``LanguageError/empty(what:)`` where there are none.
  public init(
    _ lexicon: Lexicon, tying: StateTying, model: NGramModel
  ) throws(LanguageError) {
    var nodes: [Node] = []
    var roots: [Int] = []
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
          .map { tying.classNumber(of: $0) }
        var siblings = roots
        var parent: Int?
        for start in stride(from: 0, to: classes.count, by: HMMState.perPhone) {
          let own = Array(classes[start..<start + HMMState.perPhone])
          if let known = siblings.first(where: { nodes[$0].classes == own }) {
            parent = known
          } else {
            if let parent { nodes[parent].children.append(nodes.count) } else { roots.append(nodes.count) }
            parent = nodes.count
            nodes.append(Node(classes: own))
          }
          siblings = parent.map { nodes[$0].children } ?? []
        }
        if let parent, !nodes[parent].words.contains(id) { nodes[parent].words.append(id) }
      }
    }
    guard !nodes.isEmpty else { throw .empty(what: "words that both lexicon and model know") }
    self.nodes = nodes
    self.roots = roots
    silence = HMMState.silence(in: tying.phones).map { tying.classNumber(of: $0) }
    words = model.vocabulary
  }

  /// For each node the largest of `logProbabilities`, by word, among the words that can still be
  /// reached from it, and for the next what the roots' largest is.
  func lookAhead(_ logProbabilities: [Double]) -> [Float] {
    var best = [Float](repeating: -.infinity, count: nodes.count)
    for place in nodes.indices.reversed() {
      for word in nodes[place].words { best[place] = max(best[place], Float(logProbabilities[word])) }
      for child in nodes[place].children { best[place] = max(best[place], best[child]) }
    }
    return best
  }
}
