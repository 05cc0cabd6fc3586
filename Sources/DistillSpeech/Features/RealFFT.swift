import Foundation

/// The discrete Fourier transform of four real signals at once, of a length that is a power of two.
///
/// X[k] = Σₙ x[n] e^(−2πi kn/N), k = 0 … N/2, for each lane of SIMD vectors, so that every instruction
/// works on four signals and no shuffling is needed. A real signal is transformed as the complex one
/// z[n] = x[2n] + i x[2n+1] of half the length, in steps of radix 4 (one of radix 2 where needed), each
/// of which also puts its results where the next one reads them in order (Stockham), and then taken
/// apart: with E = (Z[k] + conj Z[M−k])/2 and O = (Z[k] − conj Z[M−k])/2i, M = N/2,
/// X[k] = E + e^(−2πi k/N) O. About 2.5 N log₂ N operations, in `Float`; the error relative to the
/// largest value is about 10⁻⁷ · log₂ N.
///
/// Source: Van Loan (1992), Computational Frameworks for the Fast Fourier Transform, sections 1.7, 2.4
/// and 4.3.
package struct RealFFT: Sendable {
  /// Four signals, one in each lane.
  package typealias Lanes = SIMD4<Float>

  /// N, the number of samples of each signal.
  package let length: Int
  /// The factors of each radix-4 step: w, w², w³ for each of its butterflies.
  private let steps: [[Factor]]
  /// e^(−2πi k/N) for k = 0 … N/4.
  private let unpacking: [Factor]

  private struct Factor: Sendable {
    var real: Float
    var imaginary: Float

    init(turns: Int, of whole: Int) {
      let angle = -2 * Double.pi * Double(turns) / Double(whole)
      real = Float(cos(angle))
      imaginary = Float(sin(angle))
    }
  }

  private struct Complex {
    var real: Lanes
    var imaginary: Lanes

    static func + (a: Complex, b: Complex) -> Complex {
      Complex(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
    }

    static func - (a: Complex, b: Complex) -> Complex {
      Complex(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
    }

    static func * (a: Complex, w: Factor) -> Complex {
      Complex(
        real: a.real * w.real - a.imaginary * w.imaginary,
        imaginary: a.real * w.imaginary + a.imaginary * w.real)
    }

    /// The product with −i.
    var turnedBack: Complex { Complex(real: imaginary, imaginary: -real) }
    var conjugate: Complex { Complex(real: real, imaginary: -imaginary) }
  }

  /// The transform of `length` samples, a power of two that is at least 4.
  package init(length: Int) {
    precondition(
      length >= 4 && length & (length - 1) == 0,
      "an FFT of \(length) samples; lengths are powers of two from 4 on")
    self.length = length
    var steps: [[Factor]] = []
    var size = length / 2
    while size >= 4 {
      steps.append(
        (0..<size / 4).flatMap { p in (1...3).map { Factor(turns: p * $0, of: size) } })
      size /= 4
    }
    self.steps = steps
    unpacking = (0...length / 4).map { Factor(turns: $0, of: length) }
  }

  /// Replaces the N samples in `signal` by the spectrum: elements 2k and 2k + 1 become the real and
  /// imaginary part of X[k], 0 < k < N/2, and the first two X[0] and X[N/2], which are real.
  ///
  /// `scratch` has the same size; its content before does not matter, and afterwards means nothing.
  package func transform(_ signal: inout [Lanes], scratch: inout [Lanes]) {
    precondition(
      signal.count == length && scratch.count == length,
      "\(signal.count) and \(scratch.count) elements for an FFT of \(length)")
    signal.withUnsafeMutableBytes { signal in
      scratch.withUnsafeMutableBytes { scratch in
        var from = signal.assumingMemoryBound(to: Complex.self)
        var to = scratch.assumingMemoryBound(to: Complex.self)
        var size = length / 2
        var stride = 1
        for factors in steps {
          Self.radix4(from, to, size: size, stride: stride, factors: factors)
          swap(&from, &to)
          size /= 4
          stride *= 4
        }
        if size == 2 {
          for q in 0..<stride {
            (to[q], to[q + stride]) = (from[q] + from[q + stride], from[q] - from[q + stride])
          }
          swap(&from, &to)
        }
        unpack(from, into: signal.assumingMemoryBound(to: Complex.self))
      }
    }
  }

  private static func radix4(
    _ from: UnsafeMutableBufferPointer<Complex>, _ to: UnsafeMutableBufferPointer<Complex>,
    size: Int, stride: Int, factors: [Factor]
  ) {
    let quarter = size / 4 * stride
    for p in 0..<size / 4 {
      let (w1, w2, w3) = (factors[3 * p], factors[3 * p + 1], factors[3 * p + 2])
      for q in 0..<stride {
        let i = q + stride * p
        let (a, b) = (from[i], from[i + quarter])
        let (c, d) = (from[i + 2 * quarter], from[i + 3 * quarter])
        let (sum, difference) = (a + c, a - c)
        let (otherSum, otherDifference) = (b + d, (b - d).turnedBack)
        let o = q + stride * 4 * p
        to[o] = sum + otherSum
        to[o + stride] = (difference + otherDifference) * w1
        to[o + 2 * stride] = (sum - otherSum) * w2
        to[o + 3 * stride] = (difference - otherDifference) * w3
      }
    }
  }

  /// Takes the spectrum of the packed signal apart; `from` and `to` may be the same.
  private func unpack(
    _ from: UnsafeMutableBufferPointer<Complex>, into to: UnsafeMutableBufferPointer<Complex>
  ) {
    let half = length / 2
    let first = from[0]
    to[0] = Complex(
      real: first.real + first.imaginary, imaginary: first.real - first.imaginary)
    for k in 1...half / 2 {
      let (a, b) = (from[k], from[half - k].conjugate)
      let even = a + b
      let odd = (a - b).turnedBack * unpacking[k]
      let (low, high) = (even + odd, (even - odd).conjugate)
      to[k] = Complex(real: low.real * 0.5, imaginary: low.imaginary * 0.5)
      to[half - k] = Complex(real: high.real * 0.5, imaginary: high.imaginary * 0.5)
    }
  }
}
