import DistillData
import Testing

@Suite("Joined data sets")
struct JoinedTests {
  @Test("The examples of one and then of the other, as a new source")
  func joined() throws {
    let digits = SyntheticDigits(seed: 2).dataset(count: 30)
    let first = digits.subset([4, 2, 9])
    let second = digits.excluding(classes: [1]).subset([5, 0])
    let all = first.joined(with: second)
    #expect(all.count == 5 && all.ids == [0, 1, 2, 3, 4] && all.shape == [28, 28])
    #expect(all.labels == first.labels + second.labels && all.classNames == digits.classNames)
    for place in 0..<5 {
      let own = place < 3 ? first.pixels(at: place) : second.pixels(at: place - 3)
      #expect(all.pixels(at: place) == own)
    }
    #expect(all.digest != first.digest && all.digest == first.joined(with: second).digest)
  }

  @Test("Pixels and features become features")
  func mixed() throws {
    let pixels = try Dataset(pixels: [0, 255, 51, 102], shape: [2], classNames: ["a"])
    let features = try Dataset(features: [-3, 7], shape: [2], labels: [0], classNames: ["a"])
    let all = pixels.joined(with: features)
    var values: [Float] = []
    all.gather([0, 1, 2], into: &values)
    let step: Float = 1 / 255
    let expected: [Float] = [0, 1, 51 * step, 102 * step, -3, 7]
    #expect(values == expected)
    #expect(all.labels == [-1, -1, 0])
  }

  @Test("Augmented copies that are joined are those copies")
  func copies() {
    let digits = SyntheticDigits(seed: 2).dataset(count: 8)
    let moved = digits.augmented(copies: 2, by: 2, distortion: Distortion(elastic: 1), seed: 4)
    let all = digits.joined(with: moved)
    #expect(all.count == 24)
    for place in 0..<16 { #expect(all.pixels(at: 8 + place) == moved.pixels(at: place)) }
  }
}
