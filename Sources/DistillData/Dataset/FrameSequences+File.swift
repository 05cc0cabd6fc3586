import Foundation

extension FrameSequences {
  /// The most bytes of frames that are kept in memory; larger files are read from the disk, window by
  /// window.
  public static let residentLimit = 4 << 30

  /// Reads what ``write(to:context:)`` has written: the sequences, and the context of an example.
  ///
  /// Frames of more than ``residentLimit`` bytes stay on the disk and are read when a batch needs them,
  /// through the system's file cache; they are then not checked to be finite.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged, ``DataError`` where its parts do not
  ///   fit each other.
  public static func read(
    _ path: String, residentLimit: Int = residentLimit
  ) throws -> (sequences: FrameSequences, context: FrameContext) {
    let file = try Safetensors(path: path)
    func malformed(_ at: String, _ expected: String, _ found: String) -> FileError {
      .malformed(
        path: path, at: at, expected: expected, found: found,
        remedy: "prepare the data again")
    }
    func size(_ name: String) throws(FileError) -> Int {
      let text = file.metadata[name] ?? ""
      guard let number = Int(text), (0...FrameContext.limit).contains(number) else {
        throw malformed("“\(name)” of its header", "a number of frames", FileError.quoted(text))
      }
      return number
    }
    let context = FrameContext(before: try size("before"), after: try size("after"))
    let shape = try file.shape(of: "frames")
    // A width beside no frames is bounded by nothing, and products of it overflow.
    guard shape.count == 2, shape[0] > 0, shape[1] > 0 else {
      throw malformed(
        "tensor “frames”", "at least one frame of at least one number", "shape \(shape)")
    }
    let lengths = try file.integers(named: "lengths").map(Int.init)
    let groups = try file.integers(named: "groups", shape: [lengths.count])
    guard groups.allSatisfy({ Int32(exactly: $0) != nil }) else {
      throw malformed("tensor “groups”", "32-bit numbers", "a larger one")
    }
    let values: FeatureStorage.Values
    if try file.stored("frames").count > residentLimit / 4 {
      values = .stored(try file.stored("frames"))
    } else {
      let frames = try file.floats(named: "frames")
      if let bad = frames.firstIndex(where: { !$0.isFinite }) {
        throw DataError.notFinite(value: frames[bad], position: bad / shape[1], path: path)
      }
      values = .features(frames)
    }
    do {
      let sequences = try FrameSequences(
        values, frames: shape[0], width: shape[1], lengths: lengths,
        groups: groups.map { Int32($0) })
      return (sequences, context)
    } catch {
      // A catch with a pattern crashes the compiler of Swift 6.3 here.
      guard case .countsDisagree(let what, let expected, let found) = error else { throw error }
      throw DataError.countsDisagree(what: "\(what) of \(path)", expected: expected, found: found)
    }
  }

  /// Writes the sequences and the context of an example to `path`, as safetensors: “frames”
  /// [frames, width], “lengths” and “groups” [sequences], and “before” and “after” in the header.
  ///
  /// The frames must be in memory.
  public func write(to path: String, context: FrameContext) throws(FileError) {
    guard let frames else { preconditionFailure("the frames for \(path) are not in memory") }
    try Safetensors.write(
      [
        .init("frames", shape: [frameCount, width], .float32(frames)),
        .init("lengths", shape: [lengths.count], .int64(lengths.map(Int64.init))),
        .init("groups", shape: [groups.count], .int32(groups)),
      ], metadata: ["before": "\(context.before)", "after": "\(context.after)"], to: path)
  }
}
