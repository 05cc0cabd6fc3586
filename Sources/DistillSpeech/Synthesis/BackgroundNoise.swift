package import DistillTensors
import Foundation

/// Kinds of noise behind synthetic speech.
///
/// Every one of them fills the whole spectrum: in digital silence the logarithm of a filterbank is far
/// from that of any sound, and a network would be trained to detect that.
package enum BackgroundNoise: String, Sendable, CaseIterable, Codable {
  /// Equal power per hertz.
  case white
  /// Equal power per octave.
  case pink
  /// Harmonics of 50 or 60 Hz, and white noise 15 dB below them.
  case hum
  /// Six voices without words, as of a conversation in the next room, and white noise 25 dB below.
  case babble

  /// `count` samples drawn by `random`, of no particular power.
  package func samples(_ count: Int, sampleRate: Int, using random: inout RandomStream) -> [Double]
  {
    switch self {
    case .white: return Self.white(count, using: &random)
    case .pink: return Self.pink(count, using: &random)
    case .hum:
      let mains = random.integer(below: 2) == 0 ? 50.0 : 60.0
      var hum = [Double](repeating: 0, count: count)
      for harmonic in 1...10 {
        let step = 2 * Double.pi * mains * Double(harmonic) / Double(sampleRate)
        let phase = 2 * Double.pi * random.uniform()
        let amplitude = random.uniform() / Double(harmonic)
        for n in 0..<count { hum[n] += amplitude * sin(step * Double(n) + phase) }
      }
      return Self.mixed(hum, Self.white(count, using: &random), ratio: 15)
    case .babble:
      var babble = [Double](repeating: 0, count: count)
      for _ in 0..<6 {
        var talker = BabbleTalker(sampleRate: sampleRate, using: &random)
        for n in 0..<count { babble[n] += talker.next(using: &random) }
      }
      return Self.mixed(babble, Self.white(count, using: &random), ratio: 25)
    }
  }

  /// `signal` + g · `noise`, where g makes the signal's mean square `ratio` decibels above the noise's.
  ///
  /// Both mean squares are over all samples. Silence counts as a signal that is hardly there, so that
  /// there is noise also without speech.
  package static func mixed(
    _ signal: [Double], _ noise: [Double], ratio: Double
  ) -> [Double] {
    func power(_ samples: [Double]) -> Double {
      samples.reduce(0) { $0 + $1 * $1 } / Double(max(samples.count, 1))
    }
    let (loud, quiet) = (power(signal), power(noise))
    guard quiet > 0 else { return signal }
    let gain = (max(loud, 1e-9) / quiet * pow(10, -ratio / 10)).squareRoot()
    return zip(signal, noise).map { $0 + gain * $1 }
  }

  private static func white(_ count: Int, using random: inout RandomStream) -> [Double] {
    (0..<count).map { _ in random.normal() }
  }

  /// White noise through three poles, within 0.5 dB of 1/f from 10 Hz on (Kellet's economy filter).
  private static func pink(_ count: Int, using random: inout RandomStream) -> [Double] {
    var (a, b, c) = (0.0, 0.0, 0.0)
    return (0..<count).map { _ in
      let white = random.normal()
      a = 0.99765 * a + 0.0990460 * white
      b = 0.96300 * b + 0.2965164 * white
      c = 0.57000 * c + 1.0526913 * white
      return a + b + c + 0.1848 * white
    }
  }
}
