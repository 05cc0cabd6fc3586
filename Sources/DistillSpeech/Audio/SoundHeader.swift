/// Checks the sizes in the headers of uncompressed sound files against the bytes that are there.
///
/// libsndfile shortens a recording without an error when its file was cut off, and half an utterance
/// would be trained on with its whole transcript. So the sizes are checked first.
///
/// **Sizes left open.** A program that writes to a pipe cannot return to the header, and leaves there what
/// it wrote first. In WAV, the sound then extends to the end of the file. The size of the data is such a
/// placeholder where it exceeds the file and
///
/// - is close to 2³¹ or 2³² (0x7FFFF000 of sox, 0x7FFFFFFF, 0x80000000 of arecord, 0xFFFFFFFF of ffmpeg);
/// - or contradicts the size of the whole file, which is the file's;
/// - or is itself the size of the file, because the header was counted as data;
///
/// or where it is 0 although bytes follow and the size of the whole file is not the file's. Any other size
/// that exceeds the file means that it was cut off.
enum SoundHeader {
  /// `bytes`, with sizes filled in where the header leaves them open.
  ///
  /// - Throws: ``AudioError/truncated(path:unit:expected:found:)`` when the sound extends beyond the end
  ///   of the file, ``AudioError/compressed(path:coding:remedy:)`` for codings that are not decoded.
  static func checked(_ bytes: [UInt8], path: String) throws(AudioError) -> [UInt8] {
    let input = SoundHeaderBytes(bytes)
    switch (input.text(0, 4), input.text(8, 4)) {
    case ("RIFF", "WAVE"): return try wave(input, path: path, bigEndian: false)
    case ("RIFX", "WAVE"): return try wave(input, path: path, bigEndian: true)
    case ("RF64", "WAVE"): return try longWave(input, path: path)
    case ("riff", _): return try wave64(input, path: path)
    case ("caff", _): return try coreAudio(input, path: path)
    case ("FORM", "AIFF"), ("FORM", "AIFC"):
      if let (start, size) = input.chunk("SSND", bigEndian: true) {
        try check(start: start, size: size, of: input, path: path)
      }
    case (".snd", _):
      if let start = input.number(4, bigEndian: true), let size = input.number(8, bigEndian: true),
        size != 0xFFFF_FFFF
      {
        try check(start: start, size: size, of: input, path: path)
      }
    case ("NIST", _): try SphereHeader(input).check(path: path)
    default: break
    }
    return bytes
  }

  static func check(
    start: Int, size: Int, of input: SoundHeaderBytes, path: String
  ) throws(AudioError) {
    guard start >= 0, size <= input.count - start else {
      throw .truncated(
        path: path, unit: "bytes", expected: size, found: max(0, input.count - start))
    }
  }

  private static func wave(
    _ input: SoundHeaderBytes, path: String, bigEndian: Bool
  ) throws(AudioError) -> [UInt8] {
    guard let (start, size) = input.chunk("data", bigEndian: bigEndian) else { return input.bytes }
    let rest = input.count - start
    let whole = input.number(4, bigEndian: bigEndian) ?? 0
    let isOpen =
      size > rest
      ? isPlaceholder(size) || whole + 8 == input.count || size == input.count
      : size == 0 && rest > 0 && abs(whole + 8 - input.count) > 1
    guard isOpen else {
      try check(start: start, size: size, of: input, path: path)
      return input.bytes
    }
    var closed = input
    closed.set(input.count - 8, at: 4, bytes: 4, bigEndian: bigEndian)
    closed.set(rest, at: start - 4, bytes: 4, bigEndian: bigEndian)
    return closed.bytes
  }

  /// Whether a size of 32 bits is within some kilobytes of 2³¹ or 2³².
  private static func isPlaceholder(_ size: Int) -> Bool {
    (0x7FFF_E000...0x8000_2000).contains(size) || size >= 0xFFFF_E000
  }

  /// RF64: the sizes of a file beyond 4 GiB are in a chunk of their own.
  private static func longWave(
    _ input: SoundHeaderBytes, path: String
  ) throws(AudioError) -> [UInt8] {
    guard let (start, _) = input.chunk("data", bigEndian: false),
      let (sizes, _) = input.chunk("ds64", bigEndian: false),
      let size = input.longNumber(sizes + 8, bigEndian: false)
    else { return input.bytes }
    let rest = input.count - start
    guard size == 0 && rest > 0 || size >= 1 << 62 else {
      try check(start: start, size: size, of: input, path: path)
      return input.bytes
    }
    var closed = input
    closed.set(input.count - 8, at: sizes, bytes: 8, bigEndian: false)
    closed.set(rest, at: sizes + 8, bytes: 8, bigEndian: false)
    return closed.bytes
  }

  /// Sony's Wave64: as WAV, with names of 16 bytes and sizes of 64 bits that include both.
  private static func wave64(
    _ input: SoundHeaderBytes, path: String
  ) throws(AudioError) -> [UInt8] {
    var offset = 40
    while let size = input.longNumber(offset + 16, bigEndian: false) {
      if input.text(offset, 4) == "data" {
        let rest = input.count - offset
        guard size <= 24 && rest > 24 || size >= 1 << 62 else {
          try check(start: offset, size: size, of: input, path: path)
          return input.bytes
        }
        var closed = input
        closed.set(input.count, at: 16, bytes: 8, bigEndian: false)
        closed.set(rest, at: offset + 16, bytes: 8, bigEndian: false)
        return closed.bytes
      }
      // Chunks begin at multiples of 8.
      guard size >= 24, size <= input.count else { break }
      offset += (size + 7) / 8 * 8
    }
    return input.bytes
  }

  /// Apple's CAF, whose format defines −1 as the size of data that extends to the end.
  private static func coreAudio(
    _ input: SoundHeaderBytes, path: String
  ) throws(AudioError) -> [UInt8] {
    var offset = 8
    while let size = input.longNumber(offset + 4, bigEndian: true) {
      if input.text(offset, 4) == "data" {
        guard size >= 1 << 62 else {
          try check(start: offset + 12, size: size, of: input, path: path)
          return input.bytes
        }
        var closed = input
        closed.set(input.count - offset - 12, at: offset + 4, bytes: 8, bigEndian: true)
        return closed.bytes
      }
      guard size <= input.count else { break }
      offset += 12 + size
    }
    return input.bytes
  }
}
