extension Safetensors {
  /// A header that was read and checked.
  struct Header {
    private(set) var metadata: [String: String] = [:]
    private(set) var names: [String] = []
    private(set) var entries: [String: Entry] = [:]
    /// Nil where the file carries none.
    private(set) var checksum: Checksum?
    private let path: String

    /// Reads and checks the header of `source` against the number of bytes there are.
    init(of source: Source) throws(FileError) {
      path = source.path
      let byteCount = try source.byteCount()
      guard byteCount >= 8 else {
        throw broken(
          at: "its size", "at least 8 bytes", byteCount == 0 ? "an empty file" : "\(byteCount)")
      }
      let prefix = try Self.bytes(of: source, at: 0, count: 8)
      let length = prefix.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      guard length <= UInt64(Safetensors.headerLimit) else {
        throw broken(at: "header length", "at most \(Safetensors.headerLimit) bytes", "\(length)")
      }
      let start = 8 + Int(length)
      guard start <= byteCount else {
        throw broken(
          at: "header length", "at most the \(byteCount - 8) bytes that follow", "\(length)")
      }
      let text = try Self.bytes(of: source, at: 8, count: Int(length))
      guard String(validating: text, as: UTF8.self) != nil else {
        throw broken(at: "header", "UTF-8", "other bytes")
      }
      var scanner = Scanner(text, path: path)
      try read(&scanner)
      try checkLayout(from: start, to: byteCount)
    }

    private static func bytes(
      of source: Source, at offset: Int, count: Int
    ) throws(FileError) -> [UInt8] {
      try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled throws(FileError) in
        try source.read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
        filled = count
      }
    }

    private func broken(at place: String, _ expected: String, _ found: String) -> FileError {
      .malformed(
        path: path, at: place, expected: expected, found: found,
        remedy: "make or fetch the file again")
    }
  }
}

extension Safetensors.Header {
  private mutating func read(_ scanner: inout Safetensors.Scanner) throws(FileError) {
    // The format requires the brace first, without the white space that JSON would allow.
    let start = 8 + scanner.byteCount
    try scanner.object(atOnce: true) { scanner, name throws(FileError) in
      if name == "__metadata__" {
        try scanner.object { scanner, key throws(FileError) in
          let text = try scanner.string()
          guard key == Safetensors.checksumKey else {
            metadata[key] = text
            return
          }
          // The digits lie before the quotation mark that was read last, unless there were escapes.
          let offset = 8 + scanner.position - 1 - FileChecksum.digitCount
          guard FileChecksum.isWellFormed(text), scanner.precedes(text) else {
            throw broken(at: "its checksum", "64 hexadecimal digits", FileError.quoted(text))
          }
          checksum = Safetensors.Checksum(digits: text, offset: offset)
        }
      } else {
        names.append(name)
        entries[name] = try tensor(name, from: &scanner, dataStart: start)
      }
    }
    try scanner.end()
  }

  private func tensor(
    _ name: String, from scanner: inout Safetensors.Scanner, dataStart: Int
  ) throws(FileError) -> Safetensors.Entry {
    let place = "tensor \(FileError.quoted(name))"
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { scanner, key throws(FileError) in
      switch key {
      case "dtype": type = try scanner.string()
      case "shape": shape = try scanner.integers()
      case "data_offsets": offsets = try scanner.integers()
      default: throw broken(at: place, "dtype, shape and data_offsets", FileError.quoted(key))
      }
    }
    guard let type, let shape, let offsets else {
      throw broken(at: place, "dtype, shape and data_offsets", "not all of them")
    }
    let elementType = Safetensors.ElementType(rawValue: type)
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= Int.max - dataStart else {
      throw broken(at: place, "data_offsets [begin, end]", Self.describe(offsets))
    }
    // The elements of a type that is not known take an unknown number of bits; their number must not
    // overflow all the same.
    var size = elementType?.byteCount ?? 1
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw broken(at: place, "a size below 2^63 bytes", "shape \(Self.describe(shape))")
      }
      size = product
    }
    guard elementType == nil || size == offsets[1] - offsets[0] else {
      throw broken(
        at: place, "\(size) bytes for \(type) of shape \(Self.describe(shape))",
        "data_offsets \(Self.describe(offsets))")
    }
    return Safetensors.Entry(
      type: type, elementType: elementType, shape: shape,
      bytes: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  /// The tensors must cover the data from `start` to `end` once, without holes.
  private func checkLayout(from start: Int, to end: Int) throws(FileError) {
    let ordered = entries.sorted {
      ($0.value.bytes.lowerBound, $0.value.bytes.upperBound)
        < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound)
    }
    var covered = start
    for (name, entry) in ordered {
      guard entry.bytes.lowerBound == covered else {
        throw broken(
          at: "tensor \(FileError.quoted(name))", "data from offset \(covered - start) on",
          "\(entry.bytes.lowerBound - start)")
      }
      covered = entry.bytes.upperBound
    }
    guard covered == end else {
      throw broken(
        at: "data", "the \(covered - start) bytes that the header describes", "\(end - start)")
    }
  }

  /// `numbers` for a message, at most eight of them.
  static func describe(_ numbers: [Int]) -> String {
    numbers.count <= 8
      ? "\(numbers)"
      : "[" + numbers.prefix(8).map(String.init).joined(separator: ", ") + ", …]"
  }
}
