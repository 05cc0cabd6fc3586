import DistillData

extension ArchiveObject {
  /// The matrix, every element of which must be finite; `name` is what errors call it.
  func frames(of file: OpenFile, named name: String) throws(FileError) -> Frames {
    let cursor = try ArchiveCursor(file)
    let (values, columns): ([Float], Int)
    switch layout {
    case .matrix(let rows, let width, 4):
      columns = width
      values = try cursor.numbers(at: bytes.lowerBound, count: rows * width, as: Float.self)
    case .matrix(let rows, let width, _):
      columns = width
      values = try cursor.numbers(at: bytes.lowerBound, count: rows * width, as: Double.self)
        .map(Float.init)
    case .compressed(let matrix):
      columns = matrix.columns
      values = matrix.values(try cursor.bytes(at: bytes.lowerBound, count: bytes.count))
    case .text(isMatrix: true):
      (values, columns) = try textMatrix(cursor, name)
    case .text(isMatrix: false), .integers:
      throw malformed(file, name, expected: "a matrix", found: "integers")
    }
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw malformed(
        file, name, expected: "finite numbers",
        found: "\(values[place]) in row \(place / columns), column \(place % columns)")
    }
    return Frames(values: values, width: columns)
  }

  /// The list of integers; `name` is what errors call it.
  func integers(of file: OpenFile, named name: String) throws(FileError) -> [Int32] {
    let cursor = try ArchiveCursor(file)
    switch layout {
    case .integers(let count):
      let bytes = try cursor.bytes(at: bytes.lowerBound, count: bytes.count)
      var values: [Int32] = []
      values.reserveCapacity(count)
      for place in stride(from: 0, to: bytes.count, by: 5) {
        guard bytes[place] == 4 else {
          throw malformed(
            file, name, expected: "the size of integer \(place / 5), 4", found: "\(bytes[place])")
        }
        let value = (1...4).reduce(0 as UInt32) { $0 | UInt32(bytes[place + $1]) << (8 * $1 - 8) }
        values.append(Int32(bitPattern: value))
      }
      return values
    case .text:
      // Kaldi writes lists of integers bare; others put them in brackets.
      let words = try words(cursor)
      var values: [Int32] = []
      for word in words {
        guard let value = Int32(word) else {
          throw malformed(file, name, expected: "integers", found: FileError.quoted(String(word)))
        }
        values.append(value)
      }
      return values
    case .matrix, .compressed:
      throw malformed(file, name, expected: "integers", found: "a matrix")
    }
  }

  private func textMatrix(
    _ cursor: ArchiveCursor, _ name: String
  ) throws(FileError) -> ([Float], Int) {
    let text = try cursor.bytes(at: bytes.lowerBound, count: bytes.count)
    var values: [Float] = []
    var columns = 0
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let before = values.count
      for word in line.split(whereSeparator: ArchiveCursor.isSpace) {
        let word = String(decoding: word, as: UTF8.self)
        guard let value = Float(word) else {
          throw malformed(
            cursor.file, name, expected: "numbers", found: FileError.quoted(word))
        }
        values.append(value)
      }
      let width = values.count - before
      guard width > 0 else { continue }
      if columns == 0 { columns = width }
      guard width == columns else {
        throw malformed(
          cursor.file, name, expected: "rows of \(columns) numbers", found: "one of \(width)")
      }
    }
    return (values, columns)
  }

  private func words(_ cursor: ArchiveCursor) throws(FileError) -> [String] {
    try cursor.bytes(at: bytes.lowerBound, count: bytes.count)
      .split(whereSeparator: ArchiveCursor.isSpace)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func malformed(
    _ file: OpenFile, _ name: String, expected: String, found: String
  ) -> FileError {
    .malformed(
      path: file.path, at: name, expected: expected, found: found,
      remedy: "make or fetch the file again")
  }
}
