import DistillTensors
import Foundation

/// A voice without words: pulses or noise through two resonances, which change from one syllable to
/// the next.
struct BabbleTalker {
  private let rate: Double
  private let pitch: Double
  /// Samples left of the syllable, and its length.
  private var left = 0
  private var length = 1
  private var isVoiced = true
  private var loudness = 0.0
  /// Where in the period of the pitch, from 0 to 1.
  private var phase = 0.0
  private var resonances = [Resonance(), Resonance()]

  /// y[n] = x[n] + a y[n−1] + b y[n−2].
  private struct Resonance {
    var (a, b) = (0.0, 0.0)
    var (last, before) = (0.0, 0.0)

    mutating func tune(frequency: Double, width: Double, rate: Double) {
      let radius = exp(-Double.pi * width / rate)
      a = 2 * radius * cos(2 * Double.pi * frequency / rate)
      b = -radius * radius
    }

    mutating func next(_ input: Double) -> Double {
      let output = input + a * last + b * before
      (last, before) = (output, last)
      return output
    }
  }

  init(sampleRate: Int, using random: inout RandomStream) {
    rate = Double(sampleRate)
    pitch = random.uniform(in: 90...230)
  }

  /// The next sample.
  mutating func next(using random: inout RandomStream) -> Double {
    if left == 0 { beginSyllable(using: &random) }
    left -= 1
    phase += pitch / rate
    var source = 0.0
    if phase >= 1 {
      phase -= 1
      // As much power as the noise of the other case.
      if isVoiced { source = (rate / pitch).squareRoot() }
    }
    if !isVoiced { source = random.normal() }
    let envelope = sin(Double.pi * Double(left) / Double(length))
    let sound = resonances[0].next(loudness * envelope * source)
    return resonances[1].next(sound)
  }

  private mutating func beginSyllable(using random: inout RandomStream) {
    length = Int(random.uniform(in: 0.08...0.25) * rate)
    left = length
    isVoiced = random.integer(below: 4) > 0
    // Now and then a pause.
    loudness = random.integer(below: 5) == 0 ? 0 : random.uniform(in: 0.3...1)
    resonances[0].tune(
      frequency: random.uniform(in: isVoiced ? 280...800 : 1500...2500), width: 120, rate: rate)
    resonances[1].tune(
      frequency: random.uniform(in: isVoiced ? 900...2400 : 3000...5000), width: 300, rate: rate)
  }
}
