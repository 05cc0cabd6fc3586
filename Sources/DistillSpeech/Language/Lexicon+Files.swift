public import DistillData

extension Lexicon {
  /// Reads the dictionary of `path`: the CMU format, or Kaldi's `lexicon.txt` and `lexiconp.txt`.
  ///
  /// A line is a word and its phones. `WORD(2)` is another pronunciation of `WORD`, as is a second line
  /// of `WORD`. Lines that begin with `;;;`, lines whose first field is `#`, and everything from a later
  /// field that begins with `#` on are comments. A line that begins with `#` and more is a word where
  /// its phones are those of other lines, and otherwise a comment. A line whose only phone is silence
  /// (Kaldi's `!SIL SIL`) names a pause and is no word. A column of probabilities between words and
  /// phones orders the pronunciations.
  ///
  /// - Parameters:
  ///   - path: The dictionary.
  ///   - phoneList: A file with the phones that may occur, the first field of each line being one
  ///     (`an4.phone`, `phones.txt`); `nil` takes those that do. Kaldi's symbols, `<eps>` and those
  ///     that begin with `#`, are skipped.
  ///   - silence: The phone of silence, such as `SIL`.
  /// - Throws: `FileError` with the number of the line that breaks these rules, and for a file without
  ///   words.
  public init(path: String, phoneList: String?, silence: String) throws(FileError) {
    self = try Self.read(path: path, phoneList: phoneList, silence: silence).lexicon
  }

  /// Reads a dictionary as ``init(path:phoneList:silence:)`` does, with notices about what was skipped.
  public static func read(
    path: String, phoneList: String?, silence: String
  ) throws(FileError) -> (lexicon: Lexicon, notices: [Notice]) {
    precondition(TextLines.isName(silence), "“\(silence)” cannot be the name of a phone")
    let reader = try LexiconReader(path: path, phoneList: phoneList, silence: silence)
    return (reader.lexicon(), reader.notices)
  }

  /// Writes Kaldi's `lexicon.txt` to `path`: a line for every pronunciation, words in order.
  ///
  /// - Throws: `FileError`; an old file is then unchanged.
  public func write(to path: String) throws(FileError) {
    let lines = zip(words, pronunciations).flatMap { word, spoken in
      spoken.map { "\(word) \($0.joined(separator: " "))" }
    }
    try TextLines.write(lines, to: path)
  }

  /// `WORD` for `WORD(2)`, otherwise the word itself.
  static func withoutVariant(_ word: String) -> String {
    guard word.hasSuffix(")"), let open = word.lastIndex(of: "("), open > word.startIndex else {
      return word
    }
    let number = word[word.index(after: open)...].dropLast().utf8
    guard !number.isEmpty, number.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      return word
    }
    return String(word[..<open])
  }
}
