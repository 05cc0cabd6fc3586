/// How one utterance was recognised.
public struct UtteranceScore: Sendable, Equatable {
  /// The utterance's id.
  public let utterance: String

  /// Who spoke.
  public let speaker: String

  /// What was said beside what was recognised.
  public let alignment: WordAlignment<String>

  /// The errors counted.
  public let errors: WordErrors

  /// The score of the recognised words `hypothesis` of `reference`, spoken by `speaker`.
  public init(reference: Transcript, hypothesis: [String], speaker: String) {
    utterance = reference.id
    self.speaker = speaker
    alignment = WordAlignment(reference: reference.words, hypothesis: hypothesis)
    errors = alignment.errors
  }
}
