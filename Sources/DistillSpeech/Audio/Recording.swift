/// Sound of one channel: equally spaced samples on the scale of 16-bit integers.
///
/// The scale is −32768 … 32767 whatever the file held, because log filterbanks are defined on it:
/// samples from −1 to 1 would shift each of their values by −2 ln 32768 ≈ −20.8 and leave quiet passages
/// on the floor of the logarithm. Values between the integers, and beyond full scale, are kept.
public struct Recording: Equatable, Sendable {
  /// The rates that are read and made, in samples per second.
  public static let sampleRates = 1000...768_000
  /// The largest magnitude of a sample: a thousand times full scale, more than any sound.
  static let largestMagnitude: Float = 32768 * 1000

  /// The samples, 1.0 being one step of a 16-bit integer.
  public let samples: [Float]
  /// Samples per second.
  public let sampleRate: Int

  /// The length in seconds: the number of samples divided by the rate.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }

  /// The sound of `samples`, finite and on the scale of 16-bit integers, at `sampleRate` samples per
  /// second, one of ``sampleRates``.
  public init(samples: [Float], sampleRate: Int) {
    precondition(
      Self.sampleRates.contains(sampleRate),
      "\(sampleRate) samples per second; there are \(Self.sampleRates)")
    precondition(
      samples.allSatisfy { abs($0) <= Self.largestMagnitude },
      "samples are finite and on the scale of 16-bit integers")
    self.samples = samples
    self.sampleRate = sampleRate
  }
}
