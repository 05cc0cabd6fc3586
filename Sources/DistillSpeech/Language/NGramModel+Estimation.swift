import Foundation

extension NGramModel {
  /// The model of `transcripts` by interpolated Witten–Bell smoothing.
  ///
  ///     P(w | h) = (c(h w) + T(h) · P(w | h′)) / (c(h) + T(h))
  ///
  /// c counts how often the words occur in this sequence, c(h) is Σ_w c(h w), and T(h) the number of
  /// different words that follow h: the more there are, the more probable is another one. h′ is h
  /// without its oldest word. The empty history backs off to the uniform distribution over the vocabulary
  /// and `</s>`, so that words without examples have a probability, too. Sentences begin with one
  /// `<s>`, which is never predicted, and end with `</s>`, which is.
  ///
  /// In back-off form, which is stored, β(h) = T(h) / (c(h) + T(h)).
  ///
  /// Cost: proportional to words × order, in time and memory.
  ///
  /// Source: Witten, Bell (1991), The Zero-Frequency Problem, method C; interpolated as in Chen, Goodman
  /// (1998), An Empirical Study of Smoothing Techniques for Language Modeling, section 2.6.
  ///
  /// - Parameters:
  ///   - order: From 1 to 5; 2 is a bigram model.
  ///   - vocabulary: The words that can be recognised, usually ``Lexicon/words``; their places are their
  ///     ids.
  ///   - transcripts: Those of training utterances only.
  /// - Throws: ``LanguageError`` for a word that is not in the vocabulary, for a vocabulary that is empty
  ///   or has a word twice, and without transcripts.
  public init(
    order: Int, vocabulary: [String], transcripts: [Transcript]
  ) throws(LanguageError) {
    precondition(Self.orders.contains(order), "the order is \(order); it is 1 to 5")
    let ids = try Self.ids(of: vocabulary)
    let sentences = try Self.sentences(transcripts, ids: ids)
    let (end, begin) = (Int32(vocabulary.count), Int32(vocabulary.count + 1))
    var counts: [[Int32]: [Int32: Int]] = [:]
    for sentence in sentences {
      let marked = [begin] + sentence + [end]
      for place in 1..<marked.count {
        for length in 0...min(order - 1, place) {
          counts[Array(marked[place - length..<place]), default: [:]][marked[place], default: 0] +=
            1
        }
      }
    }
    self.init(
      order: order, vocabulary: vocabulary,
      table: Self.wittenBell(counts, vocabularySize: vocabulary.count))
  }

  private static func wittenBell(
    _ counts: [[Int32]: [Int32: Int]], vocabularySize: Int
  ) -> NGramTable {
    var probabilities: [[Int32]: [Int32: Double]] = [:]
    var table = NGramTable()
    let uniform = 1 / Double(vocabularySize + 1)
    // Shorter histories first: the longer ones interpolate with them.
    for (history, following) in counts.sorted(by: { $0.key.count < $1.key.count }) {
      let total = Double(following.values.reduce(0, +))
      let types = Double(following.count)
      let shorter = probabilities[Array(history.dropFirst())]
      var own: [Int32: Double] = [:]
      if history.isEmpty {
        for word in 0...Int32(vocabularySize) { own[word] = types * uniform / (total + types) }
      }
      for (word, count) in following {
        // Whatever follows h follows h′, too.
        let lower = history.isEmpty ? uniform : shorter?[word] ?? 0
        own[word] = (Double(count) + types * lower) / (total + types)
      }
      probabilities[history] = own
      table.arcs[history] = own.mapValues(log)
      if !history.isEmpty { table.backoffs[history] = log(types / (total + types)) }
    }
    return table
  }

  /// The ids of `vocabulary`, whose names are checked.
  private static func ids(of vocabulary: [String]) throws(LanguageError) -> [String: Int32] {
    guard !vocabulary.isEmpty else { throw .empty(what: "words in the vocabulary") }
    var ids: [String: Int32] = [:]
    for (id, word) in vocabulary.enumerated() {
      guard TextLines.isWord(word) else { throw .badName(what: "word", name: word) }
      guard ids.updateValue(Int32(id), forKey: word) == nil else {
        throw .duplicate(what: "word", name: word)
      }
    }
    return ids
  }

  private static func sentences(
    _ transcripts: [Transcript], ids: [String: Int32]
  ) throws(LanguageError) -> [[Int32]] {
    guard !transcripts.isEmpty else { throw .empty(what: "transcripts") }
    var unknown: [(word: String, utterance: String)] = []
    let sentences = transcripts.map { transcript in
      transcript.words.compactMap { word in
        if ids[word] == nil { unknown.append((word, transcript.id)) }
        return ids[word]
      }
    }
    if let first = unknown.first {
      throw .unknownWords(
        first: first.word, utterance: first.utterance, place: "vocabulary",
        others: Set(unknown.map(\.word)).count - 1)
    }
    return sentences
  }
}

extension NGramModel {
  /// The perplexity of `transcripts`: exp(−Σ ln P / N), N being their words and one `</s>` for each.
  ///
  /// The number of equally probable words that are as uncertain; lower is better.
  ///
  /// - Throws: ``LanguageError`` for a word that is not in the vocabulary, and without transcripts.
  public func perplexity(of transcripts: [Transcript]) throws(LanguageError) -> Double {
    let sentences = try Self.sentences(transcripts, ids: ids).map { $0.map(Int.init) }
    let count = sentences.reduce(0) { $0 + $1.count + 1 }
    return exp(-sentences.reduce(0) { $0 + logProbability(of: $1) } / Double(count))
  }

  /// ln P of the whole sentence of the words `sentence`, by id, its end included.
  public func logProbability(of sentence: [Int]) -> Double {
    var state = startState
    var sum = 0.0
    for word in sentence {
      sum += logProbability(word: word, in: state)
      state = self.state(after: state, word: word)
    }
    return sum + endLogProbability(in: state)
  }
}
