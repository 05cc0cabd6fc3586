/// The number of word errors by kind, and of the correct words.
public struct WordErrors: Sendable, Equatable, Codable {
  /// The correct words, N.
  public var words: Int

  /// Words recognised as other words, S.
  public var substitutions: Int

  /// Words not recognised, D.
  public var deletions: Int

  /// Words recognised where there are none, I.
  public var insertions: Int

  /// The given counts.
  public init(words: Int = 0, substitutions: Int = 0, deletions: Int = 0, insertions: Int = 0) {
    self.words = words
    self.substitutions = substitutions
    self.deletions = deletions
    self.insertions = insertions
  }

  /// S + D + I.
  public var total: Int { substitutions + deletions + insertions }

  /// Words recognised correctly, N − S − D.
  public var correct: Int { words - substitutions - deletions }

  /// The word error rate, (S + D + I) / N, as a fraction: 0.05 is 5 %.
  ///
  /// Above 1 with many insertions; infinite without correct words, and NaN without any words.
  public var rate: Double { Double(total) / Double(words) }

  /// The sums of both.
  public static func + (left: WordErrors, right: WordErrors) -> WordErrors {
    WordErrors(
      words: left.words + right.words, substitutions: left.substitutions + right.substitutions,
      deletions: left.deletions + right.deletions, insertions: left.insertions + right.insertions)
  }

  /// Adds the counts of `right` to those of `left`.
  public static func += (left: inout WordErrors, right: WordErrors) { left = left + right }
}
