import Foundation

/// The convolution of two real signals by the discrete Fourier transform.
///
/// With z = x + i h, X[k] H[k] = (Z[k]² − conj Z[N−k]²) / 4i, so that one complex transform there and one
/// back do, in double precision, of a length N that is a power of two and holds the whole result.
/// About 10 N log₂ N operations.
///
/// Source: Cooley, Tukey (1965), An algorithm for the machine calculation of complex Fourier series.
enum Convolution {
  /// Σₖ `response`[k] `signal`[n − k] for the n of `signal`; what rings on after its end is cut off.
  static func convolve(_ signal: [Float], with response: [Double]) -> [Float] {
    var length = 2
    while length < signal.count + response.count { length *= 2 }
    var real = signal.map(Double.init) + [Double](repeating: 0, count: length - signal.count)
    var imaginary = response + [Double](repeating: 0, count: length - response.count)
    let cosines = (0..<length / 2).map { cos(2 * Double.pi * Double($0) / Double(length)) }
    let sines = (0..<length / 2).map { -sin(2 * Double.pi * Double($0) / Double(length)) }
    transform(&real, &imaginary, cosines, sines)
    var products = (real: real, imaginary: imaginary)
    for k in 0..<length {
      let mirror = (length - k) % length
      let (a, b) = (real[k], imaginary[k])
      let (c, d) = (real[mirror], -imaginary[mirror])
      // (p + iq)/4i = q/4 − ip/4.
      products.real[k] = (2 * a * b - 2 * c * d) / 4
      products.imaginary[k] = -((a * a - b * b) - (c * c - d * d)) / 4
    }
    // Back: the transform of the conjugate, divided by N; the result is real.
    for k in 0..<length { products.imaginary[k] = -products.imaginary[k] }
    transform(&products.real, &products.imaginary, cosines, sines)
    return signal.indices.map { Float(products.real[$0] / Double(length)) }
  }

  /// In place, in steps of radix 2; `cosines` and `sines` are e^(−2πi k/N) for k < N/2.
  private static func transform(
    _ real: inout [Double], _ imaginary: inout [Double], _ cosines: [Double], _ sines: [Double]
  ) {
    let length = real.count
    var mirror = 0
    for place in 1..<length {
      var bit = length >> 1
      while mirror & bit != 0 {
        mirror ^= bit
        bit >>= 1
      }
      mirror |= bit
      if place < mirror {
        real.swapAt(place, mirror)
        imaginary.swapAt(place, mirror)
      }
    }
    var half = 1
    while half < length {
      let stride = length / (2 * half)
      for start in Swift.stride(from: 0, to: length, by: 2 * half) {
        for offset in 0..<half {
          let (low, high) = (start + offset, start + offset + half)
          let (c, s) = (cosines[offset * stride], sines[offset * stride])
          let (a, b) = (real[high] * c - imaginary[high] * s, real[high] * s + imaginary[high] * c)
          (real[high], imaginary[high]) = (real[low] - a, imaginary[low] - b)
          real[low] += a
          imaginary[low] += b
        }
      }
      half *= 2
    }
  }
}
