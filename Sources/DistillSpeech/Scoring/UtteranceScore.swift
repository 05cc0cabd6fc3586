/// The word errors of one utterance.
public struct UtteranceScore: Sendable, Equatable {
  /// The utterance's id.
  public let utterance: String

  /// The speaker.
  public let speaker: String

  /// The alignment of the correct and the recognised words.
  public let alignment: WordAlignment<String>

  /// The errors.
  public let errors: WordErrors

  /// The score of the recognised words `hypothesis` of `reference`, spoken by `speaker`.
  public init(reference: Transcript, hypothesis: [String], speaker: String) {
    utterance = reference.id
    self.speaker = speaker
    alignment = WordAlignment(reference: reference.words, hypothesis: hypothesis)
    errors = alignment.errors
  }
}
