public import DistillData

/// How the frames of a folder were computed, so that those of other recordings can be computed alike.
public struct SpeechSettings: Sendable, Equatable, Codable {
  /// The frames that are normalised to mean 0 and variance 1 together.
  public enum Normalization: String, Sendable, Codable, CaseIterable {
    /// All frames of a speaker.
    case speaker
    /// The frames of each utterance.
    case utterance
  }

  /// The filterbank.
  public var filterbank: FilterbankOptions
  /// What is normalised together.
  public var normalization: Normalization
  /// The frames of an acoustic model's input.
  public var context: FrameContext
  /// The phone of silence.
  public var silence: String
  /// Whether the speech is synthetic.
  public var isSynthetic: Bool

  /// Settings of these parts.
  public init(
    filterbank: FilterbankOptions, normalization: Normalization, context: FrameContext,
    silence: String, isSynthetic: Bool
  ) {
    self.filterbank = filterbank
    self.normalization = normalization
    self.context = context
    self.silence = silence
    self.isSynthetic = isSynthetic
  }

  /// Reads settings, refusing an impossible filterbank and a silence that cannot be the name of a phone.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    filterbank = try container.decode(FilterbankOptions.self, forKey: .filterbank)
    normalization = try container.decode(Normalization.self, forKey: .normalization)
    context = try container.decode(FrameContext.self, forKey: .context)
    silence = try container.decode(String.self, forKey: .silence)
    isSynthetic = try container.decode(Bool.self, forKey: .isSynthetic)
    try filterbank.validate()
    guard TextLines.isName(silence) else {
      throw DecodingError.dataCorruptedError(
        forKey: .silence, in: container, debugDescription: "not the name of a phone")
    }
  }
}
