public import Foundation

/// A file of named tensors in the safetensors format, read on demand.
///
/// The format is 8 bytes of header length (little-endian), a JSON header that maps each name to
/// `dtype`, `shape` and `data_offsets`, and the numbers, row-major and little-endian. Opening a file
/// reads its header, and the rest only to verify its checksum; each tensor is read and converted on
/// request, so one tensor of a large file takes no more memory than itself. The file stays open as long as the value lives, so
/// replacing it meanwhile (see ``AtomicFile``) does not disturb its readers.
///
/// Files that ``write(_:metadata:checksum:to:)`` made carry a checksum, which opening them verifies; of
/// files from elsewhere only the header can be checked, see ``hasChecksum``.
///
/// Nothing in a file is trusted. Refused with a ``FileError`` that names the place are: truncation,
/// surplus bytes, headers longer than ``headerLimit``, anything but the format's own small part of
/// JSON, text that is not UTF-8, names given twice, sizes that overflow or disagree with the shape, and
/// data that overlap, leave holes or lie outside the file. An element type that is not one of
/// ``ElementType`` is refused when its tensor is read. Checking the header takes time and memory in
/// proportion to its length.
///
/// Source: the format's description at https://github.com/huggingface/safetensors.
public struct Safetensors: Sendable {
  /// The longest header that is read, in bytes: 16 MiB, some hundred thousand tensors.
  public static let headerLimit = 16 << 20

  /// The texts of the header's `__metadata__` without the checksum, empty when it has none.
  public let metadata: [String: String]
  /// The tensors' names, in the header's order.
  public let names: [String]

  /// Whether the file carries a checksum, which was verified when it was opened.
  public let hasChecksum: Bool

  private let entries: [String: Entry]
  private let source: Source

  /// One tensor of the header, its bytes counted from the beginning of the file.
  struct Entry: Sendable {
    /// The header's name for the element type.
    let type: String
    /// Nil for a type that is not read.
    let elementType: ElementType?
    let shape: [Int]
    let bytes: Range<Int>
  }

  /// Opens the file at `path`, checks its header, and verifies its checksum, if it has one, which takes a
  /// pass over the whole file.
  public init(path: String) throws(FileError) {
    try self.init(.file(try OpenFile(path, for: .reading)))
  }

  /// The same for `bytes` as a file's content; errors call it `name`.
  public init(_ bytes: Data, named name: String = "safetensors data") throws(FileError) {
    try self.init(.memory(bytes, name: name))
  }

  private init(_ source: Source) throws(FileError) {
    let header = try Header(of: source)
    self.metadata = header.metadata
    self.names = header.names
    self.entries = header.entries
    self.source = source
    self.hasChecksum = header.checksum != nil
    try header.checksum?.verify(source)
  }

  /// The type that the elements of tensor `name` are stored in.
  ///
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)`` when there is no such tensor, or its
  ///   type is not one of ``ElementType``.
  public func elementType(of name: String) throws(FileError) -> ElementType {
    let entry = try entry(name)
    guard let type = entry.elementType else {
      let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrongType(name, entry, wanted: "an element type of \(known)")
    }
    return type
  }

  /// The lengths of the axes of tensor `name`, outermost first; empty for a scalar.
  public func shape(of name: String) throws(FileError) -> [Int] {
    try entry(name).shape
  }

  /// The elements of a floating-point tensor, row-major.
  ///
  /// 16-bit types widen exactly; `float64` rounds to nearest.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - shape: The shape that it must have; any if omitted.
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)`` when there is no such tensor,
  ///   its shape is another, or it holds integers.
  public func floats(named name: String, shape: [Int]? = nil) throws(FileError) -> [Float] {
    let entry = try entry(name, shape: shape)
    return switch entry.elementType {
    case .float32: try elements(entry)
    case .float64: try elements(entry).map { (value: Double) in Float(value) }
    case .float16: try elements(entry).map(Float.init(binary16:))
    case .bfloat16: try elements(entry).map(Float.init(bfloat16:))
    case .int64, .int32, .uint8, nil:
      throw wrongType(name, entry, wanted: "floating-point elements")
    }
  }

  /// The elements of a floating-point tensor, row-major, without loss from any type.
  ///
  /// - Throws: As ``floats(named:shape:)``.
  public func doubles(named name: String, shape: [Int]? = nil) throws(FileError) -> [Double] {
    let entry = try entry(name, shape: shape)
    if entry.elementType == .float64 { return try elements(entry) }
    return try floats(named: name).map(Double.init)
  }

  /// The elements of an integer tensor, row-major.
  ///
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)`` when there is no such tensor,
  ///   its shape is another, or it holds floating-point numbers.
  public func integers(named name: String, shape: [Int]? = nil) throws(FileError) -> [Int64] {
    let entry = try entry(name, shape: shape)
    return switch entry.elementType {
    case .int64: try elements(entry)
    case .int32: try elements(entry).map { (value: Int32) in Int64(value) }
    case .uint8: try elements(entry).map { (value: UInt8) in Int64(value) }
    case .float64, .float32, .float16, .bfloat16, nil:
      throw wrongType(name, entry, wanted: "integer elements")
    }
  }

  /// The elements of a tensor of bytes, row-major.
  ///
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)`` when there is no such tensor,
  ///   its shape is another, or its type is not ``ElementType/uint8``.
  public func bytes(named name: String, shape: [Int]? = nil) throws(FileError) -> [UInt8] {
    let entry = try entry(name, shape: shape)
    guard entry.elementType == .uint8 else {
      throw wrongType(name, entry, wanted: "elements of type U8")
    }
    return try elements(entry)
  }
}

extension Safetensors {
  /// The elements of a tensor of 32-bit floating-point numbers, left in the file.
  func stored(_ name: String) throws(FileError) -> StoredFloats {
    let entry = try entry(name)
    guard entry.elementType == .float32 else {
      throw wrongType(name, entry, wanted: "elements of type F32")
    }
    return StoredFloats(source: source, bytes: entry.bytes)
  }

  private func entry(_ name: String, shape: [Int]? = nil) throws(FileError) -> Entry {
    guard let entry = entries[name] else {
      let some = names.prefix(8).map(FileError.quoted).joined(separator: ", ")
      throw .malformed(
        path: source.path, at: "its header", expected: "a tensor named \(FileError.quoted(name))",
        found: names.isEmpty ? "no tensors" : some + (names.count > 8 ? ", …" : ""),
        remedy: "choose a file that has it")
    }
    guard shape == nil || shape == entry.shape else {
      throw .malformed(
        path: source.path, at: "tensor \(FileError.quoted(name))",
        expected: "shape \(shape ?? [])", found: Header.describe(entry.shape),
        remedy: "choose a file made for this shape")
    }
    return entry
  }

  private func elements<Element: BitwiseCopyable>(_ entry: Entry) throws(FileError) -> [Element] {
    // Every platform that Swift supports is little-endian, as the format is.
    let count = entry.bytes.count / MemoryLayout<Element>.stride
    return try [Element](unsafeUninitializedCapacity: count) { buffer, filled throws(FileError) in
      try source.read(
        into: UnsafeMutableRawBufferPointer(buffer), at: entry.bytes.lowerBound)
      filled = count
    }
  }

  private func wrongType(_ name: String, _ entry: Entry, wanted: String) -> FileError {
    .malformed(
      path: source.path, at: "tensor \(FileError.quoted(name))", expected: wanted,
      found: entry.elementType?.rawValue ?? FileError.quoted(entry.type),
      remedy: "choose a file that stores it so")
  }
}
