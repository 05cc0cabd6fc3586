/// The hypotheses of one frame, by tree state and history.
package struct TokenTable {
  package struct Token: Equatable {
    package let key: Int
    package var score: Float
    /// The last word that ended, as a place in the list of links; −1 for none.
    package var link: Int32
    /// The frame that the word under way began in.
    package var start: Int32

    package init(key: Int, score: Float, link: Int32, start: Int32) {
      self.key = key
      self.score = score
      self.link = link
      self.start = start
    }
  }

  package private(set) var tokens: [Token] = []
  package private(set) var best = -Float.infinity
  /// Open addressing: for each slot a token's place plus 1 of this generation, or less.
  private var slots: [Int] = [Int](repeating: 0, count: 1 << 12)
  private var base = 0

  package init() {}

  /// Forgets all tokens, in no time: slots of earlier tokens count as empty.
  package mutating func removeAll() {
    base += tokens.count
    tokens.removeAll(keepingCapacity: true)
    best = -.infinity
  }

  /// Keeps the better of `token` and what its key has.
  package mutating func put(_ token: Token) {
    if token.score > best { best = token.score }
    if 2 * (tokens.count + 1) > slots.count { grow() }
    var slot = Self.hash(token.key) & (slots.count - 1)
    while slots[slot] > base {
      let place = slots[slot] - base - 1
      if tokens[place].key == token.key {
        if token.score > tokens[place].score { tokens[place] = token }
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    tokens.append(token)
    slots[slot] = base + tokens.count
  }

  private mutating func grow() {
    slots = [Int](repeating: 0, count: 2 * slots.count)
    base = 0
    for (place, token) in tokens.enumerated() {
      var slot = Self.hash(token.key) & (slots.count - 1)
      while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = place + 1
    }
  }

  private static func hash(_ key: Int) -> Int {
    // Fibonacci hashing: neighbouring keys land far apart.
    Int(truncatingIfNeeded: (UInt64(bitPattern: Int64(key)) &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }
}
