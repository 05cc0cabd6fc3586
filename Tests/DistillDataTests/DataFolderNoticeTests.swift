import DistillData
import Testing

@Suite("Notices about data folders")
struct DataFolderNoticeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The notices about a folder with these labels; nil for a part that is not there.
  private func notices(
    _ training: [UInt8]?, test: [UInt8]? = nil, names: [String]? = nil
  ) throws -> [String] {
    for (part, labels) in [("train", training), ("t10k", test)] {
      guard let labels else { continue }
      try IDX(sizes: [labels.count, 1, 1], elements: .uint8(labels))
        .write(to: "\(folder.path)/\(part)-images-idx3-ubyte")
      try IDX(sizes: [labels.count], elements: .uint8(labels))
        .write(to: "\(folder.path)/\(part)-labels-idx1-ubyte")
    }
    if let names {
      _ = try folder.file("classes.txt", Array(names.joined(separator: "\n").utf8))
    }
    let notices = try DataFolder(folder.path).notices.map(\.description)
    #expect(notices.allSatisfy { $0.hasPrefix(folder.path) && $0.hasSuffix(".") })
    return notices
  }

  @Test("Classes that all have examples need no notice")
  func complete() throws {
    #expect(try notices([0, 1, 2, 1], test: [0, 2], names: ["a", "b", "c"]).isEmpty)
  }

  @Test("Labels that begin at 1 are in a notice, with the class that has no example")
  func fromOne() throws {
    let named = try notices([1, 2, 2], test: [1], names: ["A", "B", "C"])
    #expect(named.count == 1 && named[0].contains("1 of 3 classes, “A” (label 0), has no example"))
    #expect(named[0].contains("The labels begin at 1") && named[0].contains("first line"))
  }

  @Test("Without names the labels are named")
  func unnamed() throws {
    let found = try notices([1, 2, 3])
    #expect(found.count == 1 && found[0].contains("1 of 4 classes, “0”, has no example"))
    #expect(found[0].contains("The labels begin at 1") && !found[0].contains("largest"))
  }

  @Test("A largest label far above the next one may mean an unknown class")
  func unknown() throws {
    let found = try notices([0, 1, 2, 255])
    #expect(found.count == 1 && found[0].contains("252 of 256 classes, “3”, “4”, “5”"))
    #expect(found[0].contains("and 247 more, have no example in any part"))
    #expect(found[0].contains("The largest label is 255 and the next is 2"))
    #expect(found[0].contains("write −1") && !found[0].contains("begin at"))
  }

  @Test("A class in the middle without an example, and one without a training example")
  func partly() throws {
    let found = try notices([0, 3, 3], test: [0, 2], names: ["a", "b", "c", "d"])
    #expect(found.count == 2)
    #expect(found[0].contains("“b” (label 1), has no example in any part."))
    #expect(found[1].contains("“c” (label 2), has no training example"))
  }

  @Test("Parts whose labels run over different ranges are in a notice with both ranges")
  func shifted() throws {
    let found = try notices([1, 2, 3], test: [0, 1, 2])
    #expect(found.count == 1 && found[0].contains("“0”, has no training example"))
    #expect(found[0].contains("1 to 3 in the training part and from 0 to 2 in the test part"))
  }

  @Test("One class leaves nothing to learn")
  func oneClass() throws {
    let found = try notices([0, 0], test: [0])
    #expect(found.count == 1 && found[0].contains("all 3 labelled examples are of one class, “0”"))
  }

  @Test("Unlabelled training examples beside labelled test examples are no fault")
  func unlabelled() throws {
    try IDX(sizes: [2, 1, 1], elements: .uint8([1, 2]))
      .write(to: "\(folder.path)/train-images-idx3-ubyte")
    #expect(try notices(nil, test: [0, 1]).isEmpty)
  }

  @Test("A file of labels that is not read because of its name is in a notice")
  func unread() throws {
    try IDX(sizes: [2, 1, 1], elements: .uint8([1, 2]))
      .write(to: "\(folder.path)/train-images-idx3-ubyte")
    try IDX(sizes: [2], elements: .uint8([0, 1])).write(to: "\(folder.path)/train_labels.idx")
    let found = try DataFolder(folder.path).notices.map(\.description)
    #expect(found.count == 1 && found[0].contains("train_labels.idx is not read"))
    #expect(found[0].contains("train-labels-idx1-ubyte"))
  }
}
