import Foundation

/// Sequences of frames, such as the filterbanks of utterances, each frame of the same width.
///
/// Frames are stored once. ``Dataset/init(_:context:labels:classNames:)`` makes examples of them, each a
/// window of neighbouring frames that is put together when a batch is made, so a context of 26 frames
/// costs no more memory than one of a single frame.
///
/// Why groups: sequences of one group, such as the utterances of one speaker, resemble each other, so a
/// group is never divided between training and validation.
public struct FrameSequences: Sendable {
  /// Numbers in a frame.
  public let width: Int
  /// Frames in each sequence, all positive.
  public let lengths: [Int]
  /// A number for each sequence, the same for those that belong together.
  public let groups: [Int32]
  /// The number of frames of all sequences.
  public var frameCount: Int { starts[lengths.count] }

  let values: FeatureStorage.Values
  /// The first frame of each sequence, and the number of frames.
  let starts: [Int]

  /// Sequences from frames in memory.
  ///
  /// - Parameters:
  ///   - frames: One sequence after another, row-major [frames, width]; finite.
  ///   - width: Numbers in a frame, positive.
  ///   - lengths: Frames in each sequence, all positive.
  ///   - groups: A number for each sequence; nil where each is a group of its own.
  /// - Throws: ``DataError`` where counts disagree or a number is not finite.
  public init(
    _ frames: [Float], width: Int, lengths: [Int], groups: [Int32]? = nil
  ) throws(DataError) {
    precondition(width > 0, "a frame has at least one number, not \(width)")
    guard frames.count % width == 0 else {
      throw .countsDisagree(
        what: "numbers for whole frames of \(width)", expected: frames.count / width * width,
        found: frames.count)
    }
    if let bad = frames.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(value: frames[bad], position: bad / width)
    }
    try self.init(
      .features(frames), frames: frames.count / width, width: width, lengths: lengths,
      groups: groups)
  }

  init(
    _ values: FeatureStorage.Values, frames: Int, width: Int, lengths: [Int], groups: [Int32]?
  ) throws(DataError) {
    var starts = [0]
    for length in lengths {
      guard length > 0, length <= frames - starts[starts.count - 1] else {
        throw .countsDisagree(
          what: "frames in the sequences, each at least one", expected: frames,
          found: starts[starts.count - 1] + max(length, 0))
      }
      starts.append(starts[starts.count - 1] + length)
    }
    guard starts[lengths.count] == frames else {
      throw .countsDisagree(
        what: "frames in the sequences", expected: frames, found: starts[lengths.count])
    }
    let groups = groups ?? lengths.indices.map { Int32($0) }
    guard groups.count == lengths.count else {
      throw .countsDisagree(
        what: "one group for each sequence", expected: lengths.count, found: groups.count)
    }
    self.values = values
    self.width = width
    self.lengths = lengths
    self.groups = groups
    self.starts = starts
  }

  /// The frames of all sequences that are in memory, row-major [frames, width]; nil where they are read
  /// from the disk when needed.
  public var frames: [Float]? {
    if case .features(let frames) = values { return frames }
    return nil
  }

  /// Where the frames of sequence `place` lie among all.
  public func range(of place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

  /// The sequence that frame `frame` is in. Cost: a binary search.
  func sequence(of frame: Int) -> Int {
    var (low, high) = (0, lengths.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= frame { low = middle } else { high = middle }
    }
    return low
  }
}

extension Dataset {
  /// An example for every frame of `sequences`: the window of it and its neighbours.
  ///
  /// Its shape is [`context.count`, width], the earliest frame first. Beyond the ends of a sequence its
  /// first or last frame is repeated; no window reaches into another sequence. Ids are the frames'
  /// places. ``split(validation:seed:)`` keeps whole groups together, ``fraction(_:seed:)`` whole
  /// sequences.
  ///
  /// - Parameters:
  ///   - sequences: The frames.
  ///   - context: The neighbours that a window shows.
  ///   - labels: One for each frame, −1 where its class is not known; nil where none is known.
  ///   - classNames: The name of each class, all different.
  /// - Throws: ``DataError`` when counts disagree, a label is out of range, or two classes share a name.
  public init(
    _ sequences: FrameSequences, context: FrameContext, labels: [Int32]? = nil,
    classNames: [String]
  ) throws(DataError) {
    try self.init(
      FeatureStorage(sequences, context: context), labels: labels, classNames: classNames)
  }
}
