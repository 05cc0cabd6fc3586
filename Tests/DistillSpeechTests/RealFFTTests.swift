import DistillSpeech
import Foundation
import Testing

@Suite("Fourier transform of real signals")
struct RealFFTTests {
  /// Four signals at once, one in each lane, and X[k] of one of them straight from the definition.
  private func compare(_ length: Int, _ signal: [RealFFT.Lanes]) {
    var (result, scratch) = (signal, signal)
    RealFFT(length: length).transform(&result, scratch: &scratch)
    for lane in 0..<4 {
      let samples = signal.map { Double($0[lane]) }
      let scale = samples.map(abs).reduce(1e-30, +)
      for k in 0...length / 2 {
        var (real, imaginary) = (0.0, 0.0)
        for (n, sample) in samples.enumerated() {
          let angle = -2 * Double.pi * Double(k * n % length) / Double(length)
          real += sample * cos(angle)
          imaginary += sample * sin(angle)
        }
        let (foundReal, foundImaginary): (Float, Float) =
          switch k {
          case 0: (result[0][lane], 0)
          case length / 2: (result[1][lane], 0)
          default: (result[2 * k][lane], result[2 * k + 1][lane])
          }
        #expect(abs(Double(foundReal) - real) < 1e-6 * scale)
        #expect(abs(Double(foundImaginary) - imaginary) < 1e-6 * scale)
      }
    }
  }

  @Test("It is the sum that defines it", arguments: [4, 8, 16, 32, 64, 128, 512])
  func definition(length: Int) {
    let noise = Noise.samples(4 * length)
    compare(
      length,
      (0..<length).map {
        RealFFT.Lanes(
          noise[$0], $0 == 1 ? 1 : 0, noise[length + $0], Float($0 % 3) * noise[2 * length + $0])
      })
  }

  @Test("The energy of the spectrum is that of the signal (Parseval)")
  func parseval() {
    let noise = Noise.samples(1024)
    var result = noise.map { RealFFT.Lanes(repeating: $0) }
    var scratch = result
    RealFFT(length: 1024).transform(&result, scratch: &scratch)
    let squares = result.map { Double($0[0]) * Double($0[0]) }
    let energy = (squares[0] + squares[1] + 2 * squares[2...].reduce(0, +)) / 1024
    let wanted = noise.map { Double($0) * Double($0) }.reduce(0, +)
    #expect(abs(energy / wanted - 1) < 1e-6)
  }
}
