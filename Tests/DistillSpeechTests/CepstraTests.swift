import DistillSpeech
import DistillTensors
import Foundation
import Testing

@Suite("Cepstra")
struct CepstraTests {
  @Test("Coefficients and differences are their formulas", arguments: [1, 2, 3, 9])
  func formulas(count: Int) {
    let bins = 20
    var random = RandomStream(seed: UInt64(count), purpose: .sampling)
    let values = (0..<count * bins).map { _ in Float(10 + 3 * random.normal()) }
    func coefficient(_ frame: Int, _ order: Int) -> Double {
      var sum = 0.0
      for bin in 0..<bins {
        let angle = Double.pi * Double(order) * (Double(bin) + 0.5) / Double(bins)
        sum += Double(values[frame * bins + bin]) * cos(angle)
      }
      return (2 / Double(bins)).squareRoot() * sum
    }
    func difference(_ frame: Int, _ value: (Int) -> Double) -> Double {
      var sum = 0.0
      for step in 1...2 {
        let (later, earlier) = (min(frame + step, count - 1), max(frame - step, 0))
        sum += Double(step) * (value(later) - value(earlier))
      }
      return sum / 10
    }
    // A slice that does not begin at 0.
    let found = Cepstra.of(([-1, -2] + values)[2...], bins: bins)
    #expect(found.count == count * Cepstra.width && Cepstra.width == 39)
    for frame in 0..<count {
      for order in 0..<13 {
        let first = { (frame: Int) in difference(frame) { coefficient($0, order) } }
        let expected = [coefficient(frame, order), first(frame), difference(frame, first)]
        for (kind, value) in expected.enumerated() {
          #expect(
            abs(Double(found[frame * Cepstra.width + 13 * kind + order]) - value) < 1e-4)
        }
      }
    }
  }
}
