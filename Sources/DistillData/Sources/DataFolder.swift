import Foundation

/// A folder of IDX files under the names that are usual for MNIST and its relatives.
///
/// Files, each plain or with “.gz”: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, and the
/// same with `t10k` or `test` for `train`, and with `validation` or `dev` where examples to choose by
/// are given. The number of dimensions and the element type in a name
/// may differ and are not believed; the file's header says. Labels are optional. `classes.txt`,
/// where it is there, names the classes, one in a line; without it they are “0”, “1” and so on up
/// to the largest label of either part.
///
/// Frames in place of images are in `train-frames.safetensors`, as ``FrameSequences`` writes them, and
/// labels then are one for each frame.
///
/// A folder of ``Omniglot`` is read as that, its two parts as they are divided there.
///
/// Pixels of unsigned bytes stand for 0 ... 1; elements of any other type are features as they are.
public struct DataFolder: Sendable {
  /// The parts of a data folder.
  public enum Part: String, Sendable, CaseIterable {
    /// Examples to learn from, and to set validation examples aside from.
    case training
    /// Examples to choose by, where they are not to be set aside from the training examples.
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
  /// The names of the classes, empty where neither labels nor names are there.
  public let classNames: [String]

  private let files: [String]
  private let labels: [Part: [Int]]
  /// The examples, where they are Omniglot's.
  private let omniglot: Omniglot?

  /// Opens the folder at `path` and reads labels and class names, and of ``Omniglot`` everything.
  ///
  /// Throws: ``DataError`` where the folder cannot be read, holds no images, or its labels or names
  /// are not well-formed.
  public init(_ path: String) throws(DataError) {
    let files = try Self.list(path)
    if Omniglot.isListed(in: files) {
      let omniglot = try Omniglot(directory: path)
      self.path = path
      self.files = files
      self.omniglot = omniglot
      labels = [:]
      classNames = omniglot.train.classNames
      return
    }
    omniglot = nil
    var labels: [Part: [Int]] = [:]
    for part in Part.allCases {
      guard let file = try Self.file(part, "labels", in: files, of: path) else { continue }
      labels[part] = try Self.readLabels("\(path)/\(file)")
    }
    guard
      Part.allCases.contains(where: { part in
        files.contains { Self.isName($0, of: part, "images") || Self.isFrames($0, of: part) }
      })
    else {
      throw .missingFile(folder: path, expected: "train-images-idx3-ubyte, plain or .gz")
    }
    self.path = path
    self.files = files
    self.labels = labels
    if files.contains("classes.txt") {
      classNames = try Self.readNames("\(path)/classes.txt")
    } else {
      classNames = (0..<((labels.values.joined().max() ?? -1) + 1)).map(String.init)
    }
  }

  /// Whether the folder has examples of `part`.
  public func has(_ part: Part) -> Bool {
    omniglot != nil && part != .validation
      || files.contains { Self.isName($0, of: part, "images") || Self.isFrames($0, of: part) }
  }

  /// Reads the training examples.
  public func training() throws(DataError) -> Dataset { try dataset(.training) }

  /// Reads the examples to choose by; nil where there are none.
  public func validation() throws(DataError) -> Dataset? {
    has(.validation) ? try dataset(.validation) : nil
  }

  /// Reads the test examples.
  public func test() throws(DataError) -> Dataset { try dataset(.test) }

  /// Reads the examples of `part`: 47 MB gzipped in about a quarter of a second.
  ///
  /// Throws: ``DataError`` where the part is missing, a file is damaged, or images and labels do
  /// not fit.
  public func dataset(_ part: Part) throws(DataError) -> Dataset {
    if let omniglot, part != .validation {
      return part == .training ? omniglot.train : omniglot.test
    }
    if let name = files.first(where: { Self.isFrames($0, of: part) }) {
      return try frames(of: part, in: "\(path)/\(name)")
    }
    guard let name = try Self.file(part, "images", in: files, of: path) else {
      throw .missingFile(
        folder: path, expected: "\(part.prefixes[0])-images-idx3-ubyte, plain or .gz")
    }
    let file = "\(path)/\(name)"
    let idx = try IDX(contentsOf: file)
    guard idx.elements.count > 0 else { throw .empty(path: file) }
    let shape = idx.sizes.count > 1 ? Array(idx.sizes.dropFirst()) : [1]
    let known = try labels(of: part, for: idx.sizes[0], in: file)
    func features(_ values: [Float]) throws(DataError) -> Dataset {
      do throws(DataError) {
        return try Dataset(features: values, shape: shape, labels: known, classNames: classNames)
      } catch .notFinite(let value, let position, _) {
        throw .notFinite(value: value, position: position, path: file)
      }
    }
    switch idx.elements {
    case .uint8(let pixels):
      return try Dataset(pixels: pixels, shape: shape, labels: known, classNames: classNames)
    case .int8(let values): return try features(values.map(Float.init))
    case .int16(let values): return try features(values.map(Float.init))
    case .int32(let values): return try features(values.map { Float($0) })
    case .float32(let values): return try features(values)
    case .float64(let values): return try features(values.map { Float($0) })
    }
  }

  /// Whether `name` is that of a file of frames of `part`.
  private static func isFrames(_ name: String, of part: Part) -> Bool {
    part.prefixes.contains { name == "\($0)-frames.safetensors" }
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

  /// The path of the one file in `folder` whose name is `prefix`, -idxN-type and perhaps .gz.
  static func only(_ prefix: String, in folder: String) throws(DataError) -> String {
    let found = try list(folder).filter { isName($0, beginning: prefix) }
    guard found.count < 2 else { throw .ambiguousFiles(folder: folder, files: found) }
    guard let name = found.first else {
      throw .missingFile(folder: folder, expected: "\(prefix)-idx…, plain or .gz")
    }
    return "\(folder)/\(name)"
  }

  private static func list(_ path: String) throws(DataError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw .unreadable(path: path, reason: "it is not a folder that can be listed")
    }
  }

  /// The one file of `part` that holds `kind`, or nil.
  private static func file(
    _ part: Part, _ kind: String, in files: [String], of folder: String
  ) throws(DataError) -> String? {
    let found = files.filter { isName($0, of: part, kind) }
    guard found.count < 2 else { throw .ambiguousFiles(folder: folder, files: found) }
    return found.first
  }

  /// Whether `name` is a name for `kind` of `part`: prefix-kind-idxN-type, also with a dot before
  /// idx.
  static func isName(_ name: String, of part: Part, _ kind: String) -> Bool {
    part.prefixes.contains { isName(name, beginning: "\($0)-\(kind)") }
  }

  private static func isName(_ name: String, beginning prefix: String) -> Bool {
    let name = name.hasSuffix(".gz") ? name.dropLast(3) : name[...]
    guard let rest = name.dropping(prefix: prefix) else { return false }
    guard let tail = rest.dropping(prefix: "-idx") ?? rest.dropping(prefix: ".idx") else {
      return false
    }
    let words = tail.split(separator: "-", omittingEmptySubsequences: false)
    return words.count == 2 && Int(words[0]) != nil
      && !words[1].isEmpty && words[1].allSatisfy { $0.isLetter || $0.isNumber }
  }

  static func readLabels(_ file: String) throws(DataError) -> [Int] {
    let idx = try IDX(contentsOf: file)
    guard idx.sizes.count == 1 else {
      throw .wrongShape(what: "Sizes of \(file)", expected: [idx.sizes[0]], found: idx.sizes)
    }
    guard let labels = idx.elements.integers else {
      throw .wrongElementType(
        path: file, expected: "whole numbers", found: idx.elements.type.fileSuffix)
    }
    // A damaged label must not turn into a list of two billion class names.
    if let bad = labels.firstIndex(where: { $0 < -1 || $0 > Int(Int16.max) }) {
      throw .labelOutOfRange(
        label: labels[bad], position: bad, classCount: Int(Int16.max) + 1, path: file)
    }
    return labels
  }

  private static func readNames(_ file: String) throws(DataError) -> [String] {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
      throw .unreadable(path: file, reason: "it is not UTF-8 text")
    }
    let names = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }.filter { !$0.isEmpty }
    var seen: Set<String> = []
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw .duplicateClassName(twice, path: file)
    }
    return names
  }
}

extension Substring {
  fileprivate func dropping(prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
