/// How many neighbours of a frame an example shows besides it.
///
/// The paper's acoustic models see 26 frames of 10 ms and say what the 21st is: 20 before, 5 after.
public struct FrameContext: Sendable, Equatable, Codable {
  /// Frames before the one that the label is of.
  public let before: Int
  /// Frames after it.
  public let after: Int

  /// A context of `before` frames before and `after` frames after, neither negative.
  public init(before: Int, after: Int) {
    precondition(
      before >= 0 && after >= 0, "a context of \(before) frames before and \(after) after")
    self.before = before
    self.after = after
  }

  /// Frames in a window: those before, the one itself, those after.
  public var count: Int { before + 1 + after }
}
