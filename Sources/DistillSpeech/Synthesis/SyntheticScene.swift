import DistillTensors

/// Where an utterance of synthetic speech is spoken, and what with: pauses around it, a room, a
/// microphone, noise and a level.
package struct SyntheticScene: Sendable, Equatable {
  /// Samples per second of the result.
  static let sampleRate = 16_000

  /// Seconds before the speech.
  package let before: Double
  /// Seconds after it.
  package let after: Double
  /// The reverberation time in seconds, 0.1–0.5; `nil` without a room.
  package let reverberation: Double?
  /// The microphone.
  package let microphone: Microphone
  /// The kind of noise.
  package let noise: BackgroundNoise
  /// The mean square of speech over that of noise, in decibels.
  package let ratio: Double
  /// The largest sample as a share of full scale, 0.5–0.9.
  package let level: Double

  private let number: Int
  private let part: SyntheticPart
  private let seed: UInt64

  /// The scene of utterance `number` of `part`, drawn by the options' seed.
  package init(_ number: Int, of part: SyntheticPart, options: SyntheticSpeechOptions) {
    self.number = number
    self.part = part
    seed = options.seed
    var random = part.acoustics(number, stage: .scene, seed: seed)
    before = random.uniform(in: 0.1...0.4)
    after = random.uniform(in: 0.1...0.4)
    let isRoom = random.uniform() < options.reverberant
    let seconds = random.uniform(in: 0.1...0.5)
    reverberation = isRoom ? seconds : nil
    microphone = Microphone(using: &random)
    let kinds = BackgroundNoise.allCases
    noise = kinds[random.integer(below: kinds.count)]
    ratio = random.uniform(in: options.snr)
    level = random.uniform(in: 0.5...0.9)
  }

  /// `speech` in this scene, at 16 kHz.
  ///
  /// Noise is last, so that the ratio is that of the result.
  package func applied(to speech: Recording) -> Recording {
    let rate = Self.sampleRate
    func silence(_ seconds: Double) -> [Float] {
      [Float](repeating: 0, count: Int(seconds * Double(rate)))
    }
    var samples =
      silence(before) + speech.resampled(to: rate).samples + silence(after)
    if let reverberation {
      var random = part.acoustics(number, stage: .room, seed: seed)
      samples = Room(reverberation: reverberation, sampleRate: rate, using: &random)
        .applied(to: samples)
    }
    samples = microphone.applied(to: samples, sampleRate: rate)
    var random = part.acoustics(number, stage: .noise, seed: seed)
    let mixed = BackgroundNoise.mixed(
      samples.map(Double.init), noise.samples(samples.count, sampleRate: rate, using: &random),
      ratio: ratio)
    let peak = mixed.reduce(0) { max($0, abs($1)) }
    let gain = peak > 0 ? level * 32767 / peak : 0
    return Recording(samples: mixed.map { Float($0 * gain) }, sampleRate: rate)
  }
}
