/// A word with its place in time.
public struct TimedWord: Sendable, Equatable {
  /// The word.
  public let word: String

  /// Its start, in seconds from the beginning of the recording.
  public let start: Double

  /// Its duration, in seconds.
  public let duration: Double

  /// The probability that it is correct, where one is known.
  public let confidence: Double?

  /// The word `word` from `start` for `duration` seconds.
  ///
  /// - Precondition: The word is not empty and has no white space, times are finite and not negative,
  ///   the confidence is in 0 ... 1.
  public init(word: String, start: Double, duration: Double, confidence: Double?) {
    precondition(TextLines.isName(word), "“\(word)” cannot be a word")
    precondition(
      start.isFinite && duration.isFinite && start >= 0 && duration >= 0,
      "“\(word)” begins at \(start) s and lasts \(duration) s")
    precondition(
      confidence.map { (0...1).contains($0) } ?? true,
      "“\(word)” has the confidence \(confidence ?? 0), which is no probability")
    self.word = word
    self.start = start
    self.duration = duration
    self.confidence = confidence
  }
}
