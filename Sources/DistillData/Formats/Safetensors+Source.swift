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
