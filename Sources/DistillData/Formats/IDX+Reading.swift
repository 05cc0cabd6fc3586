extension IDX {
  /// Reads the IDX file at `path`, plain or gzipped, whatever its name.
  ///
  /// The header is read first. The memory allocated is the size it specifies, after a check that a file of
  /// this size can hold that much; a file with more content is refused after one more byte. Gzip data may
  /// consist of several members.
  ///
  /// Throws: ``DataError`` for files that are missing, empty, truncated, over-long, damaged, or not
  /// IDX. Cost: one pass; unzipping runs at a few hundred megabytes a second.
  public init(contentsOf path: String) throws(DataError) {
    let reader = try ByteReader(path: path)
    let magic = try Self.bytes(4, at: 0, from: reader)
    guard magic[0] == 0, magic[1] == 0, magic[3] > 0, let type = ElementType(rawValue: magic[2])
    else { throw .notIDX(path: path, found: magic) }

    let header = try Self.bytes(4 * Int(magic[3]), at: 4, from: reader)
    let sizes = Self.decode(header, as: UInt32.self).map { Int($0) }
    var size = type.byteWidth
    for dimension in sizes {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard !overflow else {
        throw .impossibleSizes(path: path, sizes: sizes, available: reader.bound)
      }
      size = product
    }
    let start = 4 + header.count
    guard size <= reader.bound - start else {
      throw reader.isZipped
        ? .impossibleSizes(path: path, sizes: sizes, available: reader.bound)
        : .truncated(path: path, expected: max(size, size &+ start), found: reader.bound)
    }
    let payload = try Self.bytes(size, at: start, from: reader)
    try reader.finish(expected: start + size)

    self.sizes = sizes
    switch type {
    case .uint8: elements = .uint8(payload)
    case .int8: elements = .int8(payload.map { Int8(bitPattern: $0) })
    case .int16:
      elements = .int16(Self.decode(payload, as: UInt16.self).map { Int16(bitPattern: $0) })
    case .int32:
      elements = .int32(Self.decode(payload, as: UInt32.self).map { Int32(bitPattern: $0) })
    case .float32:
      elements = .float32(Self.decode(payload, as: UInt32.self).map { Float(bitPattern: $0) })
    case .float64:
      elements = .float64(Self.decode(payload, as: UInt64.self).map { Double(bitPattern: $0) })
    }
  }

  private static func bytes(
    _ count: Int, at offset: Int, from reader: ByteReader
  ) throws(DataError) -> [UInt8] {
    var result = Result<Int, DataError>.success(0)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(DataError) {
        initialized = try reader.read(into: UnsafeMutableRawBufferPointer(buffer))
        result = .success(initialized)
      } catch {
        result = .failure(error)
      }
    }
    let found = try result.get()
    guard found == count else {
      throw .truncated(path: reader.path, expected: offset + count, found: offset + found)
    }
    return bytes
  }

  private static func decode<T: FixedWidthInteger>(_ bytes: [UInt8], as type: T.Type) -> [T] {
    let width = T.bitWidth / 8
    return bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / width).map {
        T(bigEndian: bytes.loadUnaligned(fromByteOffset: $0 * width, as: T.self))
      }
    }
  }
}
