/// Sound of one channel: equally spaced samples on the scale of 16-bit integers.
///
/// The scale is −32768 … 32767 for every file format, because log filterbanks are defined on it:
/// samples from −1 to 1 would shift each of their values by −2 ln 32768 ≈ −20.8 and leave quiet passages
/// on the floor of the logarithm. Values between the integers, and beyond full scale, are kept.
public struct Recording: Equatable, Sendable {
  /// The rates that are read and written, in samples per second.
  public static let sampleRates = 1000...768_000
  /// The largest magnitude of a sample: a thousand times full scale, more than any sound.
  static let largestMagnitude: Float = 32768 * 1000

  /// The samples, 1.0 being one step of a 16-bit integer.
  public let samples: [Float]
  /// Samples per second.
  public let sampleRate: Int
  /// The channel of the file, from 0, that was taken instead of the mean of all, because the channels
  /// cancel each other; nil where nothing was left out.
  public let selectedChannel: Int?

  /// The length in seconds: the number of samples divided by the rate.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }

  /// Whether there is no sound: no sample differs from another by more than two steps of 16 bits, the
  /// noise of rounding around a constant.
  public var isSilent: Bool {
    guard let first = samples.first else { return true }
    var (low, high) = (first, first)
    for sample in samples {
      (low, high) = (min(low, sample), max(high, sample))
      if high - low > 2 { return false }
    }
    return true
  }

  /// The sound of `samples`, finite and on the scale of 16-bit integers, at `sampleRate` samples per
  /// second, one of ``sampleRates``.
  public init(samples: [Float], sampleRate: Int) {
    self.init(samples: samples, sampleRate: sampleRate, selectedChannel: nil)
  }

  init(samples: [Float], sampleRate: Int, selectedChannel: Int?) {
    precondition(
      Self.sampleRates.contains(sampleRate),
      "\(sampleRate) samples per second; expected \(Self.sampleRates)")
    precondition(
      samples.allSatisfy { abs($0) <= Self.largestMagnitude },
      "samples are finite and on the scale of 16-bit integers")
    self.samples = samples
    self.sampleRate = sampleRate
    self.selectedChannel = selectedChannel
  }
}
