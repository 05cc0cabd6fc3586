import Foundation

/// Conversion between two sample rates by a polyphase low-pass filter.
///
/// With the rates' ratio in lowest terms, out/in = L/M, sample n of the result lies at n M/L samples of
/// the source and is y[n] = Σₖ h(n M/L − k) x[k], where h(t) = c sinc(c t) w(t) is a low-pass filter
/// under a Kaiser window and c the cutoff relative to half the source's rate. n M/L has L different
/// fractions, so h is needed at L times its length. Beyond the ends the source counts as zero.
///
/// The filter is symmetric about t = 0, so nothing is delayed. It passes what is below 0.9 of half the
/// lower rate within 0.02 % and attenuates what is above that half by 80 dB; its slope is in between.
///
/// Source: Crochiere, Rabiner (1983), Multirate Digital Signal Processing, sections 2.3 and 4.1; Kaiser
/// (1974), Nonrecursive digital filter design using the I0-sinh window function.
struct Resampler {
  /// L, by which the source's rate is multiplied.
  private let up: Int
  /// M, by which that is divided.
  private let down: Int
  /// c.
  private let cutoff: Double
  /// Half the filter's length, in samples of the source.
  private let reach: Double
  /// The filter at each fraction, where they are few enough to be kept.
  private var table: [[Float]] = []

  /// 85 dB by Kaiser's formulas, 5 more than documented.
  private static let attenuation = 85.0
  private static let shape = 0.1102 * (attenuation - 8.7)
  /// The slope, relative to half the lower rate.
  private static let transition = 0.1
  private static let tableLimit = 1 << 21

  init(from source: Int, to target: Int) {
    var (a, b) = (source, target)
    while b != 0 { (a, b) = (b, a % b) }
    up = target / a
    down = source / a
    let narrower = min(1, Double(target) / Double(source))
    cutoff = narrower * (1 - Self.transition / 2)
    reach =
      (Self.attenuation - 7.95) / (2.285 * Double.pi * Self.transition * narrower) / 2
    if up * (2 * Int(reach) + 2) <= Self.tableLimit {
      table = (0..<up).map(taps)
    }
  }

  func resample(_ samples: [Float]) -> [Float] {
    let count = (samples.count * up + down - 1) / down
    var result: [Float] = []
    result.reserveCapacity(count)
    for index in 0..<count {
      let (place, phase) = (index * down).quotientAndRemainder(dividingBy: up)
      let taps = table.isEmpty ? taps(phase) : table[phase]
      let first = place - taps.count / 2 + 1
      if first >= 0, first + taps.count <= samples.count {
        result.append(Self.product(samples, from: first, taps))
      } else {
        let inside = max(first, 0)..<max(first, 0, min(first + taps.count, samples.count))
        result.append(inside.reduce(0) { $0 + samples[$1] * taps[$1 - first] })
      }
    }
    return result
  }

  /// The filter for results that lie `phase`/L after a sample: one factor for each sample around, the
  /// middle two being that sample and the next.
  private func taps(_ phase: Int) -> [Float] {
    let half = Int(reach) + 1
    let fraction = Double(phase) / Double(up)
    let taps = (0..<2 * half).map { index in
      let time = fraction - Double(index - half + 1)
      let place = time / reach
      guard abs(place) < 1 else { return 0.0 }
      let angle = Double.pi * cutoff * time
      let sinc = angle == 0 ? 1 : sin(angle) / angle
      return sinc * Self.bessel(Self.shape * (1 - place * place).squareRoot())
    }
    // Divided by their sum, the taps of every fraction keep a constant as it is.
    let sum = taps.reduce(0, +)
    return taps.map { Float($0 / sum) }
  }

  /// I₀(x), the modified Bessel function of the first kind: Σₙ ((x/2)ⁿ/n!)².
  private static func bessel(_ x: Double) -> Double {
    var (sum, term, n) = (1.0, 1.0, 1.0)
    while term > sum * 1e-17 {
      term *= (x / (2 * n)) * (x / (2 * n))
      sum += term
      n += 1
    }
    return sum
  }

  private static func product(_ samples: [Float], from first: Int, _ taps: [Float]) -> Float {
    // Eight sums, because one would wait for each addition before the next.
    var sums = SIMD8<Float>.zero
    var index = 0
    samples.withUnsafeBytes { samples in
      taps.withUnsafeBytes { taps in
        let count = taps.count / 4
        while index + 8 <= count {
          sums +=
            samples.loadUnaligned(fromByteOffset: 4 * (first + index), as: SIMD8<Float>.self)
            * taps.loadUnaligned(fromByteOffset: 4 * index, as: SIMD8<Float>.self)
          index += 8
        }
      }
    }
    return (index..<taps.count).reduce(sums.sum()) { $0 + samples[first + $1] * taps[$1] }
  }
}
