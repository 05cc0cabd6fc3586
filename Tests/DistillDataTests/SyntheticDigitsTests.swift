import DistillData
import Testing

@Suite("Synthetic digits")
struct SyntheticDigitsTests {
  @Test("A digit depends on seed and index only")
  func pure() {
    let digits = SyntheticDigits(seed: 11)
    let data = digits.dataset(count: 30, firstIndex: 100)
    #expect(data.ids == Array(0..<30) && data.shape == [28, 28])
    for position in (0..<30).reversed() {
      let digit = digits.digit(at: 100 + position)
      #expect(data.pixels(at: position) == digit.pixels)
      #expect(data.label(at: position) == digit.label)
    }
    let other = SyntheticDigits(seed: 12).dataset(count: 30, firstIndex: 100)
    #expect((0..<30).allSatisfy { other.pixels(at: $0) != data.pixels(at: $0) })
  }

  @Test("Classes are about equally frequent, and every digit has bright and dark pixels")
  func frequencies() {
    let data = SyntheticDigits(seed: 1).dataset(count: 2000)
    for label in 0..<10 {
      // 200 expected, standard deviation 13.4; the bounds are five of them away.
      #expect((133...267).contains(data.only(classes: [label]).count))
    }
    for position in 0..<data.count {
      let pixels = data.pixels(at: position)
      #expect(pixels.count { $0 > 100 } >= 10 && pixels.count { $0 == 0 } >= 300)
    }
  }

  @Test("Labels fit shapes: the nearest class mean is right far more often than chance, not always")
  func learnable() {
    let digits = SyntheticDigits(seed: 2)
    let (training, test) = (
      digits.dataset(count: 3000), digits.dataset(count: 500, firstIndex: 3000)
    )
    let means = (0..<10).map { label -> [Float] in
      let members = training.only(classes: [label])
      var features: [Float] = []
      members.gather(Array(0..<members.count), into: &features)
      return (0..<784).map { pixel in
        var sum: Float = 0
        for row in 0..<members.count { sum += features[row * 784 + pixel] }
        return sum / Float(members.count)
      }
    }
    var features: [Float] = []
    test.gather(Array(0..<test.count), into: &features)
    let right = (0..<test.count).count { row in
      let distances = means.map { mean in
        (0..<784).reduce(Float(0)) {
          let gap = features[row * 784 + $1] - mean[$1]
          return $0 + gap * gap
        }
      }
      return distances.firstIndex(of: distances.min() ?? 0) == test.label(at: row)
    }
    // Chance is 50 of 500; a set that a linear rule solves would teach a small network nothing.
    #expect((250...450).contains(right), "\(right) of 500")
  }
}
