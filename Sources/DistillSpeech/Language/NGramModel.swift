/// The probability of a sentence, each word given the few before it: a back-off n-gram model.
///
/// A model has some histories h, sequences of at most n − 1 words, and for each some words w with a
/// probability of their own. For all other words it backs off to h′, the history without its oldest
/// word:
///
///     P(w | h) = p(w | h) where the model has it, otherwise β(h) · P(w | h′)
///
/// Every word of the vocabulary and the end of the sentence, `</s>`, have a probability in the empty
/// history. A sentence begins in the history `<s>`.
///
/// For a decoder, the histories are **states**, numbered from 0, and a word leads from state to state:
///
/// ```swift
/// var state = model.startState
/// var logProbability = 0.0
/// for word in words {
///   logProbability += model.logProbability(word: word, in: state)
///   state = model.state(after: state, word: word)
/// }
/// logProbability += model.endLogProbability(in: state)
/// ```
///
/// Only histories with words or a back-off weight of their own are states; after any other history, the
/// state is that of its longest end that is one. Words are ids, places in ``vocabulary``, and
/// probabilities natural logarithms. For an estimated model, the probabilities of all words and of the
/// end sum to one in each state.
///
/// Source: Katz (1987), Estimation of Probabilities from Sparse Data for the Language Model Component
/// of a Speech Recognizer.
public struct NGramModel: Sendable, Equatable {
  /// The mark before the first word in files, `<s>`.
  public static let beginMark = "<s>"

  /// The mark after the last word in files, `</s>`.
  public static let endMark = "</s>"

  /// The orders that a model can have.
  public static let orders = 1...5

  /// The n of n-gram: a word's probability depends on at most n − 1 words before it.
  public let order: Int

  /// The words, by id. The marks are not among them.
  public let vocabulary: [String]

  /// The state at the beginning of a sentence.
  public let startState: Int

  /// The histories, by state, as ids, oldest word first; ``begin`` stands for `<s>`.
  let histories: [[Int32]]

  /// ln β by state.
  let backoffs: [Double]

  /// The state of h′, by state; the empty history's own for itself.
  private let backoffStates: [Int32]

  /// The words of state s are at `bounds[s]` ..< `bounds[s + 1]` of `arcWords`, ascending; ``end`` is
  /// one of them.
  private let bounds: [Int]
  private let arcWords: [Int32]
  private let arcLogProbabilities: [Double]
  private let arcStates: [Int32]

  let ids: [String: Int32]

  init(order: Int, vocabulary: [String], table: NGramTable) {
    self.order = order
    self.vocabulary = vocabulary
    ids = Dictionary(uniqueKeysWithValues: vocabulary.enumerated().map { ($1, Int32($0)) })
    histories = table.histories
    let states = Dictionary(uniqueKeysWithValues: histories.enumerated().map { ($1, Int32($0)) })
    func state(of history: ArraySlice<Int32>) -> Int32 {
      var history = history
      while !history.isEmpty {
        if let state = states[Array(history)] { return state }
        history.removeFirst()
      }
      return 0
    }
    backoffs = histories.map { table.backoffs[$0] ?? 0 }
    backoffStates = histories.map { state(of: $0.dropFirst()) }
    startState = Int(order > 1 ? state(of: [Int32(vocabulary.count + 1)]) : 0)
    let endID = Int32(vocabulary.count)
    var bounds = [0]
    var words: [Int32] = []
    var logProbabilities: [Double] = []
    var next: [Int32] = []
    for history in histories {
      for (word, logProbability) in (table.arcs[history] ?? [:]).sorted(by: { $0.key < $1.key }) {
        words.append(word)
        logProbabilities.append(logProbability)
        next.append(word == endID ? 0 : state(of: (history + [word]).suffix(order - 1)))
      }
      bounds.append(words.count)
    }
    self.bounds = bounds
    arcWords = words
    arcLogProbabilities = logProbabilities
    arcStates = next
  }

  /// The number of states; they are 0 ..< `stateCount`, and 0 is the empty history.
  public var stateCount: Int { histories.count }

  /// The id of `word`: its place in ``vocabulary``, or `nil` for a word that is not there.
  public func id(of word: String) -> Int? { ids[word].map(Int.init) }

  /// `</s>` among the ids of words.
  var end: Int32 { Int32(vocabulary.count) }

  /// `<s>` among the ids of words.
  var begin: Int32 { end + 1 }

  /// The words that have a probability of their own in `state`, with its logarithm, by id.
  func arcs(of state: Int) -> [(word: Int32, logProbability: Double)] {
    (bounds[state]..<bounds[state + 1]).map { (arcWords[$0], arcLogProbabilities[$0]) }
  }
}

extension NGramModel {
  /// ln P(word | history of `state`).
  ///
  /// Cost: a binary search for each history backed off to.
  public func logProbability(word: Int, in state: Int) -> Double {
    precondition(
      vocabulary.indices.contains(word), "word \(word) of \(vocabulary.count) has no probability")
    return logProbability(Int32(word), in: state)
  }

  /// ln P(`</s>` | history of `state`): the sentence ends here.
  public func endLogProbability(in state: Int) -> Double { logProbability(end, in: state) }

  /// The state after `word` in `state`.
  public func state(after state: Int, word: Int) -> Int {
    precondition(
      vocabulary.indices.contains(word), "word \(word) of \(vocabulary.count) leads nowhere")
    var state = checked(state)
    while true {
      if let arc = arc(Int32(word), in: state) { return Int(arcStates[arc]) }
      if state == 0 { return 0 }
      state = Int(backoffStates[state])
    }
  }

  /// ln P of every word in `state`, by id, and last that of `</s>`.
  ///
  /// For a decoder's look-ahead. Cost: proportional to the vocabulary.
  public func logProbabilities(in state: Int) -> [Double] {
    var result = [Double](repeating: -.infinity, count: vocabulary.count + 1)
    var chain = [checked(state)]
    while let last = chain.last, last != 0 { chain.append(Int(backoffStates[last])) }
    // From the shortest history to the longest: backed-off values are weighted, the rest is replaced.
    for state in chain.reversed() {
      if backoffs[state] != 0, state != 0 {
        for word in result.indices { result[word] += backoffs[state] }
      }
      for arc in bounds[state]..<bounds[state + 1] {
        result[Int(arcWords[arc])] = arcLogProbabilities[arc]
      }
    }
    return result
  }

  private func logProbability(_ word: Int32, in state: Int) -> Double {
    var state = checked(state)
    var backoff = 0.0
    while true {
      if let arc = arc(word, in: state) { return backoff + arcLogProbabilities[arc] }
      if state == 0 { return -.infinity }
      backoff += backoffs[state]
      state = Int(backoffStates[state])
    }
  }

  private func checked(_ state: Int) -> Int {
    precondition(histories.indices.contains(state), "state \(state) of \(stateCount)")
    return state
  }

  private func arc(_ word: Int32, in state: Int) -> Int? {
    var (low, high) = (bounds[state], bounds[state + 1])
    while low < high {
      let middle = (low + high) / 2
      if arcWords[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low < bounds[state + 1] && arcWords[low] == word ? low : nil
  }
}
