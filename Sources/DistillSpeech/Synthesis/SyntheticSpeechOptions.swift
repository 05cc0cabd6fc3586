/// What a corpus of synthetic speech is to be like.
public struct SyntheticSpeechOptions: Sendable, Equatable, Codable {
  /// Hours of training speech, pauses included; the last utterance exceeds them.
  public var hours: Double
  /// Hours of speech for the final evaluation; may be 0.
  public var testHours: Double
  /// Voices of the training part, in turn.
  public var voices: Int
  /// Voices of the test part, none of them among the others.
  public var testVoices: Int
  /// Decides sentences, voices, rooms and noise.
  public var seed: UInt64
  /// The ratio of the mean squares of speech and noise, in decibels, drawn evenly.
  public var snr: ClosedRange<Double>
  /// The share of utterances that are spoken in a room, from 0 to 1.
  public var reverberant: Double

  /// The most voices of a part.
  public static let mostVoices = 10_000
  /// The most hours of a part.
  public static let mostHours = 1000.0
  /// Ratios of speech to noise, in decibels, that are possible. Beyond them, one of both would be
  /// lost in the rounding to 16 bits.
  public static let ratios = -20.0...60.0

  /// Options of these parts; four of ten utterances are spoken in a room.
  public init(
    hours: Double, testHours: Double, voices: Int, testVoices: Int, seed: UInt64,
    snr: ClosedRange<Double>, reverberant: Double = 0.4
  ) {
    precondition(
      hours > 0 && hours <= Self.mostHours && 0...Self.mostHours ~= testHours,
      "\(hours) and \(testHours) hours; expected at most \(Self.mostHours), and more than 0 to train on"
    )
    precondition(
      1...Self.mostVoices ~= voices && 1...Self.mostVoices ~= testVoices,
      "\(voices) and \(testVoices) voices; there are from 1 to \(Self.mostVoices)")
    precondition(
      Self.ratios.contains(snr.lowerBound) && Self.ratios.contains(snr.upperBound),
      "ratios of \(snr) dB; they are within \(Self.ratios)")
    precondition(0...1 ~= reverberant, "a share of \(reverberant)")
    self.hours = hours
    self.testHours = testHours
    self.voices = voices
    self.testVoices = testVoices
    self.seed = seed
    self.snr = snr
    self.reverberant = reverberant
  }

  func hours(of part: SyntheticPart) -> Double { part == .training ? hours : testHours }
  func voices(of part: SyntheticPart) -> Int { part == .training ? voices : testVoices }
}
