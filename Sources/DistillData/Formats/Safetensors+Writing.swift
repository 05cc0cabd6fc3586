extension Safetensors {
  /// A tensor to be written.
  public struct Tensor: Sendable {
    /// Its name in the file.
    public let name: String
    /// The lengths of its axes, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Its elements, row-major.
    public var elements: Elements { make() }

    /// The type that the elements are stored in.
    let type: ElementType
    private let make: @Sendable () -> Elements

    /// A tensor of `shape`, whose product must be the number of `elements`.
    public init(_ name: String, shape: [Int], _ elements: Elements) {
      precondition(
        shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count,
        "tensor \(name) has shape \(shape) and \(elements.count) elements")
      self.name = name
      self.shape = shape
      self.type = elements.type
      self.make = { elements }
    }

    /// A tensor of 32-bit numbers that exist only while they are written: `make` is called once, and its
    /// result freed before the next tensor is written.
    package init(_ name: String, shape: [Int], float32 make: @escaping @Sendable () -> [Float]) {
      self.name = name
      self.shape = shape
      self.type = .float32
      self.make = { .float32(make()) }
    }

    var byteCount: Int { shape.reduce(1, *) * type.byteCount }
  }

  /// Elements to be written, each case in the type of its name.
  public enum Elements: Sendable {
    /// Stored as they are.
    case float32([Float])
    /// Stored as they are.
    case float64([Double])
    /// Rounded to the nearest bfloat16, ties to even.
    case bfloat16([Float])
    /// Stored as they are.
    case int64([Int64])
    /// Stored as they are.
    case int32([Int32])
    /// Stored as they are.
    case uint8([UInt8])
  }

  /// Writes `tensors` and `metadata` to `path`, wholly or not at all.
  ///
  /// The same arguments give the same bytes: the header lists the tensors in the given order and the
  /// metadata by key, and is padded with spaces to a multiple of 8 bytes. The data of wider elements
  /// come first, so that every tensor is aligned to its element. The arrays are written without a
  /// copy, except that bfloat16 is rounded into a copy of half the size.
  ///
  /// Cost: writing, and 0.5 to 2 ns per byte for the checksum.
  ///
  /// - Parameters:
  ///   - tensors: The tensors; their names must differ and not be `__metadata__`.
  ///   - metadata: Texts for the header; none has the key ``checksumKey``.
  ///   - checksum: Whether the metadata get a checksum of the whole file, which readers verify.
  ///   - path: The file; one of that name is replaced.
  /// - Throws: ``FileError``, when the disk is full or refuses; the old file is then still there.
  public static func write(
    _ tensors: [Tensor], metadata: [String: String] = [:], checksum: Bool = true,
    to path: String
  ) throws(FileError) {
    precondition(metadata[checksumKey] == nil, "the checksum is computed, not given")
    precondition(
      Set(tensors.map(\.name)).union(["__metadata__"]).count == tensors.count + 1,
      "tensor names must differ and not be __metadata__: \(tensors.map(\.name))")
    // The index breaks ties because the standard library does not promise a stable sort.
    let order = tensors.indices.sorted {
      let (width, other) = (
        tensors[$0].type.byteCount, tensors[$1].type.byteCount
      )
      return width == other ? $0 < $1 : width > other
    }
    var offsets = Array(repeating: 0..<0, count: tensors.count)
    var end = 0
    for index in order {
      let start = end
      end += tensors[index].byteCount
      offsets[index] = start..<end
    }
    var metadata = metadata
    if checksum { metadata[checksumKey] = FileChecksum.zeros }
    let header = header(tensors, offsets: offsets, metadata: metadata)
    precondition(header.count <= 8 + headerLimit, "a header of \(header.count) bytes is too long")

    var file = try AtomicFile(replacing: path, byteCount: header.count + end)
    var digest = Digest()
    try file.write(header.span.bytes)
    if checksum { digest.update(header) }
    for index in order {
      let tensor = tensors[index]
      try tensor.elements.withBytes { bytes throws(FileError) in
        precondition(bytes.byteCount == tensor.byteCount, "tensor \(tensor.name) is incomplete")
        try file.write(bytes)
        if checksum { bytes.withUnsafeBytes { digest.update($0) } }
      }
    }
    if checksum {
      let digits = Array(digest.hexadecimal().utf8)
      try file.overwrite(digits.span.bytes, at: offsetOfChecksum(in: header))
    }
    try file.commit()
  }

  /// Where the zeros lie that stand for the checksum.
  private static func offsetOfChecksum(in header: [UInt8]) -> Int {
    // A quotation mark inside a text follows a backslash, so these are found nowhere else.
    for before in ["{", ","] {
      let start = Array("\(before)\(quoted(checksumKey)):\"".utf8)
      if let range = header.firstRange(of: start) { return range.upperBound }
    }
    preconditionFailure("the header has no place for a checksum")
  }

  /// The header with its length before it.
  private static func header(
    _ tensors: [Tensor], offsets: [Range<Int>], metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    for (tensor, range) in zip(tensors, offsets) {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\","
          + "\"shape\":[\(shape)],\"data_offsets\":[\(range.lowerBound),\(range.upperBound)]}")
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8))
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{8}": result += "\\b"
      case "\u{C}": result += "\\f"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<"\u{10}": result += "\\u000" + String(scalar.value, radix: 16)
      case "\u{10}"..<"\u{20}": result += "\\u00" + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension Safetensors.Elements {
  /// The type that they are stored in.
  public var type: Safetensors.ElementType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .bfloat16: .bfloat16
    case .int64: .int64
    case .int32: .int32
    case .uint8: .uint8
    }
  }

  /// How many there are.
  public var count: Int {
    switch self {
    case .float32(let values), .bfloat16(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .int32(let values): values.count
    case .uint8(let values): values.count
    }
  }

  /// Calls `body` with the bytes as they are stored.
  fileprivate func withBytes(
    _ body: (RawSpan) throws(FileError) -> Void
  ) throws(FileError) {
    switch self {
    case .float32(let values): try body(values.span.bytes)
    case .float64(let values): try body(values.span.bytes)
    case .bfloat16(let values):
      let rounded = values.map(\.bfloat16Bits)
      try body(rounded.span.bytes)
    case .int64(let values): try body(values.span.bytes)
    case .int32(let values): try body(values.span.bytes)
    case .uint8(let values): try body(values.span.bytes)
    }
  }
}
