import Foundation

extension Safetensors {
  /// Where the bytes come from.
  enum Source: Sendable {
    case file(OpenFile)
    case memory(Data, name: String)

    var path: String {
      switch self {
      case .file(let file): file.path
      case .memory(_, let name): name
      }
    }

    func byteCount() throws(FileError) -> Int {
      switch self {
      case .file(let file): try file.byteCount()
      case .memory(let data, _): data.count
      }
    }

    /// Appends the bytes of `range` to `digest`.
    func update(_ digest: inout Digest, with range: Range<Int>) throws(FileError) {
      let size = min(range.count, 1 << 20)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
      defer { buffer.deallocate() }
      var start = range.lowerBound
      while start < range.upperBound {
        let part = UnsafeMutableRawBufferPointer(
          rebasing: buffer[..<min(size, range.upperBound - start)])
        try read(into: part, at: start)
        digest.update(UnsafeRawBufferPointer(part))
        start += part.count
      }
    }

    /// Fills `buffer` from `offset` on, which the caller has checked against ``byteCount()``.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
      switch self {
      case .file(let file):
        try file.read(into: buffer, at: offset)
      case .memory(let data, _):
        let start = data.startIndex + offset
        data.copyBytes(to: buffer, from: start..<start + buffer.count)
      }
    }
  }
}
