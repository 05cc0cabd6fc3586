import DistillData
import Foundation
import Testing

@Suite("Omniglot")
struct OmniglotTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Three characters with this many drawings, two in the first set and one in the second; the first
  /// pixel of a drawing is its number.
  private func write(drawings: [Int] = [17, 18, 16], names: String? = nil) throws {
    var first = 0
    for (set, classes) in [("background", 0..<2), ("evaluation", 2..<3)] {
      let labels = classes.flatMap { [Int16](repeating: Int16($0), count: drawings[$0]) }
      var pixels = [UInt8](repeating: 0, count: labels.count * 784)
      for place in labels.indices { pixels[784 * place] = UInt8(first + place) }
      first += labels.count
      try IDX(sizes: [labels.count, 28, 28], elements: .uint8(pixels))
        .write(to: "\(folder.path)/\(set)-images28-idx3-ubyte.gz")
      try IDX(sizes: [labels.count], elements: .int16(labels))
        .write(to: "\(folder.path)/\(set)-labels-idx1-short.gz")
    }
    let table = names ?? "index\tset\talphabet\tcharacter\n0\tb\tA\tc1\n1\tb\tA\tc2\n2\te\tB\tc1\n"
    _ = try folder.file("characters.tsv", Array(table.utf8))
  }

  @Test("The first fifteen drawings of each character are for training, the others for testing")
  func parts() throws {
    try write()
    let data = try DataFolder(folder.path)
    #expect(data.classNames == ["A/c1", "A/c2", "B/c1"] && data.has(.training) && data.has(.test))
    let (train, test) = (try data.training(), try data.test())
    #expect(train.shape == [28, 28])
    #expect(train.labels == (0..<3).flatMap { [Int32](repeating: $0, count: 15) })
    #expect(test.labels == [0, 0, 1, 1, 1, 2])
    #expect((0..<test.count).map { test.pixels(at: $0)[0] } == [15, 16, 32, 33, 34, 50])
    #expect(train.digest == test.digest && Set(train.ids).isDisjoint(with: test.ids))
  }

  private var refusal: String {
    do {
      _ = try DataFolder(folder.path)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("A malformed table is refused with the line")
  func table() throws {
    try write(names: "index\talphabet\n0\tA\n")
    #expect(refusal.contains("index, alphabet and character"))
    try write(names: "index\talphabet\tcharacter\n0\tA\tc1\n2\tA\tc2\n")
    #expect(refusal.contains("line 3: expected the class with index 1"))
    try write(names: "index\talphabet\tcharacter\n0\tA\tc1\n")
    #expect(refusal.contains("background-labels-idx1-short.gz has label 1"))
  }

  @Test("Labels out of range and two characters of one name are refused with their file and place")
  func places() throws {
    try write()
    try IDX(sizes: [16], elements: .int16([Int16](repeating: 2, count: 15) + [-1]))
      .write(to: "\(folder.path)/evaluation-labels-idx1-short.gz")
    #expect(
      refusal.hasPrefix(
        "Example 15 of \(folder.path)/evaluation-labels-idx1-short.gz has label -1"))
    try write(names: "index\talphabet\tcharacter\n0\tA\tc1\n1\tB\tc1\n2\tA\tc1\n")
    #expect(refusal.contains("characters.tsv, lines 2 and 4, have the name “A/c1”"))
  }

  @Test("A character without a test drawing is refused by name")
  func few() throws {
    try write(drawings: [17, 15, 16])
    #expect(refusal.contains("A/c2") && refusal.contains("16") && refusal.contains("15"))
  }

  @Test("A missing file is named")
  func missing() throws {
    try write()
    try FileManager.default.removeItem(
      atPath: folder.path + "/evaluation-labels-idx1-short.gz")
    #expect(refusal.contains("evaluation-labels"))
  }
}
