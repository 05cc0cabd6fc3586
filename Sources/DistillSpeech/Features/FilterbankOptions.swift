/// Everything that decides what a ``Filterbank`` computes.
public struct FilterbankOptions: Equatable, Codable, Sendable {
  /// The samples per second that recordings must have.
  public var sampleRate: Int
  /// The number of triangles, which is the number of features of a frame.
  public var bins: Int
  /// The length of a frame in milliseconds.
  public var frameLength: Double
  /// The time from the start of a frame to the start of the next, in milliseconds.
  public var frameShift: Double
  /// Where the first triangle begins, in hertz.
  public var lowFrequency: Double
  /// Where the last triangle ends, in hertz; 0 and negative numbers count from half the sample rate.
  public var highFrequency: Double
  /// Whether only frames that are completely in the recording count. If not, there is one frame for each
  /// shift, and the recording is mirrored at its ends.
  public var snipsEdges: Bool
  /// The share of the sample before that is taken off each sample.
  public var preemphasis: Double
  /// The noise added to every frame; none if nil.
  public var dither: Dither?

  /// Gaussian noise that keeps digital silence off the floor of the logarithm.
  public struct Dither: Equatable, Codable, Sendable {
    /// The standard deviation, in steps of a 16-bit integer.
    public var amount: Double
    /// What decides the noise, together with the utterance's number and the frame's.
    public var seed: UInt64

    /// Noise of standard deviation `amount`, a pure function of `seed`.
    public init(amount: Double, seed: UInt64) {
      self.amount = amount
      self.seed = seed
    }
  }

  /// Kaldi's defaults with `bins` triangles and without dither: 16 kHz, frames of 25 ms every 10 ms,
  /// 20 to 8000 Hz, only whole frames, pre-emphasis 0.97.
  ///
  /// Kaldi adds dither of amount 1 by default; here it is an option, because it needs a seed.
  public static func kaldi(bins: Int) -> FilterbankOptions {
    FilterbankOptions(
      sampleRate: 16000, bins: bins, frameLength: 25, frameShift: 10, lowFrequency: 20,
      highFrequency: 0, snipsEdges: true, preemphasis: 0.97, dither: nil)
  }

  /// The defaults of lhotse and icefall, but for the number of triangles: as Kaldi's, up to 400 Hz
  /// below half the sample rate, and with a frame for each 10 ms begun.
  public static func lhotse(bins: Int) -> FilterbankOptions {
    var options = kaldi(bins: bins)
    options.highFrequency = -400
    options.snipsEdges = false
    return options
  }
}

extension FilterbankOptions {
  /// Samples of a frame.
  var windowLength: Int { Int(Double(sampleRate) * frameLength / 1000) }
  /// Samples from a frame to the next.
  var shiftLength: Int { Int(Double(sampleRate) * frameShift / 1000) }
  /// Where the last triangle ends, in hertz from 0.
  var highestFrequency: Double {
    highFrequency > 0 ? highFrequency : Double(sampleRate) / 2 + highFrequency
  }

  /// Throws what is wrong with these options, if anything.
  func validate() throws(AudioError) {
    func check(_ isFine: Bool, _ what: String, _ expected: String, _ found: String)
      throws(AudioError)
    {
      guard isFine else {
        throw .impossibleFilterbank(what: what, expected: expected, found: found)
      }
    }
    let rates = Recording.sampleRates
    try check(
      rates.contains(sampleRate), "samples per second",
      "\(rates.lowerBound) to \(rates.upperBound)", "\(sampleRate)")
    try check((1...10_000).contains(bins), "number of bins", "1 to 10000", "\(bins)")
    let times = 0.0...10_000
    try check(
      times.contains(frameLength) && windowLength >= 2, "frame length",
      "2 samples to 10000 ms", "\(frameLength) ms")
    try check(
      times.contains(frameShift) && shiftLength >= 1, "frame shift",
      "1 sample to 10000 ms", "\(frameShift) ms")
    let half = Double(sampleRate) / 2
    try check(
      (0..<half).contains(lowFrequency), "low frequency", "0 to less than \(half) Hz",
      "\(lowFrequency) Hz")
    try check(
      highestFrequency > lowFrequency && highestFrequency <= half, "high frequency",
      "more than \(lowFrequency) and at most \(half) Hz", "\(highestFrequency) Hz")
    try check((0...1).contains(preemphasis), "pre-emphasis", "0 to 1", "\(preemphasis)")
    if let amount = dither?.amount {
      try check((0...32768).contains(amount), "dither", "0 to 32768", "\(amount)")
    }
  }
}
