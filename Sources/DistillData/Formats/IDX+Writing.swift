import CZlib
import Foundation

extension IDX {
  /// Writes the array to `path`, gzipped where the name ends in “.gz”.
  ///
  /// A file of that name is replaced in one step, after all bytes are on the disk. The same array always
  /// gives the same bytes with the same zlib, because the gzip header has no time.
  ///
  /// Throws: ``FileError`` where the file cannot be written.
  public func write(to path: String) throws(FileError) {
    var bytes: [UInt8] = [0, 0, elements.type.rawValue, UInt8(sizes.count)]
    bytes.reserveCapacity(4 + 4 * sizes.count + elements.count * elements.type.byteWidth)
    Self.append(sizes.lazy.map { UInt32($0) }, to: &bytes)
    switch elements {
    case .uint8(let values): bytes += values
    case .int8(let values): bytes += values.lazy.map { UInt8(bitPattern: $0) }
    case .int16(let values): Self.append(values, to: &bytes)
    case .int32(let values): Self.append(values, to: &bytes)
    case .float32(let values): Self.append(values.lazy.map(\.bitPattern), to: &bytes)
    case .float64(let values): Self.append(values.lazy.map(\.bitPattern), to: &bytes)
    }
    if path.hasSuffix(".gz") {
      guard let zipped = Self.gzip(bytes) else {
        throw .unwritable(
          path: path, found: "zlib ran out of memory", remedy: "free memory and try again")
      }
      bytes = zipped
    }
    try AtomicFile.write(Data(bytes), to: path)
  }

  private static func append<T: FixedWidthInteger>(
    _ values: some Sequence<T>, to bytes: inout [UInt8]
  ) {
    for value in values {
      withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
  }

  private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    let start = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard start == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var zipped: [UInt8] = []
    var output = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    repeat {
      let count = min(bytes.count - offset, 1 << 30)
      let last = offset + count == bytes.count
      let done = bytes.withUnsafeBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output in
          // zlib's interface has no const, but it does not write to its input.
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: offset))
          stream.avail_in = UInt32(count)
          repeat {
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            guard deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR else {
              return false
            }
            zipped.append(contentsOf: output[..<(output.count - Int(stream.avail_out))])
          } while stream.avail_out == 0
          return true
        }
      }
      guard done else { return nil }
      offset += count
    } while offset < bytes.count
    return zipped
  }
}
