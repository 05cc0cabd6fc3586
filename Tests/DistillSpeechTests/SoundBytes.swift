/// Sound files put together by hand, byte by byte.
enum SoundBytes {
  /// `value` in `count` bytes, the lowest first.
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func big(_ value: Int, _ count: Int) -> [UInt8] {
    little(value, count).reversed()
  }

  /// A WAV file of `data`; `format` is 1 for integers and 3 for floating point.
  static func wave(
    _ data: [UInt8], bits: Int, channels: Int = 1, rate: Int = 16000, format: Int = 1,
    dataSize: Int? = nil, riffSize: Int? = nil, chunks: [UInt8] = []
  ) -> [UInt8] {
    let width = bits / 8 * channels
    let header =
      Array("WAVEfmt ".utf8) + little(16, 4) + little(format, 2) + little(channels, 2)
      + little(rate, 4) + little(rate * width, 4) + little(width, 2) + little(bits, 2) + chunks
      + Array("data".utf8) + little(dataSize ?? data.count, 4)
    return Array("RIFF".utf8) + little(riffSize ?? header.count + data.count, 4) + header + data
  }

  /// A WAV file of 16-bit integers.
  static func wave16(_ values: [Int], channels: Int = 1, rate: Int = 16000) -> [UInt8] {
    wave(values.flatMap { little($0, 2) }, bits: 16, channels: channels, rate: rate)
  }

  /// A NIST SPHERE file of 16-bit integers, `promised` of them.
  static func sphere(_ values: [Int], promised: Int? = nil) -> [UInt8] {
    let text = """
      NIST_1A
         1024
      channel_count -i 1
      sample_count -i \(promised ?? values.count)
      sample_rate -i 16000
      sample_n_bytes -i 2
      sample_byte_format -s2 01
      sample_sig_bits -i 16
      sample_coding -s3 pcm
      end_head

      """
    let header = Array(text.utf8)
    return header + [UInt8](repeating: 0x20, count: 1024 - header.count)
      + values.flatMap { little($0, 2) }
  }

  /// An AIFF file of 16-bit integers at 16 kHz.
  static func aiff(_ values: [Int]) -> [UInt8] {
    let data = values.flatMap { big($0, 2) }
    // The rate as an 80-bit number: 16000 = 1.953125 · 2¹³.
    let common =
      Array("COMM".utf8) + big(18, 4) + big(1, 2) + big(values.count, 4) + big(16, 2)
      + [0x40, 0x0C, 0xFA, 0, 0, 0, 0, 0, 0, 0]
    let sound = Array("SSND".utf8) + big(8 + data.count, 4) + big(0, 8) + data
    return Array("FORM".utf8) + big(4 + common.count + sound.count, 4) + Array("AIFF".utf8)
      + common + sound
  }

  /// A Sun AU file of 16-bit integers at 16 kHz.
  static func au(_ values: [Int], dataSize: Int? = nil) -> [UInt8] {
    Array(".snd".utf8) + big(24, 4) + big(dataSize ?? 2 * values.count, 4) + big(3, 4)
      + big(16000, 4) + big(1, 4) + values.flatMap { big($0, 2) }
  }
}
