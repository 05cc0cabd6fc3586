/// The result of decoding an utterance.
public struct DecodedUtterance: Sendable, Equatable {
  /// A word and its frames.
  public struct Word: Sendable, Equatable {
    /// The word.
    public let word: String
    /// Its frames.
    public let frames: Range<Int>
  }

  /// The words, in order; none for silence.
  public let words: [Word]
  /// The score of the best path: scaled acoustic scores and transitions, ln P of the words, penalties.
  public let score: Double
  /// Whether the path ends where a sentence can end. Where beams were too narrow for that, or there
  /// are too few frames, the words are those of the best hypothesis there was, which may be none.
  public let isComplete: Bool
  /// The mean number of hypotheses in a frame.
  public let activeStates: Double
}
