import DistillData
import DistillTensors
import Foundation
import Testing

@Suite("Files of frames")
struct FrameFilesTests {
  private let folder: TemporaryFolder
  private let context = FrameContext(before: 3, after: 1)

  init() throws {
    folder = try TemporaryFolder()
  }

  private var path: String { "\(folder.path)/frames.safetensors" }

  @discardableResult
  private func written() throws -> FrameSequences {
    let sequences = try SomeFrames.sequences([2, 9, 1], groups: [4, 4, -1])
    try sequences.write(to: path, context: context)
    return sequences
  }

  @Test("What is written is read again")
  func roundTrip() throws {
    let sequences = try written()
    let (read, context) = try FrameSequences.read(path)
    #expect(read.frames == sequences.frames && read.width == 3 && context == self.context)
    #expect(read.lengths == [2, 9, 1] && read.groups == [4, 4, -1] && read.frameCount == 12)
    try read.write(to: path + "2", context: context)
    #expect(try folder.bytes("frames.safetensors") == folder.bytes("frames.safetensors2"))
  }

  @Test("Frames that stay on the disk give the same bits")
  func onDisk() throws {
    let sequences = try written()
    let (stored, _) = try FrameSequences.read(path, residentLimit: 0)
    #expect(stored.frames == nil && stored.lengths == sequences.lengths)
    // The file may be replaced while frames are read from it.
    try FileManager.default.removeItem(atPath: path)
    for context in [context, FrameContext(before: 0, after: 0), FrameContext(before: 9, after: 20)]
    {
      let near = try Dataset(sequences, context: context, classNames: [])
      let far = try Dataset(stored, context: context, classNames: [])
      #expect(near.digest == far.digest && near.shape == far.shape)
      let batches = [near, far].map {
        Array(Batches(of: $0, batchSize: 5, seed: 1, shift: 0, fromStep: 0, throughStep: 5))
      }
      #expect(batches[0].map(\.features) == batches[1].map(\.features))
      #expect(near.pixels(at: 7) == far.pixels(at: 7))
    }
  }

  @Test("A file that ends early is refused, wherever")
  func truncated() throws {
    try written()
    let whole = try folder.bytes("frames.safetensors")
    for count in 0..<whole.count {
      let short = try folder.file("short", Array(whole.prefix(count)))
      #expect(throws: (any Error).self) { try FrameSequences.read(short) }
      #expect(throws: (any Error).self) { try FrameSequences.read(short, residentLimit: 0) }
    }
    #expect(throws: FileError.self) { try FrameSequences.read("\(folder.path)/none") }
  }

  @Test("A damaged bit is refused or harmless, wherever")
  func damaged() throws {
    try written()
    let whole = try folder.bytes("frames.safetensors")
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 1 << UInt8(place % 8)
      let file = try folder.file("damaged", bytes)
      for limit in [0, 1 << 20] {
        guard let (read, context) = try? FrameSequences.read(file, residentLimit: limit) else {
          continue
        }
        let data = try Dataset(read, context: context, classNames: [])
        var features: [Float] = []
        data.gather(Array(data.ids.prefix(2)), into: &features)
        #expect(features.count == min(2, data.count) * data.featureCount)
      }
    }
  }

  /// Writes a file of these parts and reads it, which must fail.
  private func expectRefusal(
    frames: Safetensors.Tensor? = .init(
      "frames", shape: [4, 2], .float32([Float](repeating: 0, count: 8))),
    lengths: Safetensors.Tensor? = .init("lengths", shape: [2], .int64([1, 3])),
    groups: Safetensors.Tensor? = .init("groups", shape: [2], .int32([0, 0])),
    metadata: [String: String] = ["before": "1", "after": "1"],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try Safetensors.write(
      [frames, lengths, groups].compactMap(\.self), metadata: metadata, to: path)
    for limit in [0, 1 << 20] {
      #expect(throws: (any Error).self, sourceLocation: sourceLocation) {
        try FrameSequences.read(path, residentLimit: limit)
      }
    }
  }

  @Test("Parts that are missing, of another type or shape are refused")
  func types() throws {
    try expectRefusal(frames: nil)
    try expectRefusal(lengths: nil)
    try expectRefusal(groups: nil)
    try expectRefusal(
      frames: .init("frames", shape: [8], .float32([Float](repeating: 0, count: 8))))
    try expectRefusal(
      frames: .init("frames", shape: [2, 2, 2], .float32([Float](repeating: 0, count: 8))))
    try expectRefusal(frames: .init("frames", shape: [4, 0], .float32([])))
    try expectRefusal(frames: .init("frames", shape: [], .float32([0])))
    try expectRefusal(frames: .init("frames", shape: [4, 2], .int32([0, 1, 2, 3, 4, 5, 6, 7])))
    try expectRefusal(lengths: .init("lengths", shape: [2], .float32([1, 3])))
    try expectRefusal(groups: .init("groups", shape: [2], .float32([1, 3])))
    try expectRefusal(groups: .init("groups", shape: [1], .int32([1])))
    try expectRefusal(groups: .init("groups", shape: [2, 1], .int32([1, 1])))
    try expectRefusal(groups: .init("groups", shape: [2], .int64([1, 1 << 40])))
  }

  @Test(
    "Lengths that do not add up to the frames are refused",
    arguments: [[1, 2], [3, 3], [4, 0], [-1, 5], [.max, .max], [.max, 4], [.min, 4]] as [[Int64]])
  func lengths(_ lengths: [Int64]) throws {
    try expectRefusal(lengths: .init("lengths", shape: [2], .int64(lengths)))
  }

  @Test(
    "An invalid context is refused",
    arguments: ["", "-1", "x", "1.5", "10001", "9223372036854775808"])
  func contexts(before: String) throws {
    try expectRefusal(metadata: ["before": before, "after": "1"])
    try expectRefusal(metadata: ["before": "0", "after": before])
    try expectRefusal(metadata: [:])
  }

  @Test("No frames at all are refused, whatever their width")
  func empty() throws {
    for width in [1, 1 << 40, 1 << 62] {
      try expectRefusal(
        frames: .init("frames", shape: [0, width], .float32([])),
        lengths: .init("lengths", shape: [0], .int64([])),
        groups: .init("groups", shape: [0], .int32([])))
    }
  }

  @Test("Frames that are not finite are refused, with the place")
  func notFinite() throws {
    for bad in [Float.nan, .infinity] {
      try Safetensors.write(
        [
          .init("frames", shape: [2, 2], .float32([0, 0, bad, 0])),
          .init("lengths", shape: [1], .int64([2])), .init("groups", shape: [1], .int32([0])),
        ], metadata: ["before": "0", "after": "0"], to: path)
      let error = #expect(throws: DataError.self) { try FrameSequences.read(path) }
      // NaN does not equal itself.
      guard case .notFinite(_, position: 1, path) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}
