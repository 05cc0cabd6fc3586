/// The language model scores of the histories that a search has reached, numbered in that order.
///
/// Looked up in the model once for each history; a search needs the same again in every frame. Memory:
/// 4 bytes for each history and node, and 8 for each history and word.
struct HistoryCache {
  private let tree: LexiconTree
  private let model: NGramModel
  /// By state of the model: its number here, or −1.
  private var numbers: [Int32]
  /// By number: the state of the model.
  private(set) var states: [Int] = []
  /// Row-major [histories, nodes]: the look-ahead.
  private(set) var ahead: [Float] = []
  /// Row-major [histories, words]: ln P(word | history).
  private(set) var logProbabilities: [Float] = []
  /// Row-major [histories, words]: the model's state after the word.
  private(set) var following: [Int32] = []

  init(_ tree: LexiconTree, _ model: NGramModel) {
    self.tree = tree
    self.model = model
    numbers = [Int32](repeating: -1, count: model.stateCount)
  }

  /// The number of the history that is the model's `state`.
  mutating func number(of state: Int) -> Int32 {
    if numbers[state] >= 0 { return numbers[state] }
    let number = Int32(states.count)
    let own = model.logProbabilities(in: state).dropLast().map { Float($0) }
    states.append(state)
    logProbabilities += own
    ahead += tree.lookAhead(own)
    following += own.indices.map { Int32(model.state(after: state, word: $0)) }
    numbers[state] = number
    return number
  }
}
