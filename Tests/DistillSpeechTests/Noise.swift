import DistillSpeech
import Foundation

/// Sounds that tests can hear again anywhere.
enum Noise {
  /// The C standard's example generator, 14 bits of it, as the golden scripts make it.
  static func samples(_ count: Int) -> [Float] {
    var state: UInt32 = 12345
    return (0..<count).map { _ in
      state = (1_103_515_245 &* state &+ 12345) & 0x7FFF_FFFF
      return Float(Int((state >> 16) & 0x3FFF) - 8192)
    }
  }

  /// A tone of `frequency` hertz.
  static func tone(
    _ frequency: Double, amplitude: Double, rate: Int, count: Int
  ) -> Recording {
    Recording(
      samples: (0..<count).map {
        Float(amplitude * sin(2 * Double.pi * frequency * Double($0) / Double(rate)))
      }, sampleRate: rate)
  }
}

extension Recording {
  /// The amplitude of the part of this recording, `margin` samples from its ends, that is a tone of
  /// `frequency` hertz in phase with ``Noise/tone(_:amplitude:rate:count:)``, and the largest sample of
  /// the rest.
  func tone(_ frequency: Double, margin: Int) -> (amplitude: Double, rest: Double) {
    let range = margin..<samples.count - margin
    let angle = { (index: Int) in
      2 * Double.pi * frequency * Double(index) / Double(sampleRate)
    }
    var (product, power) = (0.0, 0.0)
    for index in range {
      product += Double(samples[index]) * sin(angle(index))
      power += sin(angle(index)) * sin(angle(index))
    }
    let amplitude = product / power
    let rest = range.map { abs(Double(samples[$0]) - amplitude * sin(angle($0))) }.max() ?? 0
    return (amplitude, rest)
  }
}
