/// The 32-bit numbers of one tensor of a safetensors file, read from the disk on request.
///
/// The file's checksum was verified once, when the file was opened; what is read later is not checked
/// again.
struct StoredFloats: Sendable {
  /// How many there are.
  let count: Int
  private let source: Safetensors.Source
  private let offset: Int

  init(source: Safetensors.Source, bytes: Range<Int>) {
    self.source = source
    offset = bytes.lowerBound
    count = bytes.count / MemoryLayout<Float>.stride
  }

  /// Fills `buffer` with the numbers from `place` on.
  ///
  /// The file was complete when it was opened and is never written in place, so a failing read means a
  /// failing disk in the middle of a step, after which no caller could continue.
  func read(into buffer: UnsafeMutableBufferPointer<Float>, from place: Int) {
    do {
      try source.read(
        into: UnsafeMutableRawBufferPointer(buffer),
        at: offset + place * MemoryLayout<Float>.stride)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  subscript(range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
      read(
        into: UnsafeMutableBufferPointer(rebasing: buffer[..<range.count]), from: range.lowerBound)
      filled = range.count
    }
  }
}
