import DistillSpeech
import Testing

@Suite("Frames and their statistics")
struct FramesTests {
  /// Features whose columns differ in mean and spread.
  private func frames(_ count: Int, width: Int, skipping: Int = 0) -> Frames {
    let noise = Noise.samples((count + skipping) * width).suffix(count * width)
    return Frames(
      values: noise.enumerated().map { index, value in
        let column = Float(index % width)
        return value / 1000 * (column + 0.5) + 100 * column
      }, width: width)
  }

  @Test("Rows, ranges and joints")
  func rows() {
    let frames = Frames(values: [1, 2, 3, 4, 5, 6], width: 2)
    #expect(frames.count == 3)
    #expect(Array(frames[1]) == [3, 4])
    #expect(frames[1..<3] == Frames(values: [3, 4, 5, 6], width: 2))
    #expect(frames[3..<3] == Frames(values: [], width: 2))
    #expect(Frames.joined([frames[0..<1], frames[1..<3]]) == frames)
    let nothing = Frames(values: [], width: 0)
    #expect(nothing.count == 0)
    #expect(Frames.joined([nothing, frames, nothing]) == frames)
    #expect(Frames.joined([Frames]()) == nothing)
    #expect(Frames.joined([Frames(values: [], width: 3)]).width == 3)
  }

  @Test("Normalised frames have mean 0 and variance 1")
  func normalized() {
    let frames = frames(500, width: 5)
    let result = FrameStatistics(
      of: frames.normalized(by: FrameStatistics(of: frames), varianceFloor: 1e-6))
    #expect(result.count == 500)
    #expect(result.means.allSatisfy { abs($0) < 1e-6 })
    #expect(result.variances.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test("Centred frames have mean 0 and keep their variance")
  func centered() {
    let frames = frames(500, width: 5)
    let before = FrameStatistics(of: frames)
    let after = FrameStatistics(of: frames.centered(by: before))
    #expect(after.means.allSatisfy { abs($0) < 1e-5 })
    for (old, new) in zip(before.variances, after.variances) {
      #expect(abs(new / old - 1) < 1e-5)
    }
  }

  @Test("Statistics of parts add up to those of the whole, in any order")
  func merging() {
    let parts = [
      frames(1, width: 3), frames(40, width: 3, skipping: 1), frames(200, width: 3, skipping: 41),
      Frames(values: [], width: 3),
    ]
    let whole = FrameStatistics(of: .joined(parts))
    for order in [parts, parts.reversed()] {
      let sum = order.map { FrameStatistics(of: $0) }.reduce(FrameStatistics(width: 3), +)
      #expect(sum.count == 241)
      for column in 0..<3 {
        #expect(abs(sum.means[column] - whole.means[column]) < 1e-9)
        #expect(abs(sum.variances[column] / whole.variances[column] - 1) < 1e-9)
      }
    }
  }

  @Test("A large mean costs no digits of the variance")
  func cancellation() {
    let frames = Frames(
      values: (0..<1000).map { 1e6 + Float($0 % 2) }, width: 1)
    var sum = FrameStatistics(width: 1)
    for start in stride(from: 0, to: 1000, by: 10) {
      sum += FrameStatistics(of: frames[start..<start + 10])
    }
    #expect(abs(sum.variances[0] - 0.25) < 1e-9)
  }

  @Test("A feature that does not vary is divided by the floor's root")
  func floor() {
    let frames = Frames(values: [5, 5, 5], width: 1)
    #expect(
      frames.normalized(by: FrameStatistics(of: frames), varianceFloor: 0.01).values == [0, 0, 0])
    let other = Frames(values: [6], width: 1)
    let result = other.normalized(by: FrameStatistics(of: frames), varianceFloor: 0.01)
    #expect(abs(result.values[0] - 10) < 1e-5)
  }

  @Test("No frames stay no frames")
  func empty() {
    let none = Frames(values: [], width: 2)
    #expect(none.normalized(by: FrameStatistics(width: 2), varianceFloor: 1) == none)
    #expect(FrameStatistics(of: none).variances == [0, 0])
  }
}
