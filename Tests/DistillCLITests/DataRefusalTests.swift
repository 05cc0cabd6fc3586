import DistillTensors
import Foundation
import Testing

/// Damaged examples, and examples that do not fit: an error that names the file, and nothing is written.
@Suite("Refused data")
struct DataRefusalTests {
  private let workshop: Workshop
  private let images = "train-images-idx3-ubyte"
  private let labels = "train-labels-idx1-ubyte"

  /// A folder `d` with sixty plain images of 28 × 28 and their labels.
  init() throws {
    workshop = try Workshop(epochs: 1)
    try FileManager.default.createDirectory(
      atPath: workshop.folder.path(of: "d"), withIntermediateDirectories: true)
    try workshop.folder.write(Self.images(60), to: "d/\(images)")
    try workshop.folder.write(Self.labels((0..<60).map { $0 % 10 }), to: "d/\(labels)")
  }

  private static func images(_ count: UInt8) -> [UInt8] {
    [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28]
      + (0..<Int(count) * 784).map { UInt8(truncatingIfNeeded: $0) }
  }

  private static func labels(_ labels: [UInt8]) -> [UInt8] {
    [0, 0, 8, 1, 0, 0, 0, UInt8(labels.count)] + labels
  }

  /// Training must be refused; the sentence names `file` in the folder `d`.
  private func expectRefusal(
    _ file: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65, saying: ["d/\(file)"] + words,
      sourceLocation: sourceLocation)
  }

  @Test("The undamaged data train")
  func control() throws {
    try workshop.train()
  }

  @Test("No folder, a file for a folder, an empty folder")
  func missing() throws {
    try workshop.expectRefusal(
      ["train", "r", "x", "t"], code: 65, saying: ["x cannot be read", "it does not exist"])
    try workshop.expectRefusal(["train", "r", "r", "t"], code: 65, saying: ["r", "folder"])
    try workshop.folder.remove("d/\(images)")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65,
      saying: ["d has no train-images-idx3-ubyte", "distill fetch --help"])
  }

  @Test("A missing test part")
  func noTestPart() throws {
    try workshop.train()
    try workshop.expectRefusal(
      ["evaluate", "d", "t"], code: 65, saying: ["d has no t10k-images-idx3-ubyte"])
  }

  @Test("An empty file, and a file of no examples")
  func empty() throws {
    try workshop.folder.write([UInt8](), to: "d/\(images)")
    try expectRefusal(images, "is empty")
    try workshop.folder.write(Self.images(0), to: "d/\(images)")
    try workshop.folder.write(Self.labels([]), to: "d/\(labels)")
    try expectRefusal(images, "is empty")
  }

  @Test("Truncated anywhere", arguments: [1, 3, 4, 15, 16, 17, 1000, 60 * 784 + 15])
  func truncated(count: Int) throws {
    try workshop.folder.write(Array(Self.images(60).prefix(count)), to: "d/\(images)")
    try expectRefusal(images, "bytes where", "were expected")
  }

  @Test("Over-long")
  func overlong() throws {
    try workshop.folder.write(Self.images(60) + [0], to: "d/\(images)")
    try expectRefusal(images, "continues after the \(60 * 784 + 16) bytes")
    try workshop.folder.write(Self.images(60), to: "d/\(images)")
    try workshop.folder.write(Self.labels((0..<60).map { $0 % 10 }) + [0], to: "d/\(labels)")
    try expectRefusal(labels, "continues after the 68 bytes")
  }

  @Test(
    "The wrong magic", arguments: [[1, 0, 8, 3], [0, 0, 7, 3], [0, 0, 8, 0], [80, 75, 3, 4]])
  func magic(bytes: [UInt8]) throws {
    try workshop.folder.write(bytes + Self.images(60).dropFirst(4), to: "d/\(images)")
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    try expectRefusal(images, "is not an IDX file", hex)
  }

  @Test("A header whose sizes promise terabytes, and one whose sizes overflow")
  func hugeSizes() throws {
    for size in [[UInt8](repeating: 0x7F, count: 4), [UInt8](repeating: 0xFF, count: 4)] {
      try workshop.folder.write([0, 0, 0x0E, 3] + size + size + size + [0], to: "d/\(images)")
      try expectRefusal(images)
    }
  }

  /// Bits of the sizes; other bits of the header, and all of the pixels, could be right as well.
  @Test("A flipped bit in the header", arguments: Array(4..<16))
  func flippedHeader(byte: Int) throws {
    var bytes = Self.images(60)
    bytes[byte] ^= 1 << UInt8(byte % 8)
    try workshop.folder.write(bytes, to: "d/\(images)")
    try expectRefusal(images)
  }

  @Test("A flipped bit in gzip data", arguments: 0..<12)
  func flippedGzip(draw: UInt64) throws {
    try workshop.draw("d2", train: 60)
    let zipped = "d2/\(images).gz"
    var bytes = try workshop.folder.bytes(zipped)
    var stream = RandomStream(seed: draw, purpose: .sampling)
    // The ten bytes before are gzip's header, of which time and system mean nothing.
    let place = 10 + stream.integer(below: bytes.count - 10)
    bytes[place] ^= 1 << UInt8(stream.integer(below: 8))
    try workshop.folder.write(bytes, to: zipped)
    try workshop.expectRefusal(["train", "r", "d2", "t"], code: 65, saying: [zipped])
  }

  @Test("Truncated, over-long and empty gzip data")
  func gzip() throws {
    try workshop.draw("d2", train: 60)
    let zipped = "d2/\(labels).gz"
    let whole = try workshop.folder.bytes(zipped)
    for count in [2, 10, whole.count / 2, whole.count - 1] {
      try workshop.folder.write(Array(whole.prefix(count)), to: zipped)
      try workshop.expectRefusal(
        ["train", "r", "d2", "t"], code: 65, saying: [zipped, "does not unzip"])
    }
    try workshop.folder.write(whole + [7], to: zipped)
    try workshop.expectRefusal(
      ["train", "r", "d2", "t"], code: 65, saying: [zipped, "bytes after the end"])
    try workshop.folder.write(whole + whole, to: zipped)
    try workshop.expectRefusal(
      ["train", "r", "d2", "t"], code: 65, saying: [zipped, "continues after"])
    try workshop.folder.write([UInt8](), to: zipped)
    try workshop.expectRefusal(["train", "r", "d2", "t"], code: 65, saying: [zipped, "is empty"])
  }

  @Test("A label that is no class")
  func labelOutOfRange() throws {
    try workshop.folder.write("zero\none\ntwo\n", to: "d/classes.txt")
    try expectRefusal(labels, "Example 3", "label 3", "0 ..< 3")
    let bytes: [UInt8] = [0, 0, 0x0C, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF]
    try workshop.folder.write(bytes, to: "d/\(labels)")
    try expectRefusal(labels, "Example 1", "label \(Int32.max)")
  }

  @Test("Counts that disagree")
  func counts() throws {
    try workshop.folder.write(Self.labels([0, 1, 2]), to: "d/\(labels)")
    try expectRefusal(images, "expected 60, found 3")
  }

  @Test("Rows of labels, and features beyond 32-bit numbers")
  func targetsAndRange() throws {
    try workshop.folder.write(
      [0, 0, 8, 2, 0, 0, 0, 60, 0, 0, 0, 2] + [UInt8](repeating: 1, count: 120), to: "d/\(labels)")
    try expectRefusal(labels, "60 × 2 numbers", "one whole number for each example", "soften")
    try workshop.folder.write(Self.labels([0, 1]), to: "d/\(labels)")
    // 0 and 1e300 as 64-bit numbers.
    try workshop.folder.write(
      [0, 0, 0x0E, 2, 0, 0, 0, 2, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
        + [0x7E, 0x37, 0xE4, 0x3C, 0x88, 0x00, 0x75, 0x9C],
      to: "d/\(images)")
    try expectRefusal(images, "Example 1", "1e+300", "3.4e+38")
  }

  @Test("Class names that are given twice, are not text, or have control characters")
  func classNames() throws {
    try workshop.folder.write("a\nb\na\n", to: "d/classes.txt")
    try expectRefusal("classes.txt", "“a”", "lines 1 and 3")
    try workshop.folder.write("a\n\u{1B}[31mb\n", to: "d/classes.txt")
    try expectRefusal("classes.txt", "line 2", "U+001B")
    try workshop.folder.write([0x61, 0x0A, 0xE9, 0x0A], to: "d/classes.txt")
    try expectRefusal("classes.txt", "line 2", "iconv -f LATIN1 -t UTF-8")
    try workshop.folder.write([0xFF, 0xFE, 0x00], to: "d/classes.txt")
    try expectRefusal("classes.txt", "UTF-8")
  }

  @Test("Features that are not finite")
  func notFinite() throws {
    try workshop.folder.write(
      [0, 0, 0x0D, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0x7F, 0xC0, 0, 0], to: "d/\(images)")
    try workshop.folder.write(Self.labels([0, 1]), to: "d/\(labels)")
    try expectRefusal(images, "Example 1", "nan")
  }

  @Test("Examples of another shape, and of other classes, than the network is for")
  func shape() throws {
    try workshop.folder.write([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4], to: "d/\(images)")
    try workshop.folder.write(Self.labels([0, 1]), to: "d/\(labels)")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65, saying: ["784 features", "found 2"])
    try workshop.folder.write(Self.images(2), to: "d/\(images)")
    try workshop.expectRefusal(
      ["train", "r", "d", "t"], code: 65, saying: ["expected 10", "found 2"])
  }

  @Test("Classes that the data do not have")
  func unknownClasses() throws {
    try workshop.expectRefusal(
      ["train", "r", "d", "t", "--exclude", "3,x"], code: 65,
      saying: ["--exclude", "“x”", "“0”, “1”"])
    try workshop.expectRefusal(
      ["train", "r", "d", "t", "--only", "3", "--exclude", "3"], code: 65,
      saying: ["No examples are left"])
  }

  @Test("Digits are not drawn over a folder of examples")
  func draw() throws {
    try workshop.expectRefusal(
      ["draw", "d", "--train", "10", "--test", "10", "--seed", "1"], code: 1,
      saying: ["d/\(images) exists"])
  }
}
