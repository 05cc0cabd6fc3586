/// The search through one utterance after another: the hypotheses of a frame, and their words.
struct DecoderSearch {
  private struct Link {
    let word: Int32
    let previous: Int32
    let frames: Range<Int32>
  }

  /// An entry into words: after a word, or after the silence that follows one.
  private struct Entry {
    /// The state of the language model.
    let state: Int
    var score: Float
    var link: Int32
    /// The word that ended and the frame that it began in; −1 after silence.
    var word: Int32 = -1
    var start: Int32 = 0
  }

  private let tree: LexiconTree
  private let model: NGramModel
  private let options: DecodingOptions
  private let stay: Float
  private let leave: Float
  private let wordPenalty: Float
  private let beam: Float
  private let wordBeam: Float
  private var histories: HistoryCache
  private var links: [Link] = []
  private var current = TokenTable()
  private var next = TokenTable()
  private var entries: [Entry] = []
  /// By state of the language model: the place of its exit among the frame's entries, or −1.
  private var exits: [Int32]

  init(_ decoder: Decoder) {
    tree = decoder.tree
    model = decoder.model
    options = decoder.options
    stay = decoder.transitions.stay
    leave = decoder.transitions.leave
    wordPenalty = Float(options.wordPenalty)
    beam = Float(options.beam)
    wordBeam = Float(options.wordBeam)
    histories = HistoryCache(tree, model)
    exits = [Int32](repeating: -1, count: model.stateCount)
  }

  mutating func run(_ scores: AcousticScores) -> DecodedUtterance {
    links.removeAll(keepingCapacity: true)
    current.removeAll()
    var active = 0
    for frame in 0..<scores.count {
      next.removeAll()
      if frame == 0 {
        enter(
          Entry(state: model.startState, score: 0, link: -1), at: 0, scores, withSilence: true)
      } else {
        advance(to: frame, scores)
        enterWords(at: frame, scores)
      }
      swap(&current, &next)
      active += current.tokens.count
    }
    return result(of: scores.count, meanActive: Double(active) / Double(max(scores.count, 1)))
  }

  /// Advances all hypotheses within the beam by one frame; those that leave a word or silence become
  /// entries.
  private mutating func advance(to frame: Int, _ scores: AcousticScores) {
    let (threshold, silence) = (threshold, tree.silence)
    let row = frame * scores.classCount
    func score(_ state: Int) -> Float { scores.values[row + Int(tree.classes[state])] }
    for token in current.tokens where token.score >= threshold {
      let state = Int(token.state)
      put(token, state, token.score + stay + score(state))
      if state % HMMState.perPhone < HMMState.perPhone - 1 {
        put(token, state + 1, token.score + leave + score(state + 1))
        continue
      }
      let history = Int(token.history)
      if state >= silence {
        entries.append(
          Entry(state: histories.states[history], score: token.score + leave, link: token.link))
        continue
      }
      let node = state / HMMState.perPhone
      let aheads = history * tree.nodeCount
      let base = token.score + leave - histories.ahead[aheads + node]
      for place in tree.childStarts[node]..<tree.childStarts[node + 1] {
        let child = Int(tree.children[place])
        put(
          token, HMMState.perPhone * child,
          base + histories.ahead[aheads + child] + score(HMMState.perPhone * child))
      }
      for place in tree.wordStarts[node]..<tree.wordStarts[node + 1] {
        let word = tree.wordsEnding[place]
        let column = history * tree.words.count + Int(word)
        leaveWord(
          Entry(
            state: Int(histories.following[column]),
            score: base + histories.logProbabilities[column] + wordPenalty, link: token.link,
            word: word, start: token.start))
      }
    }
  }

  /// Keeps the better of the ends of words that lead to the same history.
  private mutating func leaveWord(_ entry: Entry) {
    let place = Int(exits[entry.state])
    if place < 0 {
      exits[entry.state] = Int32(entries.count)
      entries.append(entry)
    } else if entry.score > entries[place].score {
      entries[place] = entry
    }
  }

  /// Begins words after the entries within the beam.
  private mutating func enterWords(at frame: Int, _ scores: AcousticScores) {
    var best = -Float.infinity
    for entry in entries { best = max(best, entry.score) }
    for var entry in entries {
      let endsWord = entry.word >= 0
      if endsWord { exits[entry.state] = -1 }
      guard entry.score >= best - wordBeam else { continue }
      if endsWord {
        links.append(
          Link(word: entry.word, previous: entry.link, frames: entry.start..<Int32(frame)))
        entry.link = Int32(links.count - 1)
      }
      enter(entry, at: frame, scores, withSilence: endsWord)
    }
    entries.removeAll(keepingCapacity: true)
  }

  /// Begins every word, and silence, after `entry`.
  private mutating func enter(
    _ entry: Entry, at frame: Int, _ scores: AcousticScores, withSilence: Bool
  ) {
    let history = histories.number(of: entry.state)
    let token = TokenTable.Token(
      history: history, state: 0, score: 0, link: entry.link, start: Int32(frame))
    let aheads = Int(history) * tree.nodeCount
    let row = frame * scores.classCount
    for root in tree.roots {
      let state = HMMState.perPhone * Int(root)
      put(
        token, state,
        entry.score + histories.ahead[aheads + Int(root)]
          + scores.values[row + Int(tree.classes[state])])
    }
    if withSilence {
      put(
        token, tree.silence,
        entry.score + scores.values[row + Int(tree.classes[tree.silence])])
    }
  }

  @inline(__always)
  private mutating func put(_ token: TokenTable.Token, _ state: Int, _ score: Float) {
    guard score >= next.best - beam else { return }
    next.put(
      .init(
        history: token.history, state: Int32(state), score: score, link: token.link,
        start: token.start))
  }

  /// The least score of a hypothesis of the current frame that is continued.
  private var threshold: Float {
    let threshold = current.best - beam
    guard let most = options.mostActive, current.tokens.count > most else { return threshold }
    let scores = current.tokens.map(\.score).sorted(by: >)
    return max(threshold, scores[most - 1])
  }
}

extension DecoderSearch {
  private mutating func result(of frames: Int, meanActive: Double) -> DecodedUtterance {
    var best: (score: Float, link: Int32)?
    for token in current.tokens {
      let state = Int(token.state)
      guard state % HMMState.perPhone == HMMState.perPhone - 1 else { continue }
      let history = Int(token.history)
      if state >= tree.silence {
        let score =
          token.score + Float(model.endLogProbability(in: histories.states[history]))
        if score > best?.score ?? -.infinity { best = (score, token.link) }
        continue
      }
      let node = state / HMMState.perPhone
      let base = token.score - histories.ahead[history * tree.nodeCount + node] + wordPenalty
      for place in tree.wordStarts[node]..<tree.wordStarts[node + 1] {
        let word = tree.wordsEnding[place]
        let column = history * tree.words.count + Int(word)
        let score =
          base + histories.logProbabilities[column]
          + Float(model.endLogProbability(in: Int(histories.following[column])))
        if score > best?.score ?? -.infinity {
          links.append(
            Link(word: word, previous: token.link, frames: token.start..<Int32(frames)))
          best = (score, Int32(links.count - 1))
        }
      }
    }
    let isComplete = best != nil
    let fallback = current.tokens.max { $0.score < $1.score }
    let (score, link) = best ?? (fallback?.score ?? -.infinity, fallback?.link ?? -1)
    return DecodedUtterance(
      words: words(until: link), score: Double(score), isComplete: isComplete,
      activeStates: meanActive)
  }

  private func words(until link: Int32) -> [DecodedUtterance.Word] {
    var words: [DecodedUtterance.Word] = []
    var link = link
    while link >= 0 {
      let own = links[Int(link)]
      words.append(
        .init(
          word: tree.words[Int(own.word)],
          frames: Int(own.frames.lowerBound)..<Int(own.frames.upperBound)))
      link = own.previous
    }
    return words.reversed()
  }
}
