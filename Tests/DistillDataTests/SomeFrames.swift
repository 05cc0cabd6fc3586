import DistillData
import DistillTensors

/// Sequences of random frames, and windows on them, composed one number at a time.
enum SomeFrames {
  static func sequences(
    _ lengths: [Int], width: Int = 3, groups: [Int32]? = nil, seed: UInt64 = 1
  ) throws -> FrameSequences {
    var random = RandomStream(seed: seed, purpose: .sampling)
    let frames = (0..<lengths.reduce(0, +) * width).map { _ in Float(random.normal()) }
    return try FrameSequences(frames, width: width, lengths: lengths, groups: groups)
  }

  /// The window of frame `row`: neighbours beyond an end of its sequence are that end.
  static func window(
    _ row: Int, of sequences: FrameSequences, _ context: FrameContext
  ) throws -> [Float] {
    let frames = sequences.frames ?? []
    let own = sequences.lengths.indices.map { sequences.range(of: $0) }.first { $0.contains(row) }
    guard let own else { return [] }
    return (-context.before...context.after).flatMap { offset in
      let frame = min(max(row + offset, own.lowerBound), own.upperBound - 1)
      return frames[frame * sequences.width..<(frame + 1) * sequences.width]
    }
  }
}
