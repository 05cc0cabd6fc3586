import DistillData
import Foundation
import Testing

@Suite("Data folders of frames")
struct FrameFolderTests {
  private let folder: TemporaryFolder
  private let context = FrameContext(before: 2, after: 1)
  private let sizes = ["train": [4, 6], "validation": [3], "test": [2, 5]]

  /// A folder of frames with labels, in three parts.
  init() throws {
    folder = try TemporaryFolder()
    for (name, lengths) in sizes {
      try SomeFrames.sequences(lengths, seed: UInt64(lengths[0]))
        .write(to: "\(folder.path)/\(name)-frames.safetensors", context: context)
      try write(name, labels: lengths.reduce(0, +))
    }
    _ = try folder.file("classes.txt", Array("SIL.1\nAH.1\nAH.2\n".utf8))
  }

  private func write(_ name: String, labels: Int) throws {
    try IDX(sizes: [labels], elements: .int32((0..<labels).map { Int32($0 % 4) - 1 }))
      .write(to: "\(folder.path)/\(name)-labels-idx1-int.gz")
  }

  @Test("Frames, labels and class names are read in all three parts")
  func parts() throws {
    let opened = try DataFolder(folder.path)
    #expect(opened.classNames == ["SIL.1", "AH.1", "AH.2"])
    for (part, name) in [
      (DataFolder.Part.training, "train"), (.validation, "validation"), (.test, "test"),
    ] {
      let lengths = try #require(sizes[name])
      #expect(opened.has(part))
      let data = try opened.dataset(part)
      let expected = try Dataset(
        SomeFrames.sequences(lengths, seed: UInt64(lengths[0])), context: context,
        classNames: opened.classNames)
      #expect(data.digest == expected.digest && data.shape == [4, 3] && !data.isOfImages)
      #expect(data.labels == (0..<data.count).map { Int32($0 % 4) - 1 })
      #expect(data.classNames == opened.classNames)
    }
    #expect(try opened.training().count == 10 && opened.validation()?.count == 3)
    #expect(try opened.test().count == 7)
  }

  @Test("Frames without labels are read, and a missing part is reported as missing")
  func partly() throws {
    for name in ["validation-frames.safetensors", "test-frames.safetensors"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
    }
    try FileManager.default.removeItem(atPath: "\(folder.path)/train-labels-idx1-int.gz")
    let opened = try DataFolder(folder.path)
    #expect(try opened.training().labels == [Int32](repeating: -1, count: 10))
    #expect(!opened.has(.validation) && !opened.has(.test))
    #expect(try opened.validation() == nil)
    #expect(throws: DataError.self) { try opened.test() }
  }

  @Test("Another number of labels than frames is refused")
  func counts() throws {
    try write("train", labels: 9)
    #expect(
      throws: DataError.countsDisagree(
        what: "labels for the examples in \(folder.path)/train-frames.safetensors", expected: 10,
        found: 9)
    ) { try DataFolder(folder.path).training() }
  }

  @Test("Damaged frames are refused with their file, and never crash")
  func damaged() throws {
    let name = "validation-frames.safetensors"
    let whole = try folder.bytes(name)
    _ = try folder.file(name, Array(whole.dropLast(4)))
    let error = #expect(throws: DataError.self) { try DataFolder(folder.path).validation() }
    #expect(error?.description.contains(name) == true)
    _ = try folder.file(name, Array("no frames".utf8))
    #expect(throws: DataError.self) { try DataFolder(folder.path).validation() }
  }

  @Test("Windows written as a folder of images are its windows")
  func written() throws {
    let data = try DataFolder(folder.path).training()
    let copy = try DataFolder.write(
      training: data.subset([9, 0, 4]), test: nil, to: folder.path + "/copy"
    ).training()
    var (a, b): ([Float], [Float]) = ([], [])
    data.gather([9, 0, 4], into: &a)
    copy.gather([0, 1, 2], into: &b)
    #expect(a == b && copy.shape == [4, 3])
  }
}
