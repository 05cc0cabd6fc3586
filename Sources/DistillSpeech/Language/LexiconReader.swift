import DistillData

/// The entries of a pronunciation dictionary: the CMU format, SphinxTrain's, or Kaldi's `lexicon.txt`.
///
/// A line is a word and its phones, separated by spaces or tabs.
///
/// - `WORD(2)` is another pronunciation of `WORD`, as is a second line of `WORD`.
/// - **Comments.** A line that begins with `;;;`, or whose first field is `#`, is a comment, as is
///   everything from a later field that begins with `#` on. `#1` in the place of a phone is Kaldi's
///   disambiguation symbol and is dropped. A line that begins with `#` and more, such as
///   `#HASH-MARK HH AE SH`, is a word where other lines or the list of phones have all its phones, and
///   otherwise a comment, which a notice reports.
/// - **Pauses.** A line whose only phone is silence (`!SIL SIL`) names a pause and not a word: it is no
///   entry, and transcripts may contain it where nothing is spoken.
/// - **Probabilities.** Where every line has a number from 0 to 1 between word and phones, as in
///   Kaldi's `lexiconp.txt`, it is the probability of the pronunciation: the more probable ones come
///   first, and the numbers are not used otherwise. Any other number with a point or an exponent is
///   refused, because it is a column that is not understood and no phone. Whole numbers are phones
///   where the list has them, or where they cannot be a column of probabilities.
struct LexiconReader {
  /// The pronunciations, in the file's order, or by falling probability.
  private(set) var entries: [(word: String, phones: [String])] = []
  /// The list of phones that was given.
  private(set) var phones: [String]?
  /// The words that name a pause.
  private(set) var pauses: Set<String> = []
  /// Words of lines that begin with `#` and were taken for comments, with the numbers of the lines.
  private(set) var commented: [String: Int] = [:]
  /// What the user should know.
  private(set) var notices: [Notice] = []

  private let text: TextLines
  private let phoneList: String?
  private let silence: String
  private let known: Set<String>?

  /// One line, before it is known whether it has a column of probabilities.
  private struct Row {
    let line: TextLines.Line
    let word: String
    var phones: [String]
    var probability = 1.0
  }

  /// Reads the dictionary of `path`; see ``Lexicon/init(path:phoneList:silence:)``.
  init(path: String, phoneList: String?, silence: String) throws(FileError) {
    self.phoneList = phoneList
    self.silence = silence
    phones = nil
    if let phoneList { phones = try Self.phones(in: phoneList, silence: silence) }
    known = phones.map { Set($0) }
    text = try TextLines(path: path)
    var (rows, marked) = try rows()
    try takeProbabilities(from: &rows, and: &marked)
    try takeMarked(marked, into: &rows)
    for row in rows {
      if row.phones == [silence] {
        pauses.insert(row.word)
      } else {
        try check(row)
        entries.append((row.word, row.phones))
      }
    }
    guard !entries.isEmpty else { throw text.refusal(atEnd: "at least one word") }
  }

  /// The lexicon, without the phones `unused` where no word has them.
  func lexicon(without unused: Set<String> = []) -> Lexicon {
    let used = Set(entries.flatMap(\.phones)).union([silence])
    return Lexicon(
      checked: entries, phones: phones?.filter { used.contains($0) || !unused.contains($0) },
      silence: silence)
  }

  /// The lines, those that begin with `#` and more apart.
  private mutating func rows() throws(FileError) -> (rows: [Row], marked: [Row]) {
    var (rows, marked): ([Row], [Row]) = ([], [])
    for line in text.lines where !line.fields[0].hasPrefix(";;;") && line.fields[0] != "#" {
      var phones: [String] = []
      for field in line.fields.dropFirst() {
        if field.hasPrefix("#") {
          if field.utf8.count > 1, field.utf8.dropFirst().allSatisfy(Self.isDigit) { continue }
          if field != "#" {
            notices.append(
              Notice(
                "\(text.path), line \(line.number): everything from \(FileError.quoted(field)) on was "
                  + "read as a comment, because a field after the word begins with #."))
          }
          break
        }
        phones.append(field)
      }
      let word = Lexicon.withoutVariant(line.fields[0])
      let row = Row(line: line, word: word, phones: phones)
      if word.hasPrefix("#") {
        marked.append(row)
        continue
      }
      guard TextLines.isWord(word), Lexicon.withoutVariant(word) == word else {
        throw text.refusal(
          line, expected: TextLines.wordRule, found: TextLines.shown(line.fields[0]),
          remedy: Lexicon.withoutVariant(word) == word
            ? "\(TextLines.remedy(forWord: word)), or leave the line out"
            : "give the word one number in parentheses")
      }
      guard !phones.isEmpty else {
        throw text.refusal(line, expected: "a word and its phones", found: line.quoted)
      }
      rows.append(row)
    }
    return (rows, marked)
  }

  /// Keeps the lines that begin with `#` whose phones are known.
  private mutating func takeMarked(_ marked: [Row], into rows: inout [Row]) throws(FileError) {
    let known = known ?? Set(rows.flatMap(\.phones))
    for row in marked {
      if !row.phones.isEmpty, row.phones.allSatisfy({ known.contains($0) && $0 != silence }),
        TextLines.isWord(row.word)
      {
        rows.append(row)
      } else {
        commented[row.word] = row.line.number
      }
    }
    guard let (word, line) = commented.min(by: { $0.value < $1.value }) else { return }
    let others = commented.count - 1
    notices.append(
      Notice(
        "\(text.path), line \(line): \(FileError.quoted(word)) begins with # and was read as a comment, "
          + "because other lines do not have all its phones"
          + (others == 0 ? "." : "; so were \(others) other line\(others == 1 ? "" : "s").")))
  }

  private func check(_ row: Row) throws(FileError) {
    for phone in row.phones where phone == silence || known?.contains(phone) == false {
      let isNumber = Self.isNumber(phone)
      throw text.refusal(
        row.line,
        expected: isNumber
          ? "a phone"
          : phones.map { LanguageError.list($0.filter { $0 != silence }) } ?? "phones of speech",
        found: (isNumber ? "the number " : "")
          + "\(FileError.quoted(phone)) in \(FileError.quoted(row.word))",
        remedy: phone == silence
          ? "leave silence out of words; it is between them"
          : isNumber
            ? Self.columnRemedy
            : "correct the line or add the phone to \(phoneList ?? "the list")")
    }
    for phone in row.phones where !TextLines.isName(phone) {
      throw text.refusal(
        row.line, expected: "phones without white space", found: TextLines.shown(phone),
        remedy: "remove it")
    }
  }
}

extension LexiconReader {
  private static let columnRemedy =
    "remove the columns of numbers; probabilities, as in lexiconp.txt, are from 0 to 1 and directly "
    + "after the word in every line"

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether `field` is a number in decimal digits, with or without sign, point and exponent.
  private static func isNumber(_ field: String) -> Bool {
    field.utf8.contains(where: isDigit) && Double(field) != nil
      && field.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
  }

  /// Whether `field` is a number that is more than digits, such as 1.0 or 1e0.
  private static func isDecimal(_ field: String) -> Bool {
    isNumber(field) && !field.utf8.allSatisfy(isDigit)
  }

  private func isListed(_ phone: String) -> Bool { known?.contains(phone) == true }

  /// Augmentation the column of probabilities, where there is one, out of the phones.
  private mutating func takeProbabilities(
    from rows: inout [Row], and marked: inout [Row]
  ) throws(FileError) {
    if !rows.isEmpty, rows.allSatisfy({ Self.isNumber($0.phones[0]) && !isListed($0.phones[0]) }),
      try isColumn(rows)
    {
      for place in rows.indices {
        let number = rows[place].phones.removeFirst()
        guard let probability = Double(number), probability > 0, probability <= 1 else {
          throw text.refusal(
            rows[place].line, expected: "a phone or a probability above 0 and at most 1",
            found: "the number \(FileError.quoted(number))", remedy: Self.columnRemedy)
        }
        rows[place].probability = probability
        guard !rows[place].phones.isEmpty else {
          throw text.refusal(
            rows[place].line, expected: "a word, a probability and phones",
            found: rows[place].line.quoted)
        }
      }
      for place in marked.indices where marked[place].phones.first.map(Self.isNumber) == true {
        marked[place].phones.removeFirst()
      }
      // By falling probability; equal ones keep the file's order.
      rows = rows.enumerated().sorted {
        $0.element.probability != $1.element.probability
          ? $0.element.probability > $1.element.probability : $0.offset < $1.offset
      }.map(\.element)
      notices.append(
        Notice(
          "\(text.path) has a column of probabilities, which orders the pronunciations of a word and "
            + "is not used otherwise."))
    }
    for row in rows {
      for phone in row.phones where Self.isDecimal(phone) && !isListed(phone) {
        throw text.refusal(
          row.line, expected: "a phone",
          found: "the number \(FileError.quoted(phone)) in \(FileError.quoted(row.word))",
          remedy: Self.columnRemedy)
      }
    }
  }

  /// Whether the numbers that all lines begin their phones with are a column, and no phones.
  private func isColumn(_ rows: [Row]) throws(FileError) -> Bool {
    if known != nil || rows.contains(where: { Self.isDecimal($0.phones[0]) }) { return true }
    // Whole numbers: where all phones are numbers they are names; 2 and above are no probabilities.
    let rest = rows.flatMap { $0.phones.dropFirst() }
    if rest.allSatisfy(Self.isNumber) || rows.contains(where: { $0.phones[0] != "1" }) {
      return false
    }
    throw text.refusal(
      rows[0].line, expected: "a phone, or a probability with a point such as 1.0",
      found: "the number \"1\" after the word in every line",
      remedy: "remove the column, or list 1 in phones.txt if it is a phone")
  }

  private static func phones(in path: String, silence: String) throws(FileError) -> [String] {
    let text = try TextLines(path: path)
    let phones = text.lines.map { $0.fields[0] }.filter { !$0.hasPrefix("#") && $0 != "<eps>" }
    guard phones.contains(silence) else {
      throw text.refusal(
        atEnd: "the silence phone \(FileError.quoted(silence)) among the phones",
        found: phones.isEmpty ? "no phones" : LanguageError.list(phones),
        remedy: "add it to the list, or name another phone of it as silence")
    }
    return phones
  }
}
