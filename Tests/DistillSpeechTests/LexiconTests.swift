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
        #"line 2: expected "EY", "B", found "XX" in "B"; correct the line or add the phone to"#))
    #expect(
      try refusal("A EY\nB\n").contains(#"line 2: expected a word and its phones, found "B""#))
    #expect(try refusal("A EY # x\n# y\nB # z\n").contains("line 3"))
    #expect(try refusal("A EY SIL\n").contains("leave silence out of words"))
    #expect(try refusal("<s> SIL\n").contains("a word without white space and without a meaning"))
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
        remedy: "convert the file to UTF-8, for example with iconv -f latin1 -t utf-8")
    ) {
      try Lexicon(path: path, phoneList: nil, silence: "SIL")
    }
  }

  private func read(_ dictionary: String, phones: String? = nil) throws -> (Lexicon, [Notice]) {
    let folder = try TemporaryFolder()
    return try Lexicon.read(
      path: folder.file("a.dic", dictionary),
      phoneList: phones.map { try folder.file("a.phone", $0) }, silence: "SIL")
  }

  @Test(
    "A column of probabilities is not a phone: it orders the pronunciations",
    arguments: [nil, "A\nB\nD\nE\nSIL\n"])
  func probabilities(phones: String?) throws {
    let (lexicon, notices) = try read(
      "!SIL 1.0 SIL\nAB 1.0 A B\nBED 0.3 B E\nBED 0.7 B E D\nDAB 1 D A B\nEBB 1e0 E B\n",
      phones: phones)
    #expect(lexicon.phones == ["A", "B", "D", "E", "SIL"])
    #expect(lexicon.words == ["AB", "BED", "DAB", "EBB"])
    #expect(lexicon.pronunciations[1] == [["B", "E", "D"], ["B", "E"]])
    #expect(notices.count == 1 && notices[0].description.contains("column of probabilities"))
    let ones = try read("AB 1.0 A B\nBED 1.0 B E D\n", phones: phones)
    #expect(ones.0.pronunciations == [[["A", "B"]], [["B", "E", "D"]]])
    // Where phones are listed, a number that is not among them is none.
    if phones != nil { #expect(try read("AB 1 A B\nBED 1 B E D\n", phones: phones).1.count == 1) }
  }

  @Test("Numbers that are neither phones nor probabilities are refused as numbers")
  func otherNumbers() throws {
    for (text, phones) in [
      ("AB 1.0 A B\nBED B E D\n", nil), ("AB 1.0 A B\nBED B E D\n", "A\nB\nD\nE\nSIL\n"),
      ("AB -0.5 A B\nBED -0.7 B\n", nil), ("AB 1.5 A B\nBED 1.0 B\n", nil),
      ("AB 1.0 0.5 1.2 0.9 A B\nBED 1.0 0.5 1.2 0.9 B\n", nil), ("AB A B 0.5\n", nil),
      ("AB 0.0 A\n", nil),
    ] as [(String, String?)] {
      let message = try refusal(text, phones: phones)
      #expect(message.contains("found the number"), "\(message)")
      #expect(message.contains("lexiconp.txt") && !message.contains("add the phone"), "\(message)")
    }
    #expect(try refusal("AB 1 A B\nBED 1 B E\n").contains("list 1 in phones.txt"))
  }

  @Test("Phones that look like numbers stay phones")
  func digits() throws {
    #expect(try read("ONE 1 2\nTWO 2 3\n").0.phones == ["1", "2", "3", "SIL"])
    #expect(try read("A 1 2\nB 1 3\n").0.phones == ["1", "2", "3", "SIL"])
    #expect(try read("MA m a1\nNA n a 4\n").0.phones == ["4", "SIL", "a", "a1", "m", "n"])
    #expect(try read("A 1 x\nB 1 y\n", phones: "1\nx\ny\nSIL\n").0.words == ["A", "B"])
    #expect(try read("A 2 x\nB 3 y\n").0.phones == ["2", "3", "SIL", "x", "y"])
  }

  @Test("A word may begin with #; what is taken for a comment is reported")
  func hashes() throws {
    let (lexicon, notices) = try read("# a comment\nA AA\nB BB #1\n#HASH AA BB # the sign\n")
    #expect(lexicon.words == ["#HASH", "A", "B"] && notices.isEmpty)
    #expect(lexicon.pronunciations[0] == [["AA", "BB"]] && lexicon.phones == ["AA", "BB", "SIL"])
    let other = try read("A AA\n#HASH HH AA\nB AA #BB\n")
    #expect(other.0.words == ["A", "B"] && other.0.phones == ["AA", "SIL"])
    let text = other.1.map(\.description).joined(separator: "\n")
    #expect(text.contains("line 2: \"#HASH\" begins with #"), "\(text)")
    #expect(text.contains("line 3: everything from \"#BB\" on"), "\(text)")
    let folder = try TemporaryFolder()
    try lexicon.write(to: folder.path + "/lexicon.txt")
    #expect(
      try Lexicon(path: folder.path + "/lexicon.txt", phoneList: nil, silence: "SIL") == lexicon)
  }

  @Test("Words that files of words use otherwise are refused")
  func marks() throws {
    for word in [";;x", "{", "}", "@", "A\u{3000}B", "<ALT>", "A(2)(3)"] {
      #expect(try refusal("A AA\n\(word) AA\n").contains("line 2"), "\(word)")
    }
    #expect(try refusal("A A\u{A0}A\n").contains("U+00A0"))
  }

  @Test("Words that look alike are one word, written composed")
  func oneSpelling() throws {
    let (lexicon, _) = try read("E\u{301}BB E\u{301} B\n\u{C9}BB B\n")
    #expect(lexicon.words.count == 1 && lexicon.pronunciations[0].count == 2)
    #expect(lexicon.words[0].utf8.elementsEqual("\u{C9}BB".utf8))
    #expect(lexicon.phones.contains { $0.utf8.elementsEqual("\u{C9}".utf8) })
  }

  @Test("The reason why a word is missing is named where it is known")
  func reasons() throws {
    let lexicon = try Lexicon(
      [("DAB", ["D"]), ("EBB", ["E"]), ("it", ["I"])], phones: nil, silence: "SIL")
    func message(_ words: [String]) -> String {
      let error = #expect(throws: LanguageError.self) {
        try lexicon.check([Transcript(id: "u", words: words)])
      }
      return error?.description ?? ""
    }
    let lower = message(["dab", "ebb", "nothing"])
    #expect(lower.contains("the lexicon has 2 of them in capitals, such as \"DAB\""), "\(lower)")
    #expect(!lower.contains("add the missing words"))
    #expect(message(["IT"]).contains("has it in lower case"))
    #expect(message(["DAB(2)"]).contains("leave the number of the pronunciation out"))
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
        == #""NO" in utterance "u2" is not in the lexicon, as is the case for 1 other word; "#
        + "add the missing words, or leave those utterances out.")
    try lexicon.check([transcripts[0]])
  }
}
