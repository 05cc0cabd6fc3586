/// The hypotheses of one frame, by tree state and history: of those with the same, the best.
package struct TokenTable {
  package struct Token: Equatable {
    /// The history of the language model, as the search numbers it.
    package let history: Int32
    /// The state of the lexicon's tree.
    package let state: Int32
    package var score: Float
    /// The last word that ended, as a place in the list of links; −1 for none.
    package var link: Int32
    /// The first frame of the current word.
    package var start: Int32

    package init(history: Int32, state: Int32, score: Float, link: Int32, start: Int32) {
      self.history = history
      self.state = state
      self.score = score
      self.link = link
      self.start = start
    }
  }

  package private(set) var tokens: [Token] = []
  package private(set) var best = -Float.infinity
  /// Open addressing: for each slot a token's place + 1 + `base`, or less where it is of no token.
  private var slots: [Int] = [Int](repeating: 0, count: 1 << 12)
  private var base = 0

  /// A table without tokens.
  package init() {}

  /// Removes all tokens in constant time: slots of earlier tokens count as empty.
  package mutating func removeAll() {
    base += tokens.count
    tokens.removeAll(keepingCapacity: true)
    best = -.infinity
  }

  /// Keeps the better of `token` and the one of its state and history.
  @inline(__always)
  package mutating func put(_ token: Token) {
    if token.score > best { best = token.score }
    var slot = Self.hash(token) & (slots.count - 1)
    while slots[slot] > base {
      let place = slots[slot] - base - 1
      if tokens[place].state == token.state, tokens[place].history == token.history {
        if token.score > tokens[place].score { tokens[place] = token }
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    tokens.append(token)
    slots[slot] = base + tokens.count
    if 2 * tokens.count > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [Int](repeating: 0, count: 4 * slots.count)
    base = 0
    for (place, token) in tokens.enumerated() {
      var slot = Self.hash(token) & (slots.count - 1)
      while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = place + 1
    }
  }

  @inline(__always)
  private static func hash(_ token: Token) -> Int {
    // Fibonacci hashing: neighbouring keys land far apart.
    let key =
      UInt64(UInt32(bitPattern: token.history)) << 32 | UInt64(UInt32(bitPattern: token.state))
    return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
