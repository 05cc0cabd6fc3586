/// The numbers of neighbouring frames that an example has besides its own.
///
/// The paper's acoustic models take 26 frames of 10 ms and classify the 21st: 20 before, 5 after.
public struct FrameContext: Sendable, Equatable, Codable {
  /// Frames before the one with the label.
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

  /// The most frames before or after: far more than any context in use.
  static let limit = 10_000

  /// Reads a context, refusing numbers that are negative or above 10,000.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    before = try container.decode(Int.self, forKey: .before)
    after = try container.decode(Int.self, forKey: .after)
    let range = 0...Self.limit
    guard range.contains(before), range.contains(after) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath,
          debugDescription: "a context of \(before) frames before and \(after) after"))
    }
  }

  /// Frames in a window: those before, the one itself, those after.
  public var count: Int { before + 1 + after }
}
