import Foundation

/// Cepstral coefficients with their first and second differences in time, from log-mel frames.
///
///     c(t, i) = √(2/B) · Σ over b of f(t, b) · cos(π i (b + ½) / B)          i < 13
///     Δ(t)    = Σ over n = 1, 2 of n · (c(t+n) − c(t−n)) / (2 · (1² + 2²)),  ends repeated
///
/// Why: neighbouring bins go up and down together, and the cosine transform removes most of that, so
/// that Gaussians of diagonal covariance fit; decision trees are grown with these.
package enum Cepstra {
  package static let coefficients = 13
  /// Numbers for each frame: coefficients, first and second differences.
  package static let width = 3 * coefficients

  /// Row-major [frames, ``width``], of one utterance's `frames`, row-major [frames, `bins`].
  package static func of(_ frames: ArraySlice<Float>, bins: Int) -> [Float] {
    let count = frames.count / bins
    let scale = (2 / Double(bins)).squareRoot()
    let basis = (0..<coefficients).map { order -> [Float] in
      (0..<bins).map { bin -> Float in
        let angle: Double = Double.pi * Double(order) * (Double(bin) + 0.5) / Double(bins)
        return Float(scale * cos(angle))
      }
    }
    var cepstra: [Float] = []
    cepstra.reserveCapacity(count * coefficients)
    for frame in 0..<count {
      let row = frames.startIndex + frame * bins
      for order in 0..<coefficients {
        var sum: Float = 0
        for bin in 0..<bins { sum += basis[order][bin] * frames[row + bin] }
        cepstra.append(sum)
      }
    }
    let first = differences(of: cepstra, count: count)
    let second = differences(of: first, count: count)
    return (0..<count).flatMap { frame in
      [cepstra, first, second].flatMap {
        $0[frame * coefficients..<(frame + 1) * coefficients]
      }
    }
  }

  private static func differences(of values: [Float], count: Int) -> [Float] {
    var differences = [Float](repeating: 0, count: values.count)
    for frame in 0..<count {
      for place in 0..<coefficients {
        var sum: Float = 0
        for step in 1...2 {
          let later = min(frame + step, count - 1) * coefficients + place
          let earlier = max(frame - step, 0) * coefficients + place
          sum += Float(step) * (values[later] - values[earlier])
        }
        differences[frame * coefficients + place] = sum / 10
      }
    }
    return differences
  }
}
