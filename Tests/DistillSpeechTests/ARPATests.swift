import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("ARPA files")
struct ARPATests {
  private let transcripts = [
    Transcript(id: "1", words: ["A", "B", "A"]), Transcript(id: "2", words: ["B"]),
    Transcript(id: "3", words: ["A", "A", "A", "B"]),
  ]

  private func refusal(_ text: String, vocabulary: [String]? = nil) throws -> String {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.arpa", text)
    let error = #expect(throws: FileError.self) {
      try NGramModel(arpa: path, vocabulary: vocabulary)
    }
    return error?.description ?? ""
  }

  @Test("What is written is read again, with the same probabilities", arguments: 1...5)
  func roundTrip(order: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.arpa"
    let model = try NGramModel(order: order, vocabulary: ["C", "B", "A"], transcripts: transcripts)
    try model.write(arpa: path)
    let read = try NGramModel(arpa: path, vocabulary: model.vocabulary)
    #expect(read.order == order && read.stateCount == model.stateCount)
    for state in 0..<model.stateCount {
      for (one, other) in zip(model.logProbabilities(in: state), read.logProbabilities(in: state)) {
        #expect(abs(one - other) < 1e-13)
      }
      for word in 0..<3 {
        #expect(model.state(after: state, word: word) == read.state(after: state, word: word))
      }
    }
    let own = try NGramModel(arpa: path, vocabulary: nil)
    #expect(own.vocabulary == ["A", "B", "C"])
    #expect(abs(try own.perplexity(of: transcripts) - model.perplexity(of: transcripts)) < 1e-12)
  }

  private static let small = """
    This is a model, see \\data\\ below.
    ngram 1=nr

    \\data\\
    ngram 1 = 5
    ngram  2=2

    \\1-grams:
    -0.5\t<UNK>\t0.0
     -0.30103  </s>  -99
    -99 <s>\t-0.25
    -0.60206 A -0.5
    -1 B\t0.75

    \\2-grams:
    -0.1 <s> A
    -0.2 A </s>

    \\end\\
    anything
    """

  @Test("Spaces, tabs, line ends, the unknown word and text around the model are tolerated")
  func tolerant() throws {
    let folder = try TemporaryFolder()
    for text in [Self.small, Self.small.replacingOccurrences(of: "\n", with: "\r\n")] {
      let model = try NGramModel(arpa: folder.file("a.arpa", text), vocabulary: nil)
      #expect(model.vocabulary == ["A", "B"] && model.order == 2)
      let start = model.startState
      let ln10 = log(10.0)
      #expect(abs(model.logProbability(word: 0, in: start) + 0.1 * ln10) < 1e-12)
      #expect(abs(model.logProbability(word: 1, in: start) + 1.25 * ln10) < 1e-12)
      // B begins no 2-gram and still has a back-off weight, here above one.
      let afterB = model.state(after: start, word: 1)
      #expect(abs(model.logProbability(word: 0, in: afterB) + (0.60206 - 0.75) * ln10) < 1e-12)
      #expect(abs(model.endLogProbability(in: model.state(after: 0, word: 0)) + 0.2 * ln10) < 1e-12)
    }
  }

  @Test("A vocabulary of the caller's keeps the unknown word, and leaves other words out")
  func vocabulary() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a.arpa", Self.small)
    let model = try NGramModel(arpa: file, vocabulary: ["<UNK>", "B"])
    #expect(abs(model.logProbability(word: 0, in: 0) + 0.5 * log(10)) < 1e-12)
    #expect(model.state(after: model.startState, word: 0) == 0)
  }

  @Test("Words without a 1-gram get that of the unknown word, or are listed with the likely reason")
  func missingWords() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("a.arpa", Self.small)
    let (model, notices) = try NGramModel.read(arpa: file, vocabulary: ["B", "Q", "R"])
    for word in [1, 2] {
      #expect(abs(model.logProbability(word: word, in: 0) + 0.5 * log(10)) < 1e-12)
    }
    #expect(notices.count == 1)
    #expect(notices[0].description.contains(#"2 of the lexicon's 3 words ("Q", "R")"#))
    let plain = Self.small.replacingOccurrences(of: "<UNK>", with: "C")
    let listed = try refusal(plain, vocabulary: ["B", "Q", "R"])
    #expect(listed.contains(#"none of 2 of the lexicon's 3 words ("Q", "R")"#), "\(listed)")
    #expect(listed.contains("take these words out of lexicon.txt"), "\(listed)")
    for text in [plain, Self.small] {
      let lower = try refusal(text, vocabulary: ["a", "b"])
      #expect(lower.contains("the model has 2 of them in capitals"), "\(lower)")
    }
    #expect(
      try refusal(Self.small, vocabulary: ["Q", "R"]).contains("none of 2 of the lexicon's 2"))
  }

  /// The model with `changes` has the same probabilities everywhere as without.
  private func expectUnchanged(_ changes: [(String, String)]) throws {
    let folder = try TemporaryFolder()
    var text = Self.small
    for (old, new) in changes { text = text.replacingOccurrences(of: old, with: new) }
    let sound = try NGramModel(arpa: folder.file("a.arpa", Self.small), vocabulary: nil)
    let (other, _) = try NGramModel.read(arpa: folder.file("b.arpa", text), vocabulary: nil)
    for sentence in [[], [0], [1], [0, 0], [0, 1], [1, 0, 1]] {
      #expect(other.logProbability(of: sentence) == sound.logProbability(of: sentence))
    }
    #expect(other.order == sound.order)
  }

  @Test("n-grams that no sentence can reach change nothing")
  func unreachable() throws {
    for (added, count) in [("-0.2 A <s>", 3), ("-0.2 </s> A", 3), ("-0.1 <s> <s>", 3)] {
      try expectUnchanged([
        ("ngram  2=2", "ngram 2=\(count)"), ("-0.2 A </s>", "-0.2 A </s>\n\(added)"),
      ])
    }
    let folder = try TemporaryFolder()
    let text = Self.small.replacingOccurrences(of: "ngram  2=2", with: "ngram 2=3\nngram 3=1")
      .replacingOccurrences(
        of: "-0.2 A </s>", with: "-0.2 A </s>\n-0.3 <s> </s> -0.07\n\n\\3-grams:\n-0.1 <s> </s> A")
    let (_, notices) = try NGramModel.read(arpa: folder.file("a.arpa", text), vocabulary: nil)
    #expect(notices.count == 1 && notices[0].description.contains("1 n-gram with </s>"))
  }

  @Test("An order of no n-grams needs no section and changes nothing")
  func emptyOrder() throws {
    try expectUnchanged([("ngram  2=2", "ngram 2=2\nngram 3=0")])
    try expectUnchanged([
      ("ngram  2=2", "ngram 2=2\nngram 3=0"), ("\\end\\", "\\3-grams:\n\n\\end\\"),
    ])
  }

  @Test("Cut off after any line, a model is refused")
  func truncated() throws {
    let lines = Self.small.split(separator: "\n", omittingEmptySubsequences: false)
    let end = try #require(lines.firstIndex(of: "\\end\\"))
    for count in 0..<end where count > 0 {
      #expect(try refusal(lines.prefix(count).joined(separator: "\n")).contains("expected"))
    }
  }

  /// What is replaced in the small model, by what, and a part of the sentence that refuses it.
  private static let changes: [(String, String, String)] = [
    (
      "ngram 1 = 5", "ngram 1 = 6",
      "line 8: expected the 6 1-grams that the beginning announces, found 5"
    ),
    ("ngram  2=2", "ngram 2=1", "expected the 1 2-grams"),
    ("ngram 1 = 5", "ngram 1 = 9223372036854775807", "expected the 9223372036854775807 1-grams"),
    ("ngram 1 = 5", "ngram 1 = 92233720368547758080", "line 5: expected ngram 1= and a count"),
    ("ngram 1 = 5", "ngram 1 = -5", "line 5: expected ngram 1= and a count"),
    ("ngram 1 = 5", "ngram 2 = 5", "line 5: expected ngram 1= and a count"),
    ("ngram  2=2", "ngram 2=", "line 6: expected ngram 2= and a count"),
    ("ngram  2=2", "ngram 2=2\nngram 3=1", "expected \\3-grams:"),
    (
      "ngram  2=2", "ngram 2=2\nngram 3=0\nngram 4=0\nngram 5=0\nngram 6=0",
      "line 10: expected an order of at most 5"
    ),
    ("\nngram 1 = 5\nngram  2=2", "", "expected ngram 1= and a count"),
    ("\\data\\\n", "", "expected \\data\\"),
    ("\\2-grams:", "\\3-grams:", #"expected \2-grams:, found "\\3-grams:""#),
    ("\\end\\", "\\fin\\", #"expected \end\, found "\\fin\\""#),
    ("-0.60206 A", "nan A", #"line 12: expected a finite logarithm to base 10, found "nan""#),
    ("-0.60206 A", "-inf A", "expected a finite logarithm"),
    ("-0.60206 A", "-1e300 A", "expected a finite logarithm"),
    ("-0.60206 A", "0.1 A", #"expected the logarithm of a probability, at most 0, found "0.1""#),
    ("A -0.5", "A inf", "expected a finite logarithm"),
    ("A -0.5", "A B -0.5", "expected a logarithm, 1 word and a back-off weight"),
    ("-0.2 A </s>", "-0.2 A", "line 17: expected a logarithm, 2 words, found"),
    ("-0.2 A </s>", "-0.2 A </s> -1", "line 17: expected a logarithm, 2 words, found"),
    ("-0.2 A </s>", "-0.1 <s> A", "line 17: expected every n-gram once"),
    ("-1 B", "-1 A", "line 13: expected every n-gram once"),
    (" -0.30103  </s>", "-1 E", "expected a 1-gram of </s>, found none"),
  ]

  @Test("A file that breaks the format is refused by line", arguments: changes)
  func malformed(old: String, new: String, sentence: String) throws {
    let text = Self.small.replacingOccurrences(of: old, with: new)
    #expect(text != Self.small)
    let message = try refusal(text)
    #expect(message.contains(sentence), "\(message)")
  }

  @Test("Cut off after any byte, a model is refused")
  func truncatedBytes() throws {
    let folder = try TemporaryFolder()
    let whole = Array(Self.small.utf8)
    let end = try #require(Self.small.range(of: "\\end\\"))
    for count in 0..<Self.small[..<end.upperBound].utf8.count {
      let path = try folder.file("a.arpa", Array(whole.prefix(count)))
      #expect(throws: FileError.self) { try NGramModel(arpa: path, vocabulary: nil) }
    }
  }

  @Test("With one bit flipped in any byte a model is refused, or has probabilities")
  func bitFlips() throws {
    let folder = try TemporaryFolder()
    var whole = Array(Self.small.utf8)
    for bit in whole.indices.map({ 8 * $0 + $0 % 8 }) {
      whole[bit / 8] ^= 1 << (bit % 8)
      defer { whole[bit / 8] ^= 1 << (bit % 8) }
      let path = try folder.file("a.arpa", whole)
      guard let model = try? NGramModel(arpa: path, vocabulary: nil) else { continue }
      for state in 0..<model.stateCount {
        let areFinite = model.logProbabilities(in: state).allSatisfy { $0.isFinite }
        #expect(areFinite, "bit \(bit)")
      }
    }
  }

  @Test("An n-gram whose history is not listed is refused")
  func missingHistory() throws {
    let text = Self.small.replacingOccurrences(of: "ngram  2=2", with: "ngram 2=2\nngram 3=1")
      .replacingOccurrences(of: "\\end\\", with: "\\3-grams:\n-0.1 A B A\n\\end\\")
    #expect(
      try refusal(text).contains(
        #"line 21: expected an n-gram whose history is in the section before, found the history "A B""#
      ))
  }

  @Test("Files that are no models at all are refused", arguments: ["", "\n", "x", "\u{0}\u{1}"])
  func junk(text: String) throws {
    #expect(try refusal(text).contains("expected \\data\\"))
  }
}
