/// The sizes that the headers of uncompressed sound files give, held against what is there.
///
/// libsndfile shortens a recording quietly when its file was cut off; half an utterance with the whole
/// transcription would be learnt from. So the sizes are checked before it sees them.
enum SoundHeader {
  /// Sizes of programs that write to a pipe and cannot go back, such as ffmpeg and sox.
  private static let placeholders: Set<Int> = [0x7FFF_F000, 0xFFFF_FFFF]

  /// `bytes`, with sizes filled in where the header leaves them open.
  ///
  /// - Throws: ``AudioError/truncated(path:unit:expected:found:)`` when the sound goes on beyond the
  ///   end of the file.
  static func checked(_ bytes: [UInt8], path: String) throws(AudioError) -> [UInt8] {
    func tag(_ offset: Int) -> String? { text(bytes, offset, 4) }
    switch (tag(0), tag(8)) {
    case ("RIFF", "WAVE"): return try wave(bytes, path: path, bigEndian: false)
    case ("RIFX", "WAVE"): return try wave(bytes, path: path, bigEndian: true)
    case ("RF64", "WAVE"): try checkLongWave(bytes, path: path)
    case ("FORM", "AIFF"), ("FORM", "AIFC"):
      if let (start, size) = chunk("SSND", of: bytes, bigEndian: true) {
        try check(start: start, size: size, of: bytes, path: path)
      }
    case (".snd", _):
      if let start = number(bytes, 4, bigEndian: true),
        let size = number(bytes, 8, bigEndian: true),
        size != 0xFFFF_FFFF
      {
        try check(start: start, size: size, of: bytes, path: path)
      }
    case ("NIST", _): try checkSphere(bytes, path: path)
    default: break
    }
    return bytes
  }

  private static func wave(
    _ bytes: [UInt8], path: String, bigEndian: Bool
  ) throws(AudioError) -> [UInt8] {
    guard let (start, size) = chunk("data", of: bytes, bigEndian: bigEndian) else { return bytes }
    let rest = bytes.count - start
    let whole = number(bytes, 4, bigEndian: bigEndian)
    // An empty data chunk is meant so where the size of the whole file is right.
    let isOpen =
      size == 0
      ? rest > 0 && whole.map { abs($0 + 8 - bytes.count) > 1 } == true
      : placeholders.contains(size) && size > rest
    guard isOpen else {
      try check(start: start, size: size, of: bytes, path: path)
      return bytes
    }
    var closed = bytes
    for (offset, value) in [(4, bytes.count - 8), (start - 4, rest)] {
      for byte in 0..<4 {
        closed[offset + (bigEndian ? 3 - byte : byte)] = UInt8(
          truncatingIfNeeded: value >> (8 * byte))
      }
    }
    return closed
  }

  /// The size of the sound in a file beyond 4 GiB stands in a chunk of its own.
  private static func checkLongWave(_ bytes: [UInt8], path: String) throws(AudioError) {
    guard let (start, _) = chunk("data", of: bytes, bigEndian: false),
      let (sizes, _) = chunk("ds64", of: bytes, bigEndian: false),
      let low = number(bytes, sizes + 8, bigEndian: false),
      let high = number(bytes, sizes + 12, bigEndian: false)
    else { return }
    try check(
      start: start, size: Int(clamping: UInt64(high) << 32 | UInt64(low)), of: bytes, path: path)
  }

  /// SPHERE: a header of text, whose length is its second line, with the counts by name.
  private static func checkSphere(_ bytes: [UInt8], path: String) throws(AudioError) {
    let lines = (text(bytes, 0, min(bytes.count, 1 << 16)) ?? "").split(separator: "\n")
    func field(_ name: String) -> Int? {
      let start = "\(name) -i "
      return lines.first { $0.hasPrefix(start) }.flatMap { Int($0.dropFirst(start.count)) }
    }
    guard lines.count > 1, let start = Int(lines[1].filter { $0 != " " }),
      (0...1 << 16).contains(start),
      let samples = field("sample_count"), let width = field("sample_n_bytes"),
      (0...1 << 40).contains(samples), (1...8).contains(width)
    else { return }
    let channels = min(max(field("channel_count") ?? 1, 1), 1024)
    try check(start: start, size: samples * width * channels, of: bytes, path: path)
  }

  private static func check(
    start: Int, size: Int, of bytes: [UInt8], path: String
  ) throws(AudioError) {
    guard start >= 0, size <= bytes.count - start else {
      throw .truncated(
        path: path, unit: "bytes", expected: size, found: max(0, bytes.count - start))
    }
  }

  /// Where the content of the first chunk called `name` begins, and the size that it gives.
  private static func chunk(
    _ name: String, of bytes: [UInt8], bigEndian: Bool
  ) -> (start: Int, size: Int)? {
    var offset = 12
    while let size = number(bytes, offset + 4, bigEndian: bigEndian) {
      if text(bytes, offset, 4) == name { return (offset + 8, size) }
      // Chunks begin at even places.
      offset += 8 + size + size % 2
    }
    return nil
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, bigEndian: Bool) -> Int? {
    guard offset >= 0, offset <= bytes.count - 4 else { return nil }
    let four = bytes[offset..<offset + 4]
    return (bigEndian ? Array(four) : four.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }

  /// `count` bytes from `offset` on, each as one character.
  private static func text(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> String? {
    guard offset <= bytes.count - count else { return nil }
    return String(String.UnicodeScalarView(bytes[offset..<offset + count].map(Unicode.Scalar.init)))
  }
}
