import Foundation

/// The weights that gather the bins of a power spectrum into bands of equal width in mel.
///
/// mel(f) = 1127 ln(1 + f/700). With d = (mel(high) − mel(low))/(B + 1), triangle b rises from
/// mel(low) + b d to 1 at one d further and falls to 0 at two, straight in mel (not in hertz) and of
/// height 1 (not of area 1). Only the weights that are not zero are kept.
///
/// Source: Kaldi, feat/mel-computations.cc, without warping of the vocal tract and not as in HTK.
struct MelTriangles: Sendable {
  /// One triangle: its first bin and its weights from there on.
  struct Triangle: Equatable, Sendable {
    let firstBin: Int
    let weights: [Float]
  }

  let triangles: [Triangle]

  /// The triangles of `options` for spectra of `fftLength` samples, of which the last bin, at half the
  /// sample rate, is not used.
  ///
  /// - Throws: ``AudioError/impossibleFilterbank(what:expected:found:)`` when a triangle is so narrow
  ///   that it falls between two bins.
  init(_ options: FilterbankOptions, fftLength: Int) throws(AudioError) {
    let low = Self.mel(options.lowFrequency)
    let step = (Self.mel(options.highestFrequency) - low) / Double(options.bins + 1)
    let bins = (0..<fftLength / 2).map {
      Self.mel(Double($0) * Double(options.sampleRate) / Double(fftLength))
    }
    var triangles: [Triangle] = []
    for index in 0..<options.bins {
      let left = low + Double(index) * step
      let (centre, right) = (left + step, left + 2 * step)
      let inside = bins.indices.filter { left < bins[$0] && bins[$0] < right }
      guard let first = inside.first else {
        throw .impossibleFilterbank(
          what: "number of bins", expected: "few enough that each spans a line of the spectrum",
          found: "\(options.bins), of which number \(index) spans none")
      }
      let weights = inside.map { bin in
        let mel = bins[bin]
        return Float(
          mel <= centre ? (mel - left) / (centre - left) : (right - mel) / (right - centre))
      }
      triangles.append(Triangle(firstBin: first, weights: weights))
    }
    self.triangles = triangles
  }

  private static func mel(_ frequency: Double) -> Double {
    1127 * log(1 + frequency / 700)
  }
}
