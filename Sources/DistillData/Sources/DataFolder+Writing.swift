import Foundation

extension DataFolder {
  /// Writes data sets as a folder that ``init(_:)`` reads, and opens it.
  ///
  /// Pixels become unsigned bytes, features 32-bit numbers; gzipped. Labels are written where any
  /// is known, `classes.txt` always. Ids are not written: the examples get new ones.
  ///
  /// - Parameters:
  ///   - training: The training examples, or nil for none.
  ///   - test: The test examples, or nil for none; with the same class names.
  ///   - path: The folder, which is created where it is missing and must not hold examples yet.
  /// - Throws: ``DataError`` where the folder holds examples or a class name cannot be read back,
  ///   ``FileError`` where it cannot be written.
  @discardableResult
  public static func write(
    training: Dataset?, test: Dataset?, to path: String
  ) throws -> DataFolder {
    let parts = [(Part.training, training), (.test, test)].compactMap { part, data in
      data.map { (part, $0) }
    }
    guard let classNames = parts.first?.1.classNames else {
      preconditionFailure("a data folder needs training or test examples")
    }
    precondition(
      parts.allSatisfy { $0.1.classNames == classNames },
      "training and test examples have different class names")
    for (label, name) in classNames.enumerated() {
      try ClassNames.check(name, "the name of class \(label)", of: "\(path)/classes.txt")
      guard !name.isEmpty, name.trimmingCharacters(in: .whitespaces) == name else {
        throw FileError.malformed(
          path: "\(path)/classes.txt", at: "the name of class \(label)",
          expected: "a name without white space around it", found: FileError.quoted(name),
          remedy: "rename the class")
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError.unwritable(path: path, reason: "the folder cannot be created")
    }
    let present = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for part in Part.allCases {
      for kind in ["images", "labels"] {
        if let name = present.first(where: { isName($0, of: part, kind) }) {
          throw DataError.exists(path: "\(path)/\(name)")
        }
      }
    }
    if present.contains("classes.txt") { throw DataError.exists(path: "\(path)/classes.txt") }

    var written: [String] = []
    func write(_ idx: IDX, as name: String) throws(FileError) {
      let type = idx.elements.type.fileSuffix
      let file = "\(path)/\(name)-idx\(idx.sizes.count)-\(type).gz"
      try idx.write(to: file)
      written.append(file)
    }
    do throws(FileError) {
      for (part, data) in parts {
        try write(data.imageArray, as: "\(part.prefixes[0])-images")
        if let labels = data.labelArray { try write(labels, as: "\(part.prefixes[0])-labels") }
      }
      let names = classNames.map { $0 + "\n" }.joined()
      try AtomicFile.write(Data(names.utf8), to: "\(path)/classes.txt")
    } catch {
      // Images without their labels would be read as an unlabelled data set.
      for file in written { unlink(file) }
      throw error
    }
    return try DataFolder(path)
  }
}

extension Dataset {
  /// Writes these examples as the training part of a data folder; see
  /// ``DataFolder/write(training:test:to:)``.
  @discardableResult
  public func write(to path: String) throws -> DataFolder {
    try DataFolder.write(training: self, test: nil, to: path)
  }

  fileprivate var imageArray: IDX {
    let elements: IDX.Elements =
      switch storage.values {
      case .pixels: .uint8((0..<count).flatMap { pixels(at: $0) })
      case .features, .stored: .float32(storage.copied(rows: ids, augmentation: .none).features)
      }
    return IDX(sizes: [count] + shape, elements: elements)
  }

  /// The labels in the smallest usual type that holds them, nil where none is known.
  fileprivate var labelArray: IDX? {
    guard labels.contains(where: { $0 != Self.unknownLabel }) else { return nil }
    let isByte = labels.allSatisfy { (0...255).contains($0) }
    return IDX(
      sizes: [count],
      elements: isByte ? .uint8(labels.map { UInt8($0) }) : .int32(labels))
  }
}
