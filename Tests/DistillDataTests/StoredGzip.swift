/// Gzip data made without zlib, from stored blocks, after RFC 1951 (3.2.4) and RFC 1952 (2.3).
func storedGzip(_ content: [UInt8]) -> [UInt8] {
  var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let count = min(0xFFFF, content.count - start)
    let isLast: UInt8 = start + count == content.count ? 1 : 0
    bytes.append(isLast)
    bytes += [UInt8(count & 0xFF), UInt8(count >> 8), ~UInt8(count & 0xFF), ~UInt8(count >> 8)]
    bytes += content[start..<start + count]
    start += count
  } while start < content.count
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in content {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  for word in [~crc, UInt32(content.count)] {
    bytes += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
  return bytes
}
