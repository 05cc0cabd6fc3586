/// How many words were recognised wrongly, by kind, and of how many.
public struct WordErrors: Sendable, Equatable, Codable {
  /// The words that were said, N.
  public var words: Int

  /// Words recognised as others, S.
  public var substitutions: Int

  /// Words said and not recognised, D.
  public var deletions: Int

  /// Words recognised and not said, I.
  public var insertions: Int

  /// Counts as given.
  public init(words: Int = 0, substitutions: Int = 0, deletions: Int = 0, insertions: Int = 0) {
    self.words = words
    self.substitutions = substitutions
    self.deletions = deletions
    self.insertions = insertions
  }

  /// S + D + I.
  public var total: Int { substitutions + deletions + insertions }

  /// Words recognised as they were said, N − S − D.
  public var correct: Int { words - substitutions - deletions }

  /// The word error rate, (S + D + I) / N, as a fraction: 0.05 is 5 %.
  ///
  /// Above 1 where much was inserted; without words infinite, and NaN if nothing was recognised either.
  public var rate: Double { Double(total) / Double(words) }

  /// The counts of both together.
  public static func + (left: WordErrors, right: WordErrors) -> WordErrors {
    WordErrors(
      words: left.words + right.words, substitutions: left.substitutions + right.substitutions,
      deletions: left.deletions + right.deletions, insertions: left.insertions + right.insertions)
  }

  /// Adds the counts of `right` to those of `left`.
  public static func += (left: inout WordErrors, right: WordErrors) { left = left + right }
}
