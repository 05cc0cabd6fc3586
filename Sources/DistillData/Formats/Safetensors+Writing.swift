extension Safetensors {
  /// A tensor to be written.
  public struct Tensor: Sendable {
    /// Its name in the file.
    public let name: String
    /// The lengths of its axes, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Its elements, row-major.
    public let elements: Elements

    /// A tensor of `shape`, whose product must be the number of `elements`.
    public init(_ name: String, shape: [Int], _ elements: Elements) {
      precondition(
        shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == elements.count,
        "tensor \(name) has shape \(shape) and \(elements.count) elements")
      self.name = name
      self.shape = shape
      self.elements = elements
    }
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
  /// come first, so that every tensor is aligned to its element. The arrays are written from where
  /// they are, except that bfloat16 is rounded into a copy of half the size.
  ///
  /// - Parameters:
  ///   - tensors: The tensors; their names must differ and not be `__metadata__`.
  ///   - metadata: Texts for the header.
  ///   - path: The file; one of that name is replaced.
  /// - Throws: ``FileError``, when the disk is full or refuses; the old file is then still there.
  public static func write(
    _ tensors: [Tensor], metadata: [String: String] = [:], to path: String
  ) throws(FileError) {
    precondition(
      Set(tensors.map(\.name)).union(["__metadata__"]).count == tensors.count + 1,
      "tensor names must differ and not be __metadata__: \(tensors.map(\.name))")
    // The index breaks ties because the standard library does not promise a stable sort.
    let order = tensors.indices.sorted {
      let (width, other) = (
        tensors[$0].elements.type.byteCount, tensors[$1].elements.type.byteCount
      )
      return width == other ? $0 < $1 : width > other
    }
    var offsets = Array(repeating: 0..<0, count: tensors.count)
    var end = 0
    for index in order {
      let start = end
      end += tensors[index].elements.byteCount
      offsets[index] = start..<end
    }
    let header = header(tensors, offsets: offsets, metadata: metadata)
    precondition(header.count <= 8 + headerLimit, "a header of \(header.count) bytes is too long")

    var file = try AtomicFile(replacing: path, byteCount: header.count + end)
    try file.write(header.span.bytes)
    for index in order {
      try tensors[index].elements.write(to: &file)
    }
    try file.commit()
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
        "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.elements.type.rawValue)\","
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

  fileprivate var byteCount: Int { count * type.byteCount }

  fileprivate func write(to file: inout AtomicFile) throws(FileError) {
    switch self {
    case .float32(let values): try file.write(values.span.bytes)
    case .float64(let values): try file.write(values.span.bytes)
    case .bfloat16(let values):
      let rounded = values.map(\.bfloat16Bits)
      try file.write(rounded.span.bytes)
    case .int64(let values): try file.write(values.span.bytes)
    case .int32(let values): try file.write(values.span.bytes)
    case .uint8(let values): try file.write(values.span.bytes)
    }
  }
}
