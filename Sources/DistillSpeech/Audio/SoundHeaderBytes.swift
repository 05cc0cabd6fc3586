/// The bytes of a sound file, read and written as numbers and names at given offsets.
struct SoundHeaderBytes {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The number of 32 bits at `offset`; nil beyond the end.
  func number(_ offset: Int, bigEndian: Bool) -> Int? {
    guard offset >= 0, offset <= count - 4 else { return nil }
    return Int(word(offset, bytes: 4, bigEndian: bigEndian))
  }

  /// The number of 64 bits at `offset`, or `Int.max` where it is larger; nil beyond the end.
  func longNumber(_ offset: Int, bigEndian: Bool) -> Int? {
    guard offset >= 0, offset <= count - 8 else { return nil }
    return Int(clamping: word(offset, bytes: 8, bigEndian: bigEndian))
  }

  private func word(_ offset: Int, bytes width: Int, bigEndian: Bool) -> UInt64 {
    let slice = bytes[offset..<offset + width]
    return (bigEndian ? Array(slice) : slice.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// `count` bytes from `offset` on, each as one character.
  func text(_ offset: Int, _ count: Int) -> String? {
    guard offset >= 0, offset <= bytes.count - count else { return nil }
    return String(String.UnicodeScalarView(bytes[offset..<offset + count].map(Unicode.Scalar.init)))
  }

  /// Replaces the `width` bytes at `offset` by `value`.
  mutating func set(_ value: Int, at offset: Int, bytes width: Int, bigEndian: Bool) {
    for byte in 0..<width {
      bytes[offset + (bigEndian ? width - 1 - byte : byte)] = UInt8(
        truncatingIfNeeded: value >> (8 * byte))
    }
  }

  /// The offset of the content of the first chunk `name`, and the size in its header.
  func chunk(_ name: String, bigEndian: Bool) -> (start: Int, size: Int)? {
    var offset = 12
    while let size = number(offset + 4, bigEndian: bigEndian) {
      if text(offset, 4) == name { return (offset + 8, size) }
      // Chunks begin at even offsets.
      offset += 8 + size + size % 2
    }
    return nil
  }
}
