public import DistillData

extension Lexicon {
  /// Reads the dictionary of `path`: the CMU format, or Kaldi's `lexicon.txt`.
  ///
  /// A line is a word and its phones. `WORD(2)` is another pronunciation of `WORD`, as is a second line
  /// of `WORD`. Lines that begin with `;;;` and everything from a field that begins with `#` on are
  /// comments. A line whose only phone is silence (Kaldi's `!SIL SIL`) names the pause and not a word,
  /// and is passed over.
  ///
  /// - Parameters:
  ///   - path: The dictionary.
  ///   - phoneList: A file with the phones that may occur, the first field of each line being one
  ///     (`an4.phone`, `phones.txt`); `nil` takes those that do. Kaldi's symbols, `<eps>` and those
  ///     that begin with `#`, are passed over.
  ///   - silence: The phone that is nobody speaking, such as `SIL`.
  /// - Throws: `FileError` with the number of the line that breaks these rules, and for a file without
  ///   words.
  public init(path: String, phoneList: String?, silence: String) throws(FileError) {
    precondition(TextLines.isName(silence), "“\(silence)” cannot be the name of a phone")
    let phones: [String]?
    if let phoneList {
      phones = try Self.phones(in: phoneList, silence: silence)
    } else {
      phones = nil
    }
    let text = try TextLines(path: path)
    let known = phones.map { Set($0).subtracting([silence]) }
    var entries: [(word: String, phones: [String])] = []
    for line in text.lines {
      guard let entry = try Self.entry(line, of: text), entry.phones != [silence] else { continue }
      for phone in entry.phones where phone == silence || known?.contains(phone) == false {
        let expected =
          phones.map { LanguageError.list($0.filter { $0 != silence }) } ?? "phones of speech"
        throw text.refusal(
          line, expected: expected,
          found: "\(FileError.quoted(phone)) in \(FileError.quoted(entry.word))",
          remedy: phone == silence
            ? "leave silence out of words, between which it lies"
            : "mend the line or add the phone to \(phoneList ?? "the list")")
      }
      entries.append(entry)
    }
    guard !entries.isEmpty else { throw text.refusal(atEnd: "at least one word") }
    self.init(checked: entries, phones: phones, silence: silence)
  }

  /// Writes Kaldi's `lexicon.txt` to `path`: a line for every pronunciation, words in order.
  ///
  /// - Throws: `FileError`; an old file is then still there.
  public func write(to path: String) throws(FileError) {
    let lines = zip(words, pronunciations).flatMap { word, spoken in
      spoken.map { "\(word) \($0.joined(separator: " "))" }
    }
    try TextLines.write(lines, to: path)
  }

  private static func entry(
    _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> (word: String, phones: [String])? {
    if line.fields[0].hasPrefix(";;;") { return nil }
    let fields = line.fields.prefix { !$0.hasPrefix("#") }
    guard let first = fields.first else { return nil }
    let word = withoutVariant(first)
    guard TextLines.isName(word) else {
      throw text.refusal(
        line, expected: "a word other than the marks <s> and </s>", found: FileError.quoted(first),
        remedy: "leave the line out")
    }
    guard fields.count > 1 else {
      throw text.refusal(line, expected: "a word and its phones", found: line.quoted)
    }
    return (word, Array(fields.dropFirst()))
  }

  /// `WORD` for `WORD(2)`, otherwise the word itself.
  private static func withoutVariant(_ word: String) -> String {
    guard word.hasSuffix(")"), let open = word.lastIndex(of: "("), open > word.startIndex else {
      return word
    }
    let number = word[word.index(after: open)...].dropLast().utf8
    guard !number.isEmpty, number.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
      return word
    }
    return String(word[..<open])
  }

  private static func phones(in path: String, silence: String) throws(FileError) -> [String] {
    let text = try TextLines(path: path)
    let phones = text.lines.map { $0.fields[0] }.filter { !$0.hasPrefix("#") && $0 != "<eps>" }
    guard phones.contains(silence) else {
      throw text.refusal(
        atEnd: "the silence phone \(FileError.quoted(silence)) among the phones",
        found: phones.isEmpty ? "no phones" : LanguageError.list(phones))
    }
    return phones
  }
}
