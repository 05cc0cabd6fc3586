import DistillTensors

/// The sentences of one part of a synthetic corpus, each only once.
///
/// Whether a sentence is for training is decided by a digest of its words: a quarter of all possible
/// sentences belongs to the test part, and no training part of any size or seed has one of them.
package struct SyntheticTexts: Sendable {
  private let part: SyntheticPart
  private let seed: UInt64
  private var taken: Set<[String]> = []
  private var next = 0

  /// The sentences of `part` by `seed`, from the first on.
  package init(part: SyntheticPart, seed: UInt64) {
    self.part = part
    self.seed = seed
  }

  /// The next sentence.
  ///
  /// The grammar has more than 10¹¹ spelled names; as the shorter kinds of sentences are used up, the
  /// longer ones become more frequent.
  package mutating func sentence() -> SyntheticSentence {
    var random = RandomStream(seed: seed, purpose: .sentence, index: part.index(next))
    next += 1
    while true {
      let sentence = SyntheticGrammar.sentence(using: &random)
      if Self.part(of: sentence.words) == part, taken.insert(sentence.words).inserted {
        return sentence
      }
    }
  }

  /// The part that may have `words`.
  ///
  /// By the digest FNV-1a of 64 bits (Fowler, Noll, Vo, 1991), whose upper bits are the mixed ones.
  package static func part(of words: [String]) -> SyntheticPart {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in words.joined(separator: " ").utf8 {
      digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return digest >> 32 & 3 == 0 ? .test : .training
  }
}
