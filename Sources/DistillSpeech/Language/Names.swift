import DistillData

/// Which names words, phones, speakers and utterances can have.
///
/// A name is a field of text files, so it has no white space of any kind: programs that split at
/// Unicode's white space would read two fields where others read one. A word has no meaning of its own
/// in a file that is written, so that SCTK and the commands here read what was written:
///
/// | word | meaning |
/// |---|---|
/// | `<s>`, `</s>` | the ends of a sentence |
/// | anything that begins with `;;` | a comment, in trn, CTM and dictionaries |
/// | `{`, `}`, `@` | alternatives and the empty word, in trn |
/// | `<ALT_BEGIN>`, `<ALT>`, `<ALT_END>` | alternatives, in CTM |
/// | `#` | a comment, in dictionaries |
extension TextLines {
  private static let marks: Set<String> = [NGramModel.beginMark, NGramModel.endMark]
  private static let wordMarks: Set<String> = [
    "{", "}", "@", "#", "<ALT_BEGIN>", "<ALT>", "<ALT_END>",
  ]

  /// Whether `name` can be a field of its own: not empty, without white space and control characters,
  /// and neither `<s>` nor `</s>`.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && !marks.contains(name) && unprintable(in: name) == nil
  }

  /// Whether `word` is a name without a meaning of its own in files of words.
  static func isWord(_ word: String) -> Bool {
    isName(word) && !word.hasPrefix(";;") && !wordMarks.contains(word)
  }

  /// Whether `id` can name an utterance: a name without parentheses, which enclose it in trn, that does
  /// not begin like a comment.
  static func isID(_ id: String) -> Bool {
    isName(id) && !id.hasPrefix(";;") && !id.contains { "()".contains($0) }
  }

  /// Whether `id` can be read as an utterance's id: one of at most 4096 bytes, the limit of archives.
  static func isFileID(_ id: String) -> Bool {
    isID(id) && id.utf8.count <= ArchiveCursor.nameLimit
  }

  /// What ``isFileID(_:)`` expects.
  static let idRule = "an id without white space and parentheses, of at most 4096 bytes"

  /// What ``isWord(_:)`` expects.
  static let wordRule = "a word without white space and without a meaning in files of words"

  /// `name` in quotation marks; invisible white space by its number.
  static func shown(_ name: String) -> String {
    unprintable(in: name).map { "\(FileError.quoted(name)), which has \($0)" }
      ?? FileError.quoted(name)
  }

  /// What to do with a word that ``isWord(_:)`` refuses.
  static func remedy(forWord word: String) -> String {
    unprintable(in: word) != nil
      ? "remove the white space"
      : "spell the word differently in lexicon and transcripts, because it has another meaning in trn, "
        + "CTM or dictionary files"
  }

  /// The first white space or control character of `name`, such as “U+3000”.
  private static func unprintable(in name: String) -> String? {
    name.unicodeScalars.first {
      $0.value <= 0x20 || (0x7F...0x9F).contains($0.value) || $0.properties.isWhitespace
    }.map {
      let digits = String($0.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }
}

/// The ids of a table, each of which may occur once.
struct IDTable {
  private var first: [String: (line: Int, written: String)] = [:]

  /// Adds the field at `index` of `line`, read as `id`.
  ///
  /// - Throws: `FileError` where the table has the id already. Where the two differ in their bytes
  ///   only (composed and decomposed characters), the sentence has that reason.
  mutating func insert(
    _ id: String, written: String, line: TextLines.Line, of text: TextLines
  ) throws(FileError) {
    guard let earlier = first.updateValue((line.number, written), forKey: id) else { return }
    let isSame = earlier.written.utf8.elementsEqual(written.utf8)
    throw text.refusal(
      line, expected: "every id once",
      found: "\(FileError.quoted(id)) again, as in line \(earlier.line)"
        + (isSame ? "" : "; the two ids differ only in composed and decomposed characters"),
      remedy: isSame ? "remove one of the lines" : "rename one of the utterances")
  }
}
