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
}
