import DistillData
import DistillSpeech
import Testing

@Suite("Transcripts")
struct TranscriptTests {
  private func read(_ text: String, as format: Transcript.Format) throws -> [Transcript] {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) {
      try Transcript.read(folder.file("a", text), as: format)
    }
  }

  @Test("Lines with an id at the end, with and without marks")
  func trn() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a", ";; a comment\r\n<s> GO \tUP </s> (an1-x-b)\r\n\r\nNO (u2)\n (u3)\n<s> </s> (u4)")
    #expect(
      try Transcript.read(path, as: .trn) == [
        Transcript(id: "an1-x-b", words: ["GO", "UP"]), Transcript(id: "u2", words: ["NO"]),
        Transcript(id: "u3", words: []), Transcript(id: "u4", words: []),
      ])
  }

  @Test("What is written is read again", arguments: Transcript.Format.allCases)
  func roundTrip(format: Transcript.Format) throws {
    let folder = try TemporaryFolder()
    let transcripts = [
      Transcript(id: "b-1", words: ["ZWÖLF", "it's", "(oh)"]), Transcript(id: "a-1", words: []),
    ]
    try Transcript.write(transcripts, to: folder.path + "/t", as: format)
    #expect(try Transcript.read(folder.path + "/t", as: format) == transcripts)
    #expect(
      try folder.text("t")
        == [.trn: "ZWÖLF it's (oh) (b-1)\n(a-1)\n", .text: "b-1 ZWÖLF it's (oh)\na-1\n"][
          format])
  }

  @Test(
    "Files that break the format are refused by line",
    arguments: [
      (
        "A (u1)\nB C\n", .trn,
        #"line 2: expected words and an id in parentheses at the end, found "B C""#
      ),
      (
        "A (u1)\n\nB (u1)\n", .trn,
        #"line 3: expected every id once, found "u1" again, as in line 1"#
      ),
      ("A ()\n", .trn, "line 1: expected words and an id"),
      ("A ((u))\n", .trn, "line 1: expected an id without white space and parentheses"),
      (
        "A <s> B (u)\n", .trn,
        #"line 1: expected a word without white space and without a meaning in files of words, found "<s>""#
      ),
      ("{ A / B } (u)\n", .trn, #"found "{""#),
      ("", .trn, "expected at least one utterance, found the end of the file"),
      ("\n\n", .text, "line 2: expected at least one utterance"),
      ("u1 A\nu1 B", .text, "line 2: expected every id once"),
      ("(u1) A\n", .text, "line 1: expected an id without white space and parentheses"),
      ("u1 </s>\n", .text, "line 1: expected a word without white space"),
      ("u1 ;;x\n", .text, #"found ";;x"; spell the word differently"#),
      ("A @ (u1)\n", .trn, #"found "@"; spell the word differently"#),
      (";;u1 A\n", .text, "line 1: expected an id"),
      ("u\u{3000}1 A\n", .text, "which has U+3000; rename the utterance"),
      ("A (u\u{A0}1)\n", .trn, "which has U+00A0; rename the utterance"),
      ("u1 A\u{2003}B\n", .text, "which has U+2003; remove the white space"),
      (
        "\u{C9}-0 A\nE\u{301}-0 B\n", .text,
        "as in line 1; the two ids differ only in composed and decomposed characters"
      ),
      (
        String(repeating: "u", count: 4097) + " A\n", .text,
        "line 1: expected an id without white space and parentheses, of at most 4096 bytes"
      ),
    ] as [(String, Transcript.Format, String)])
  func malformed(text: String, format: Transcript.Format, sentence: String) {
    let error = #expect(throws: FileError.self) { try read(text, as: format) }
    #expect(error?.description.contains(sentence) == true, "\(String(describing: error))")
  }

  @Test("Composed and decomposed words and ids are read as the composed ones")
  func oneSpelling() throws {
    for format in Transcript.Format.allCases {
      let line = format == .trn ? "E\u{301} A (e\u{301}1)" : "e\u{301}1 E\u{301} A"
      let read = try read(line, as: format)
      #expect(read == [Transcript(id: "\u{E9}1", words: ["\u{C9}", "A"])])
      #expect(read[0].words[0].utf8.elementsEqual("\u{C9}".utf8))
      #expect(read[0].id.utf8.elementsEqual("\u{E9}1".utf8))
    }
  }

  @Test("Files that are not UTF-8 text are refused with the conversion")
  func otherEncodings() throws {
    let folder = try TemporaryFolder()
    for (bytes, found, remedy) in [
      ([0x75, 0x20, 0xC9, 0x0A], "line 1: expected UTF-8", "iconv -f latin1 -t utf-8"),
      ([0xFF, 0xFE, 0x75, 0], "found UTF-16", "iconv -f utf-16 -t utf-8"),
      ([0x1F, 0x8B, 8, 0], "found gzip data", "decompress it with gunzip"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "found xz data", "unxz"),
    ] as [([UInt8], String, String)] {
      let path = try folder.file("a", bytes)
      let error = #expect(throws: FileError.self) { try Transcript.read(path, as: .text) }
      #expect(error?.description.contains(found) == true, "\(String(describing: error))")
      #expect(error?.description.contains(remedy) == true, "\(String(describing: error))")
    }
    #expect(try read("BZh1 A", as: .text) == [Transcript(id: "BZh1", words: ["A"])])
  }

  @Test("A byte order mark is no part of the first word")
  func byteOrderMark() throws {
    #expect(try read("\u{FEFF}A (u)", as: .trn) == [Transcript(id: "u", words: ["A"])])
  }

  @Test("A message stays short however long a line is")
  func shortMessages() {
    let long = String(repeating: "x ", count: 100_000) + String(repeating: "y", count: 100_000)
    let error = #expect(throws: FileError.self) { try read(long, as: .trn) }
    #expect(error.map { $0.description.utf8.count < 400 } == true)
  }

  @Test("SCTK's rule for the speaker in an id")
  func speaker() {
    #expect(Transcript.speaker(inID: "fcaw-an406") == "fcaw")
    #expect(Transcript.speaker(inID: "f_1-2") == "f")
    #expect(Transcript.speaker(inID: "alone") == "alone")
  }
}
