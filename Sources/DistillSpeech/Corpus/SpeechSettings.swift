public import DistillData

/// How the frames of a folder were made, so that other recordings can be made into frames alike.
public struct SpeechSettings: Sendable, Equatable, Codable {
  /// What the frames of a speaker or an utterance are brought to mean 0 and variance 1 over.
  public enum Normalization: String, Sendable, Codable, CaseIterable {
    /// All that a speaker says.
    case speaker
    /// Each utterance by itself.
    case utterance
  }

  /// The filterbank.
  public var filterbank: FilterbankOptions
  /// What is normalised together.
  public var normalization: Normalization
  /// The frames that an acoustic model sees.
  public var context: FrameContext
  /// The phone that is silence.
  public var silence: String
  /// Whether a program spoke, and nobody.
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
