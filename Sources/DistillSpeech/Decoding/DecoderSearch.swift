/// One utterance's search: the hypotheses of a frame, and what they remember.
///
/// Tree states are numbered 3 · node + state, with silence as the node after the last; a hypothesis'
/// key is history · states + state.
struct DecoderSearch {
  private struct Link {
    let word: Int
    let previous: Int32
    let frames: Range<Int32>
  }

  private struct Exit {
    var score: Float
    let word: Int
    let link: Int32
    let start: Int32
  }

  private let decoder: Decoder
  private let tree: LexiconTree
  private let stateCount: Int
  private let silence: Int
  private let wordPenalty: Float
  private let beam: Float
  private let wordBeam: Float
  private var links: [Link] = []
  private var current = TokenTable()
  private var next = TokenTable()
  /// By history, what words cost from it: made when it first occurs.
  private var lookAheads: [Int: [Float]] = [:]

  init(_ decoder: Decoder) {
    self.decoder = decoder
    tree = decoder.tree
    silence = HMMState.perPhone * tree.nodes.count
    stateCount = silence + HMMState.perPhone
    wordPenalty = Float(decoder.options.wordPenalty)
    beam = Float(decoder.options.beam)
    wordBeam = Float(decoder.options.wordBeam)
  }

  mutating func run(_ scores: AcousticScores) -> DecodedUtterance {
    var active = 0
    for frame in 0..<scores.count {
      next.removeAll()
      if frame == 0 {
        enter(decoder.model.startState, 0, link: -1, at: 0, scores, withSilence: true)
      } else {
        advance(to: frame, scores)
      }
      swap(&current, &next)
      active += current.tokens.count
    }
    return result(of: scores.count, meanActive: Double(active) / Double(max(scores.count, 1)))
  }

  /// Moves all hypotheses that are worth it one frame on.
  private mutating func advance(to frame: Int, _ scores: AcousticScores) {
    let threshold = threshold
    var exits: [Int: Exit] = [:]
    var bestExit = -Float.infinity
    let (stay, leave) = (decoder.transitions.stay, decoder.transitions.leave)
    for token in current.tokens where token.score >= threshold {
      let (history, state) = token.key.quotientAndRemainder(dividingBy: stateCount)
      let (node, position) = state.quotientAndRemainder(dividingBy: HMMState.perPhone)
      let isSilence = state >= silence
      let classes = isSilence ? tree.silence : tree.nodes[node].classes
      put(token, token.key, token.score + stay + scores[frame, classes[position]])
      if position + 1 < HMMState.perPhone {
        put(token, token.key + 1, token.score + leave + scores[frame, classes[position + 1]])
        continue
      }
      if isSilence {
        enter(
          history, token.score + leave, link: token.link, at: frame, scores, withSilence: false)
        continue
      }
      let ahead = lookAhead(of: history)
      let base = token.score + leave - ahead[node]
      for child in tree.nodes[node].children {
        put(
          token, history * stateCount + HMMState.perPhone * child,
          base + ahead[child] + scores[frame, tree.nodes[child].classes[0]])
      }
      for word in tree.nodes[node].words {
        let score =
          base + Float(decoder.model.logProbability(word: word, in: history)) + wordPenalty
        let after = decoder.model.state(after: history, word: word)
        bestExit = max(bestExit, score)
        if score > exits[after]?.score ?? -.infinity {
          exits[after] = Exit(score: score, word: word, link: token.link, start: token.start)
        }
      }
    }
    // In the order of histories, since a dictionary has none and equal scores must not depend on it.
    for after in exits.keys.sorted() {
      guard let exit = exits[after], exit.score >= bestExit - wordBeam else { continue }
      links.append(
        Link(word: exit.word, previous: exit.link, frames: exit.start..<Int32(frame)))
      enter(
        after, exit.score, link: Int32(links.count - 1), at: frame, scores, withSilence: true)
    }
  }

  /// The score that a hypothesis of the current frame needs to go on.
  private var threshold: Float {
    let threshold = current.best - beam
    guard let most = decoder.options.mostActive, current.tokens.count > most else {
      return threshold
    }
    let scores = current.tokens.map(\.score).sorted(by: >)
    return max(threshold, scores[most - 1])
  }

  /// Begins every word, and silence, in `history`.
  private mutating func enter(
    _ history: Int, _ score: Float, link: Int32, at frame: Int, _ scores: AcousticScores,
    withSilence: Bool
  ) {
    let ahead = lookAhead(of: history)
    let token = TokenTable.Token(key: 0, score: 0, link: link, start: Int32(frame))
    for root in tree.roots {
      put(
        token, history * stateCount + HMMState.perPhone * root,
        score + ahead[root] + scores[frame, tree.nodes[root].classes[0]])
    }
    if withSilence {
      put(token, history * stateCount + silence, score + scores[frame, tree.silence[0]])
    }
  }

  private mutating func put(_ token: TokenTable.Token, _ key: Int, _ score: Float) {
    guard score >= next.best - beam else { return }
    next.put(.init(key: key, score: score, link: token.link, start: token.start))
  }

  private mutating func lookAhead(of history: Int) -> [Float] {
    if let known = lookAheads[history] { return known }
    let ahead = tree.lookAhead(decoder.model.logProbabilities(in: history))
    lookAheads[history] = ahead
    return ahead
  }

  private mutating func result(of frames: Int, meanActive: Double) -> DecodedUtterance {
    var best: (score: Float, link: Int32)?
    func offer(_ score: Float, _ link: Int32) {
      if score > best?.score ?? -.infinity { best = (score, link) }
    }
    for token in current.tokens {
      let (history, state) = token.key.quotientAndRemainder(dividingBy: stateCount)
      let (node, position) = state.quotientAndRemainder(dividingBy: HMMState.perPhone)
      guard position == HMMState.perPhone - 1 else { continue }
      if state >= silence {
        offer(
          token.score + Float(decoder.model.endLogProbability(in: history)), token.link)
        continue
      }
      let ahead = lookAhead(of: history)
      for word in tree.nodes[node].words {
        let after = decoder.model.state(after: history, word: word)
        let score =
          token.score - ahead[node] + wordPenalty
          + Float(
            decoder.model.logProbability(word: word, in: history)
              + decoder.model.endLogProbability(in: after))
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
          word: tree.words[own.word],
          frames: Int(own.frames.lowerBound)..<Int(own.frames.upperBound)))
      link = own.previous
    }
    return words.reversed()
  }
}
