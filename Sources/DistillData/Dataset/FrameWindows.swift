/// How the rows of a data set are put together from frames.
struct FrameWindows: Sendable {
  let sequences: FrameSequences
  let context: FrameContext

  /// What, besides the frames, decides the rows.
  var sizes: [Int] { [context.before, context.after] + sequences.lengths }

  /// Copies the windows of the frames `rows`, one after another, to `output`, which holds
  /// `rows.count` · context · width numbers.
  ///
  /// Cost: one copy of memory, or one read of the file, for each row that is not near an end.
  func copy(
    rows: [Int], of values: FeatureStorage.Values, to output: UnsafeMutableBufferPointer<Float>
  ) {
    switch values {
    case .pixels: preconditionFailure("frames are not pixels")
    case .features(let frames):
      frames.withUnsafeBufferPointer { frames in
        copy(rows, to: output) { start, target in
          _ = target.update(fromContentsOf: frames[start..<start + target.count])
        }
      }
    case .stored(let stored):
      copy(rows, to: output) { start, target in stored.read(into: target, from: start) }
    }
  }

  @inline(__always)
  private func copy(
    _ rows: [Int], to output: UnsafeMutableBufferPointer<Float>,
    _ fill: (_ start: Int, _ target: UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let width = sequences.width
    var place = 0
    func take(_ frame: Int, _ count: Int) {
      let target = output[place..<place + count * width]
      fill(frame * width, UnsafeMutableBufferPointer(rebasing: target))
      place += count * width
    }
    for row in rows {
      let range = sequences.range(of: sequences.sequence(of: row))
      let wanted = row - context.before...row + context.after
      let there = wanted.clamped(to: range.lowerBound...range.upperBound - 1)
      for _ in 0..<there.lowerBound - wanted.lowerBound { take(range.lowerBound, 1) }
      take(there.lowerBound, there.count)
      for _ in 0..<wanted.upperBound - there.upperBound { take(range.upperBound - 1, 1) }
    }
  }
}
