import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Hostile Kaldi archives")
struct KaldiArchiveHostileTests {
  private let folder: TemporaryFolder
  private let file: OpenFile

  init() throws {
    folder = try TemporaryFolder()
    file = try OpenFile("\(folder.path)/many.ark", for: .appending)
  }

  /// Opens `bytes` as an archive and reads every entry, either way.
  private func read(_ bytes: [UInt8]) throws {
    // One file that stays open: making and removing thousands of them takes long.
    try file.truncate(to: 0)
    try file.write(bytes.span.bytes)
    let archive = try KaldiArchive(path: file.path)
    for name in archive.names {
      do {
        _ = try archive.frames(named: name)
      } catch {
        guard "\(error)".contains("found integers") else { throw error }
        _ = try archive.integers(named: name)
      }
    }
  }

  private func refusal(_ bytes: [UInt8]) -> String {
    let error = #expect(throws: FileError.self) { try read(bytes) }
    guard case .malformed = error else {
      Issue.record("\(String(describing: error))")
      return ""
    }
    #expect((error?.description.utf8.count ?? 0) < 1000)
    return error?.description ?? ""
  }

  private func int32(_ value: Int) -> [UInt8] { [4] + SoundBytes.little(value, 4) }

  private func matrix(
    _ token: String = "FM ", rows: Int = 1, columns: Int = 1, data: [UInt8] = [0, 0, 0, 0]
  ) -> [UInt8] {
    Array("utt \0B\(token)".utf8) + int32(rows) + int32(columns) + data
  }

  @Test(
    "Sizes that lie are refused before anything is allocated",
    arguments: [
      (-1, 1), (1, -1), (1, 0), (2, 1), (1, 2), (1 << 31 - 1, 1 << 31 - 1), (-1 << 31, -1 << 31),
      (1 << 30, 4), (1 << 16, 1 << 16),
    ])
  func sizes(rows: Int, columns: Int) {
    for token in ["FM ", "DM "] {
      _ = refusal(matrix(token, rows: rows, columns: columns))
    }
    for token in ["CM ", "CM2 ", "CM3 "] {
      let header = [0, 0x3F80_0000, rows, columns].flatMap { SoundBytes.little($0, 4) }
      _ = refusal(Array("utt \0B\(token)".utf8) + header + [0])
    }
  }

  @Test("Lists with wrong sizes are refused")
  func lists() throws {
    let start = Array("utt \0B".utf8)
    for count in [-1, 2, 1 << 31 - 1, -1 << 31] {
      _ = refusal(start + int32(count) + int32(7))
    }
    #expect(refusal(start + int32(1) + [8, 0, 0, 0, 0]).contains("expected the size of integer 0"))
    #expect(refusal(start + [4, 1]).contains("the end of the file"))
  }

  @Test("What is no archive is refused")
  func notArchives() throws {
    try read([])
    try read([0x0A])
    let parts: [(String, String)] = [
      ("utt", "expected the object \"utt\""), ("utt \0", "the B of binary data"),
      ("utt \0C", "the B of binary data"), ("utt \0BXM ", "found \"XM\""),
      ("utt \0BFV ", "found \"FV\""), ("utt \0BFM", "a space behind"), ("utt  [ 1 2", "the ] of"),
      ("utt 1 2", "expected the end of the line"),
      ("utt  [ 1 x ]\n", "found \"x\""),
      ("utt  [ 1 2\n 3 ]\n", "rows of 2 numbers, found one of 1"),
      ("utt  [ 1 nan ]\n", "found nan in row 0, column 1"), ("utt  [ inf ]\n", "found inf"),
      ("utt  [ 1e99 ]\n", "finite numbers"), ("utt 1\nutt 2\n", "\"utt\" twice"),
      ("\u{1}\u{2} x", "the byte 1"),
    ]
    for (text, part) in parts {
      let message = refusal(Array(text.utf8))
      #expect(message.contains(part), "\(message)")
    }
    #expect(refusal([0xC3, 0x28, 0x20]).contains("UTF-8"))
    let long = [UInt8](repeating: 0x61, count: 5000)
    #expect(refusal(long).contains("within 4096 bytes"))
    let archive = try KaldiArchive(path: try folder.file("a.ark", Array("a 1.5\nb 1 \n".utf8)))
    for (name, part) in [("a", "found \"1.5\""), ("c", "expected one named \"c\", found \"a\"")] {
      let error = #expect(throws: FileError.self) { try archive.integers(named: name) }
      #expect(error?.description.contains(part) == true)
    }
  }

  @Test("Numbers that are not finite are refused with their place")
  func notFinite() {
    let nan = SoundBytes.little(Int(Float.nan.bitPattern), 4)
    #expect(
      refusal(matrix(rows: 2, data: [0, 0, 0, 0] + nan)).contains("found nan in row 1, column 0"))
    let wide = SoundBytes.little(Int(bitPattern: UInt(1e300.bitPattern)), 8)
    #expect(refusal(matrix("DM ", data: wide)).contains("finite numbers, found inf"))
  }

  @Test("Cut off anywhere it is refused, or has fewer entries")
  func truncation() throws {
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: golden("archive.ark"))))
    let ends = [0, 0x66, 0x120, 0x144, 0x189, 0x1CD]
    for count in 0..<whole.count {
      let bytes = Array(whole.prefix(count))
      if ends.contains(count) {
        try read(bytes)
      } else {
        _ = refusal(bytes)
      }
    }
  }

  @Test("With any one bit flipped it is refused, or read as it is")
  func bitFlips() throws {
    for name in ["archive.ark", "archive.txt"] {
      let whole = Array(try Data(contentsOf: URL(fileURLWithPath: golden(name))))
      for bit in 0..<whole.count * 8 {
        var bytes = whole
        bytes[bit / 8] ^= 1 << (bit % 8)
        do { try read(bytes) } catch is FileError {}
      }
    }
  }

  @Test(
    "Lines of a script that cannot be places are refused with their number",
    arguments: [
      ("a", "a name and a place"), ("a cat x |", "found the command \"cat x |\""),
      ("a x:1[2:1]", "a path, an offset and a range"), ("a x[1]", "a range"),
      ("a x[-1:2]", "a range"), ("a x[0:1,0:1,0:1]", "a range"), ("a :5", "a range"),
      ("a x[0:99999999999999999999]", "a range"), ("a x:-3", "a range"),
      ("b y", "\"b\" twice"),
    ])
  func scripts(line: String, part: String) throws {
    let path = try folder.file("a.scp", Array("b x:1\n\(line)\n".utf8))
    let error = #expect(throws: FileError.self) { try KaldiScript(path: path) }
    #expect(error?.description.contains("line 2: expected ") == true)
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  @Test("Offsets beyond the file are refused")
  func offsets() throws {
    let archive = try folder.file("a.ark", matrix())
    let path = try folder.file(
      "a.scp", Array("far \(archive):9999\nend \(archive):19\nhuge \(archive):\(Int.max)\n".utf8))
    let script = try KaldiScript(path: path)
    for name in script.names {
      #expect(throws: FileError.self) { try script.frames(named: name) }
    }
  }

  @Test(
    "Names that would not be read again are refused",
    arguments: ["", "a b", "a\n", "a\u{A0}b", "\0", "used", String(repeating: "a", count: 4097)])
  func names(name: String) throws {
    var writer = try KaldiArchiveWriter(
      archive: "\(folder.path)/b.ark", script: nil, as: .binary)
    try writer.append([1], named: "used")
    var message = ""
    do {
      try writer.append([1], named: name)
    } catch {
      message = "\(error)"
    }
    #expect(message.contains("short name of its own"))
  }
}
