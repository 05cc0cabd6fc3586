package import DistillTensors
import Foundation

/// The colour of a microphone: a tilt of the spectrum, and little of the lowest frequencies.
///
/// y[n] = u[n] − c u[n−1], where u is x through a high-pass filter of one pole. Between 0 Hz and half the
/// sample rate the tilt is 20 log₁₀((1 + c) / (1 − c)) dB.
package struct Microphone: Sendable, Equatable {
  /// c, from −0.35 to 0.35: 6 dB up or down.
  package let tilt: Double
  /// Where the high-pass filter is 3 dB down, in hertz.
  package let lowCut: Double

  /// A microphone drawn by `random`.
  package init(using random: inout RandomStream) {
    tilt = random.uniform(in: -0.35...0.35)
    lowCut = random.uniform(in: 30...120)
  }

  /// `samples` as it records them.
  package func applied(to samples: [Float], sampleRate: Int) -> [Float] {
    let memory = exp(-2 * Double.pi * lowCut / Double(sampleRate))
    var (low, before) = (0.0, 0.0)
    return samples.map { sample in
      let value = Double(sample)
      low = memory * low + (1 - memory) * value
      let passed = value - low
      defer { before = passed }
      return Float(passed - tilt * before)
    }
  }
}
