/// One recording, its speaker and its words.
public struct Utterance: Sendable, Equatable {
  /// The name that no other utterance has.
  public let id: String
  /// The speaker.
  public let speaker: String
  /// The words that are spoken.
  public let words: [String]
  /// The file of the recording.
  public let path: String

  /// An utterance of these parts.
  public init(id: String, speaker: String, words: [String], path: String) {
    self.id = id
    self.speaker = speaker
    self.words = words
    self.path = path
  }
}
