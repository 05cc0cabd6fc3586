/// What a corpus of synthetic speech was made of: with the same program, the same options make the same
/// corpus.
public struct SyntheticSpeechRecord: Sendable, Equatable, Codable {
  /// A part of the corpus.
  public struct Part: Sendable, Equatable, Codable {
    /// How many utterances it has.
    public var utterances: Int
    /// How many voices speak them.
    public var speakers: Int
    /// How many words they have.
    public var words: Int
    /// How long they are together, pauses included.
    public var hours: Double
  }

  /// The program that synthesised the speech.
  public var program: String
  /// Its version, as it prints it.
  public var programVersion: String
  /// The version of this package.
  public var version: String
  /// The options.
  public var options: SyntheticSpeechOptions
  /// The training part.
  public var training: Part
  /// What there is for the final evaluation.
  public var test: Part
}
