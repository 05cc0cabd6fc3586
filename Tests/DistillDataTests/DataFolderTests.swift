import DistillData
import Foundation
import Testing

@Suite("Data folders")
struct DataFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ name: String, _ sizes: [Int], _ elements: IDX.Elements) throws {
    try IDX(sizes: sizes, elements: elements).write(to: "\(folder.path)/\(name)")
  }

  @Test("Digits written as a folder are read as MNIST")
  func roundTrip() throws {
    let digits = SyntheticDigits(seed: 4).dataset(count: 60)
    let (training, test) = digits.split(validation: 20, seed: 1)
    try DataFolder.write(training: training, test: test, to: folder.path + "/digits")
    let back = try MNIST(directory: folder.path + "/digits")
    for (written, read) in [(training, back.train), (test, back.test)] {
      #expect(read.labels == written.labels)
      #expect(read.shape == [28, 28] && read.classNames == (0...9).map(String.init))
      #expect((0..<read.count).allSatisfy { read.pixels(at: $0) == written.pixels(at: $0) })
    }
    #expect(throws: DataError.exists(path: folder.path + "/digits/train-images-idx3-ubyte.gz")) {
      try DataFolder.write(training: nil, test: test, to: folder.path + "/digits")
    }
  }

  @Test("Features, missing labels and names of any kind are read as written")
  func features() throws {
    let data = try Dataset(
      features: [0, 1.5, -2, 1e9, 3, 4], shape: [2], labels: [1, -1, 0],
      classNames: ["yes", "n o"])
    let read = try data.write(to: folder.path + "/new/folder").training()
    var (a, b): ([Float], [Float]) = ([], [])
    data.gather([0, 1, 2], into: &a)
    read.gather([0, 1, 2], into: &b)
    #expect(a == b && read.labels == data.labels && read.classNames == data.classNames)
    #expect(read.digest == data.digest)
    let unlabelled = try data.hidingLabels().write(to: folder.path + "/unlabelled").training()
    #expect(unlabelled.labels == [-1, -1, -1] && unlabelled.classNames == ["yes", "n o"])
  }

  @Test(
    "Usual names are found, with any prefix, separator and suffix",
    arguments: [
      ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", DataFolder.Part.training),
      ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", .training),
      ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-short", .test),
      ("test-images-idx4-float", "test-labels-idx1-int.gz", .test),
    ])
  func names(images: String, labels: String, part: DataFolder.Part) throws {
    try write(images, [2, 1, 2], .uint8([1, 2, 3, 4]))
    try write(labels, [2], .int16([0, 3]))
    try write("unrelated-images-idx3-ubyte", [1], .uint8([1]))
    let opened = try DataFolder(folder.path)
    #expect(opened.has(part))
    let data = try opened.dataset(part)
    #expect(data.shape == [1, 2] && data.labels == [0, 3])
    #expect(data.classNames == ["0", "1", "2", "3"])
    let other: DataFolder.Part = part == .training ? .test : .training
    #expect(!opened.has(other))
    #expect(throws: DataError.self) { try opened.dataset(other) }
  }

  @Test("Images alone are unlabelled, and a folder without images is refused")
  func unlabelled() throws {
    #expect(throws: DataError.self) { try DataFolder(folder.path) }
    #expect(throws: DataError.self) { try DataFolder(folder.path + "/missing") }
    try write("train-images-idx2-byte", [2, 1], .int8([-5, 5]))
    let data = try DataFolder(folder.path).training()
    var features: [Float] = []
    data.gather([0, 1], into: &features)
    #expect(features == [-5, 5] && data.labels == [-1, -1] && data.classNames.isEmpty)
  }

  @Test("Files that do not fit together are refused")
  func refusals() throws {
    try write("train-images-idx3-ubyte", [2, 1, 1], .uint8([1, 2]))
    try write("train-labels-idx1-ubyte", [3], .uint8([0, 1, 2]))
    let opened = try DataFolder(folder.path)
    #expect(
      throws: DataError.countsDisagree(
        what: "labels for the examples in \(folder.path)/train-images-idx3-ubyte", expected: 2,
        found: 3)
    ) { try opened.training() }

    try write("train-labels-idx1-ubyte", [2], .uint8([0, 2]))
    _ = try folder.file("classes.txt", Array("one\r\ntwo\n".utf8))
    let named = try DataFolder(folder.path)
    #expect(named.classNames == ["one", "two"])
    #expect(
      throws: DataError.labelOutOfRange(
        label: 2, position: 1, classCount: 2, path: "\(folder.path)/train-labels-idx1-ubyte")
    ) {
      try named.training()
    }

    for elements in [IDX.Elements.int32([0, -2]), .int32([0, .max]), .float32([0, 1])] {
      try write("train-labels-idx1-ubyte", [2], elements)
      #expect(throws: DataError.self) { try DataFolder(folder.path) }
    }

    try write("train-labels-idx1-ubyte", [2], .uint8([0, 1]))
    try write("train-labels-idx1-ubyte.gz", [2], .uint8([0, 1]))
    #expect(
      throws: DataError.ambiguousFiles(
        folder: folder.path, files: ["train-labels-idx1-ubyte", "train-labels-idx1-ubyte.gz"])
    ) { try DataFolder(folder.path) }
  }

  @Test("Labels that are not one class for each example are refused with what they are")
  func labelShapes() throws {
    try write("train-images-idx3-ubyte", [2, 1, 1], .uint8([1, 2]))
    let path = "\(folder.path)/train-labels-idx1-ubyte"
    for (sizes, found) in [
      ([2, 3], "an array of 2 × 3 numbers"), ([2, 1, 3], "an array of 2 × 1 × 3 numbers"),
    ] {
      try write(
        "train-labels-idx1-ubyte", sizes, .uint8([UInt8](repeating: 1, count: 6)))
      #expect(throws: DataError.unsuitableLabels(path: path, found: found)) {
        try DataFolder(folder.path)
      }
    }
    try write("train-labels-idx1-ubyte", [2], .float64([0, 0.5]))
    #expect(throws: DataError.unsuitableLabels(path: path, found: "numbers of type double")) {
      try DataFolder(folder.path)
    }
    let sentence = DataError.unsuitableLabels(path: path, found: "x").description
    #expect(sentence.contains("one whole number for each example") && sentence.contains("soften"))
    // A column is a list.
    try write("train-labels-idx1-ubyte", [2, 1], .uint8([0, 1]))
    #expect(try DataFolder(folder.path).training().labels == [0, 1])
  }

  @Test("Files under other names are listed, with the names that they should have")
  func misnamed() throws {
    try write("emnist-train-images-idx3-ubyte.gz", [1], .uint8([1]))
    try write("train_images", [1], .uint8([1]))
    _ = try folder.file("notes", [1])
    let error = #expect(throws: DataError.self) { try DataFolder(folder.path) }
    let sentence = try #require(error?.description)
    #expect(
      sentence.contains(
        "emnist-train-images-idx3-ubyte.gz (rename it to train-images-idx3-ubyte.gz), train_images,"
      ))
    #expect(!sentence.contains("notes"))
  }

  @Test("Numbers beyond 32-bit floats are refused with the number that the file has")
  func range() throws {
    let path = "\(folder.path)/train-images-idx2-double"
    for (values, bad) in [
      ([1, 2, 3, -1e300], -1e300), ([1, 2, 3.5e38, 4], 3.5e38), ([0, 0, 1e-300, 0], 1e-300),
    ] {
      try write("train-images-idx2-double", [2, 2], .float64(values))
      #expect(throws: DataError.outOfRange(value: bad, position: 1, path: path)) {
        try DataFolder(folder.path).training()
      }
      #expect(
        DataError.outOfRange(value: bad, position: 1, path: path).description.contains("\(bad)"))
    }
    try write("train-images-idx2-double", [2, 2], .float64([1, 2, .nan, 4]))
    let error = #expect(throws: DataError.self) { try DataFolder(folder.path).training() }
    guard case .notFinite(_, 1, path) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    try write("train-images-idx2-double", [2, 2], .float64([1e-300, 2, 3e38, 4]))
    let data = try DataFolder(folder.path).training()
    #expect(data.featureSummary.minimum == 0 && data.featureSummary.maximum == 3e38)
  }

  @Test("MNIST needs ten classes of 28 × 28 pixels")
  func mnist() throws {
    let small = try Dataset(
      pixels: [1, 2], shape: [1, 1], labels: [0, 9], classNames: (0...9).map(String.init))
    try DataFolder.write(training: small, test: small, to: folder.path + "/small")
    #expect(
      throws: DataError.wrongShape(
        what: "Shape of the images in \(folder.path)/small", expected: [28, 28], found: [1, 1])
    ) { try MNIST(directory: folder.path + "/small") }
    try DataFolder.write(
      training: DatasetTests.numbered(3), test: DatasetTests.numbered(3), to: folder.path + "/few")
    #expect(
      throws: DataError.wrongShape(
        what: "Number of classes in \(folder.path)/few", expected: [10], found: [3])
    ) { try MNIST(directory: folder.path + "/few") }
  }

  @Test(
    "The real MNIST has its counts",
    .enabled(
      if: ProcessInfo.processInfo.environment["DISTILL_MNIST"] != nil,
      "set DISTILL_MNIST to a folder with MNIST to run this"))
  func realMNIST() throws {
    let path = try #require(ProcessInfo.processInfo.environment["DISTILL_MNIST"])
    let mnist = try MNIST(directory: path)
    let perClass = (0..<10).map { mnist.train.only(classes: [$0]).count }
    #expect(perClass == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(mnist.test.count == 10_000)
  }
}
