import DistillData
import DistillSpeech
import Testing

@Suite("Lexica")
struct LexiconTests {
  private func refusal(_ dictionary: String, phones: String? = nil) throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.dic", dictionary)
    let list = try phones.map { try folder.file("a.phone", $0) }
    let error = #expect(throws: FileError.self) {
      try Lexicon(path: path, phoneList: list, silence: "SIL")
    }
    return error?.description ?? ""
  }

  @Test("The CMU format: variants, comments, tabs, repetitions, line ends of both kinds")
  func reads() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.dic",
      """
      ;;; a comment about BEE
      THE(2)\tDH IY
      THE                  DH AH\r
      BEE  B IY
      # another
      B                    B IY # the letter

      THE(3)  DH IY
      !SIL SIL
      (PAREN  P
      X(Y)  P
      """)
    let lexicon = try Lexicon(path: path, phoneList: nil, silence: "SIL")
    #expect(lexicon.words == ["(PAREN", "B", "BEE", "THE", "X(Y)"])
    #expect(lexicon.id(of: "THE") == 3 && lexicon.id(of: "the") == nil)
    #expect(lexicon.pronunciations[3] == [["DH", "IY"], ["DH", "AH"]])
    #expect(lexicon.pronunciations[1] == [["B", "IY"]])
    #expect(lexicon.phones == ["AH", "B", "DH", "IY", "P", "SIL"])
  }

  @Test("What is written is read again, and the order of a file does not matter")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let entries: [(word: String, phones: [String])] = [
      ("ZWÖLF", ["T", "S"]), ("A", ["EY"]), ("A", ["AH"]), ("é", ["EY"]), ("A", ["EY"]),
    ]
    let lexicon = try Lexicon(entries, phones: nil, silence: "SIL")
    try lexicon.write(to: folder.path + "/lexicon.txt")
    #expect(try folder.text("lexicon.txt") == "A EY\nA AH\nZWÖLF T S\né EY\n")
    let read = try Lexicon(path: folder.path + "/lexicon.txt", phoneList: nil, silence: "SIL")
    #expect(read == lexicon)
    let turned = [entries[3], entries[1], entries[2], entries[0]]
    #expect(try Lexicon(turned, phones: nil, silence: "SIL") == lexicon)
  }

  @Test("A list of phones is kept whole, Kaldi's symbols left out")
  func phoneList() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("lexicon.txt", "A EY")
    let list = try folder.file("phones.txt", "<eps> 0\nSIL 1\nZH 2\nEY 3\n#0 4\n")
    let lexicon = try Lexicon(path: path, phoneList: list, silence: "SIL")
    #expect(lexicon.phones == ["EY", "SIL", "ZH"])
  }

  @Test("Files that break the format are refused by line")
  func malformed() throws {
    #expect(
      try refusal("A EY\nB B XX\n", phones: "EY\nB\nSIL\n").contains(
        #"line 2: expected "EY", "B", found "XX" in "B"; mend the line or add the phone to"#))
    #expect(
      try refusal("A EY\nB\n").contains(#"line 2: expected a word and its phones, found "B""#))
    #expect(try refusal("A EY # x\n# y\nB # z\n").contains("line 3"))
    #expect(try refusal("A EY SIL\n").contains("leave silence out of words"))
    #expect(try refusal("<s> SIL\n").contains("a word other than the marks"))
    #expect(try refusal("").contains("expected at least one word, found the end of the file"))
    #expect(try refusal(";;; only a comment").contains("line 1: expected at least one word"))
    #expect(try refusal("A EY", phones: "EY\n").contains(#"the silence phone "SIL""#))
  }

  @Test("Text that is not UTF-8 is refused, and shown without its bytes")
  func notUTF8() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.dic", [0x41, 0x20, 0x42, 0x0A, 0x41, 0x20, 0xFF, 0x1B])
    #expect(
      throws: FileError.malformed(
        path: path, at: "line 2", expected: "UTF-8", found: #""\#u{FFFD}\u{1B}""#,
        remedy: "mend the file or write it again")
    ) {
      try Lexicon(path: path, phoneList: nil, silence: "SIL")
    }
  }

  @Test("Entries that make no lexicon are refused with what is wrong")
  func badEntries() {
    func error(
      _ entries: [(word: String, phones: [String])], phones: [String]? = nil
    ) -> LanguageError? {
      #expect(throws: LanguageError.self) {
        try Lexicon(entries, phones: phones, silence: "SIL")
      }
    }
    #expect(error([("A B", ["EY"])]) == .badName(what: "word", name: "A B"))
    #expect(error([("</s>", ["EY"])]) == .badName(what: "word", name: "</s>"))
    #expect(error([("A", [""])]) == .badName(what: "phone", name: ""))
    #expect(error([("A", [])]) == .noPronunciation(word: "A"))
    #expect(error([]) == .empty(what: "words in the lexicon"))
    #expect(
      error([("A", ["EY"])], phones: ["SIL", "B"])
        == .unknownPhone(word: "A", phone: "EY", known: ["B"]))
  }

  @Test("Words that the lexicon lacks are named with their utterance")
  func unknownWords() throws {
    let lexicon = try Lexicon([("A", ["EY"])], phones: nil, silence: "SIL")
    let transcripts = [
      Transcript(id: "u1", words: ["A"]), Transcript(id: "u2", words: ["A", "NO", "WAY", "NO"]),
    ]
    let error = #expect(throws: LanguageError.self) { try lexicon.check(transcripts) }
    #expect(
      error == .unknownWords(first: "NO", utterance: "u2", place: "lexicon", others: 1))
    #expect(
      error?.description
        == #""NO" in utterance "u2" is not in the lexicon, and the same holds of 1 other word; "#
        + "add what is missing, or leave those utterances out.")
    try lexicon.check([transcripts[0]])
  }
}
