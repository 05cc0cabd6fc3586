extension Recording {
  /// The same sound with `rate` samples per second, by a polyphase low-pass filter, a sinc under a
  /// Kaiser window, without delay.
  ///
  /// Tones below 0.9 of half the lower rate keep their amplitude within 0.02 %, tones above that half
  /// are attenuated by 80 dB, and sample 0 stays at time 0.
  /// The result has ⌈n · rate/sampleRate⌉ samples. A recording of this rate is returned unchanged.
  /// A higher rate adds no information: the new upper frequencies are empty.
  ///
  /// Cost: about 250 multiplications for each sample of the higher rate; rates without a large common
  /// divisor take longer.
  ///
  /// - Parameter rate: Samples per second, one of ``sampleRates``.
  public func resampled(to rate: Int) -> Recording {
    precondition(
      Self.sampleRates.contains(rate), "\(rate) samples per second; expected \(Self.sampleRates)")
    guard rate != sampleRate else { return self }
    let samples = Resampler(from: sampleRate, to: rate).resample(samples)
    // At the edges of very loud sound the filter overshoots.
    let limit = Self.largestMagnitude
    return Recording(
      samples: samples.map { min(max($0, -limit), limit) }, sampleRate: rate,
      selectedChannel: selectedChannel)
  }
}
