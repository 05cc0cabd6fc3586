import Foundation

/// A folder of IDX files under the names that are usual for MNIST and its relatives.
///
/// Files, each plain or with “.gz”: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the
/// same with `t10k` or `test` for `train`, and with `validation` or `dev` where there are validation
/// examples. The number of dimensions and the element type in a name may differ and are ignored; the
/// file's header decides. Labels are optional. `classes.txt`, where it exists, names the classes, one in
/// each line, the first for label 0; without it they are “0”, “1” and so on up to the largest label of any
/// part. Two names are equal where they are canonically equivalent in Unicode; equal names are refused.
///
/// Frames in place of images are in `train-frames.safetensors`, as ``FrameSequences`` writes them, and
/// there is then one label for each frame.
///
/// A folder of ``Omniglot`` is read as such, with its own two parts.
///
/// Pixels of unsigned bytes stand for 0 ... 1; elements of any other type are features as they are.
public struct DataFolder: Sendable {
  /// The parts of a data folder.
  public enum Part: String, Sendable, CaseIterable {
    /// Examples to train on, and to hold validation examples out of.
    case training
    /// Validation examples, where they are not held out of the training examples.
    case validation
    /// Examples for the final evaluation.
    case test

    /// How file names of this part begin; the first is the one written.
    var prefixes: [String] {
      switch self {
      case .training: ["train"]
      case .validation: ["validation", "dev"]
      case .test: ["t10k", "test"]
      }
    }
  }

  /// The folder.
  public let path: String
  /// The names of the classes, empty where there are neither labels nor names.
  public let classNames: [String]
  /// What the user should know about the folder: classes without examples, labels that seem to begin at
  /// 1 or to use 255 for unknown, files that are not read, lines that are skipped.
  public let notices: [Notice]

  let files: [String]
  let labels: [Part: [Int]]
  /// The examples, where they are Omniglot's.
  private let omniglot: Omniglot?

  /// Opens the folder at `path` and reads labels and class names, and of ``Omniglot`` everything.
  ///
  /// Throws: ``DataError`` where the folder cannot be read, holds no images, or its labels or names
  /// are not well-formed.
  public init(_ path: String) throws(DataError) {
    let files = try Self.list(path)
    self.path = path
    self.files = files
    if Omniglot.isListed(in: files) {
      let omniglot = try Omniglot(directory: path)
      self.omniglot = omniglot
      labels = [:]
      classNames = omniglot.train.classNames
      notices = []
      return
    }
    omniglot = nil
    var labels: [Part: [Int]] = [:]
    for part in Part.allCases {
      guard let file = try Self.file(part, "labels", in: files, of: path) else { continue }
      labels[part] = try Self.readLabels("\(path)/\(file)")
    }
    self.labels = labels
    guard Part.allCases.contains(where: { Self.holds($0, in: files) }) else {
      throw Self.missing(.training, in: files, of: path)
    }
    var notices = Self.unreadLabels(in: files, of: path, labels)
    let isNamed = files.contains("classes.txt")
    if isNamed {
      let read = try ClassNames.read("\(path)/classes.txt")
      classNames = read.names
      notices += read.notices
    } else {
      classNames = (0..<((labels.values.joined().max() ?? -1) + 1)).map(String.init)
    }
    notices += Self.notices(of: labels, classNames: classNames, isNamed: isNamed, in: path)
    self.notices = notices
  }

  /// Whether the folder has examples of `part`.
  public func has(_ part: Part) -> Bool {
    omniglot != nil && part != .validation || Self.holds(part, in: files)
  }

  /// Reads the training examples.
  public func training() throws(DataError) -> Dataset { try dataset(.training) }

  /// Reads the validation examples; nil where there are none.
  public func validation() throws(DataError) -> Dataset? {
    has(.validation) ? try dataset(.validation) : nil
  }

  /// Reads the test examples.
  public func test() throws(DataError) -> Dataset { try dataset(.test) }

  /// Reads the examples of `part`: 47 MB gzipped in about a quarter of a second.
  ///
  /// Throws: ``DataError`` where the part is missing, a file is damaged, images and labels do not fit,
  /// or a feature is not finite as a 32-bit number.
  public func dataset(_ part: Part) throws(DataError) -> Dataset {
    if let omniglot, part != .validation {
      return part == .training ? omniglot.train : omniglot.test
    }
    if let name = files.first(where: { Self.isFrames($0, of: part) }) {
      return try frames(of: part, in: "\(path)/\(name)")
    }
    guard let name = try Self.file(part, "images", in: files, of: path) else {
      throw Self.missing(part, in: files, of: path)
    }
    let file = "\(path)/\(name)"
    let idx = try IDX(contentsOf: file)
    guard idx.elements.count > 0 else { throw .empty(path: file) }
    let shape = idx.sizes.count > 1 ? Array(idx.sizes.dropFirst()) : [1]
    let known = try labels(of: part, for: idx.sizes[0], in: file)
    if case .uint8(let pixels) = idx.elements {
      return try Dataset(pixels: pixels, shape: shape, labels: known, classNames: classNames)
    }
    let features = try idx.features(perExample: shape.reduce(1, *), path: file)
    return try Dataset(features: features, shape: shape, labels: known, classNames: classNames)
  }

  private func frames(of part: Part, in file: String) throws(DataError) -> Dataset {
    do {
      let (sequences, context) = try FrameSequences.read(file)
      let labels = try labels(of: part, for: sequences.frameCount, in: file)
      return try Dataset(sequences, context: context, labels: labels, classNames: classNames)
    } catch let error as FileError {
      throw .file(error)
    } catch let error as DataError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The labels of the `count` examples of `part`, which are in `file`; nil where there are none.
  private func labels(
    of part: Part, for count: Int, in file: String
  ) throws(DataError) -> [Int32]? {
    guard let labels = labels[part] else { return nil }
    guard labels.count == count else {
      throw .countsDisagree(
        what: "labels for the examples in \(file)", expected: count, found: labels.count)
    }
    if let bad = labels.firstIndex(where: { $0 < -1 || $0 >= classNames.count }) {
      let labelFile = try Self.file(part, "labels", in: files, of: path).map { "\(path)/\($0)" }
      throw .labelOutOfRange(
        label: labels[bad], position: bad, classCount: classNames.count, path: labelFile)
    }
    return labels.map { Int32($0) }
  }

  /// Reads a file of labels: one whole number for each example.
  static func readLabels(_ file: String) throws(DataError) -> [Int] {
    let idx = try IDX(contentsOf: file)
    // A column of one number for each example is a list too.
    guard idx.sizes.dropFirst().allSatisfy({ $0 == 1 }) else {
      let sizes = idx.sizes.map(String.init).joined(separator: " × ")
      throw .unsuitableLabels(path: file, found: "an array of \(sizes) numbers")
    }
    guard let labels = idx.elements.integers else {
      throw .unsuitableLabels(
        path: file, found: "numbers of type \(idx.elements.type.fileSuffix)")
    }
    // A damaged label must not turn into a list of two billion class names.
    if let bad = labels.firstIndex(where: { $0 < -1 || $0 > Int(Int16.max) }) {
      throw .labelOutOfRange(
        label: labels[bad], position: bad, classCount: Int(Int16.max) + 1, path: file)
    }
    return labels
  }
}
