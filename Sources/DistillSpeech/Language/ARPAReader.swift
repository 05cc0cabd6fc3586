import DistillData
import Foundation

/// The n-grams of an ARPA file.
struct ARPAReader {
  /// One line of a section.
  private struct Entry {
    let line: TextLines.Line
    /// ln p.
    let logProbability: Double
    let words: ArraySlice<String>
    /// ln β.
    let backoff: Double
  }

  /// How many sections the file has.
  var order: Int { sections.count }

  private let text: TextLines
  private var sections: [[Entry]] = []

  /// The n-grams of the file at `path`, its structure checked.
  init(path: String) throws(FileError) {
    text = try TextLines(path: path)
    guard let data = text.lines.firstIndex(where: { $0.fields == ["\\data\\"] }) else {
      throw text.refusal(atEnd: "\\data\\ at the beginning of the model")
    }
    var rest = text.lines[(data + 1)...]
    let counts = try Self.counts(&rest, of: text)
    for (index, promised) in counts.enumerated() {
      let length = index + 1
      let heading = try Self.next(&rest, of: text, expecting: "\\\(length)-grams:")
      guard heading.fields == ["\\\(length)-grams:"] else {
        throw text.refusal(heading, expected: "\\\(length)-grams:", found: heading.quoted)
      }
      let body = rest.prefix { !$0.fields[0].hasPrefix("\\") || $0.fields.count > 1 }
      rest = rest.dropFirst(body.count)
      guard body.count == promised else {
        throw text.refusal(
          heading, expected: "the \(promised) \(length)-grams that the beginning promises",
          found: "\(body.count)")
      }
      sections.append(
        try body.map { line throws(FileError) in
          try Self.entry(line, length: length, isLast: length == counts.count, of: text)
        })
    }
    let end = try Self.next(&rest, of: text, expecting: "\\end\\")
    guard end.fields == ["\\end\\"] else {
      throw text.refusal(end, expected: "\\end\\", found: end.quoted)
    }
  }

  /// The file's words, without marks and the unknown word, in the order of their UTF-8 bytes.
  var words: [String] {
    let marks: Set = [NGramModel.beginMark, NGramModel.endMark, "<unk>", "<UNK>"]
    return Set(sections[0].compactMap(\.words.first)).subtracting(marks)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The numbers of the n-grams whose words all have an id.
  func table(ids: [String: Int32]) throws(FileError) -> NGramTable {
    let (end, begin) = (Int32(ids.count), Int32(ids.count + 1))
    var ids = ids
    ids[NGramModel.endMark] = end
    ids[NGramModel.beginMark] = begin
    var table = NGramTable()
    var seen: [Set<[Int32]>] = [[[]]]
    for section in sections {
      var found: Set<[Int32]> = []
      for entry in section {
        let gram = entry.words.compactMap { ids[$0] }
        guard gram.count == entry.words.count, let word = gram.last else { continue }
        let history = Array(gram.dropLast())
        try check(entry, history: history, word: word, end: end, isKnown: seen.last ?? [])
        guard found.insert(gram).inserted else {
          throw text.refusal(entry.line, expected: "every n-gram once", found: "this one again")
        }
        if word != begin { table.arcs[history, default: [:]][word] = entry.logProbability }
        if entry.backoff != 0, word != end { table.backoffs[gram] = entry.backoff }
      }
      seen.append(found)
    }
    let lacking = ids.filter { $1 != begin && table.arcs[[]]?[$1] == nil }
    if let (word, _) = lacking.min(by: { $0.value < $1.value }) {
      throw text.refusal(
        atEnd: "a 1-gram of every word", found: "none of \(FileError.quoted(word))")
    }
    return table
  }

  private func check(
    _ entry: Entry, history: [Int32], word: Int32, end: Int32, isKnown known: Set<[Int32]>
  ) throws(FileError) {
    guard known.contains(history) else {
      throw text.refusal(
        entry.line, expected: "an n-gram whose history is in the section before",
        found: "the history \(FileError.quoted(entry.words.dropLast().joined(separator: " ")))")
    }
    guard !history.contains(end), history.isEmpty || word != end + 1 else {
      throw text.refusal(
        entry.line, expected: "<s> only at the beginning and </s> only at the end",
        found: entry.line.quoted)
    }
  }
}

extension ARPAReader {
  private static func next(
    _ rest: inout ArraySlice<TextLines.Line>, of text: TextLines, expecting expected: String
  ) throws(FileError) -> TextLines.Line {
    guard let line = rest.popFirst() else { throw text.refusal(atEnd: expected) }
    return line
  }

  /// Reads the lines `ngram 1=107`, with or without spaces around the sign.
  private static func counts(
    _ rest: inout ArraySlice<TextLines.Line>, of text: TextLines
  ) throws(FileError) -> [Int] {
    var counts: [Int] = []
    while let line = rest.first, line.fields[0] == "ngram" {
      let parts = line.fields.dropFirst().joined().split(
        separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, Int(parts[0]) == counts.count + 1, let count = Int(parts[1]),
        count >= 0
      else {
        throw text.refusal(
          line, expected: "ngram \(counts.count + 1)= and a count", found: line.quoted)
      }
      guard NGramModel.orders.contains(counts.count + 1) else {
        throw text.refusal(line, expected: "an order of at most 5", found: line.quoted)
      }
      counts.append(count)
      rest.removeFirst()
    }
    guard !counts.isEmpty else {
      let line = try next(&rest, of: text, expecting: "ngram 1= and a count")
      throw text.refusal(line, expected: "ngram 1= and a count", found: line.quoted)
    }
    return counts
  }

  private static func entry(
    _ line: TextLines.Line, length: Int, isLast: Bool, of text: TextLines
  ) throws(FileError) -> Entry {
    let fields = line.fields
    guard fields.count == length + 1 || (fields.count == length + 2 && !isLast) else {
      throw text.refusal(
        line,
        expected: "a logarithm, \(length) word\(length == 1 ? "" : "s")"
          + (isLast ? "" : " and a back-off weight"), found: line.quoted)
    }
    let logProbability = try number(fields[0], line, of: text)
    guard logProbability <= 0 else {
      throw text.refusal(
        line, expected: "the logarithm of a probability, at most 0",
        found: FileError.quoted(fields[0]))
    }
    let backoff = fields.count == length + 2 ? try number(fields[length + 1], line, of: text) : 0
    return Entry(
      line: line, logProbability: logProbability * log(10), words: fields[1...length],
      backoff: backoff * log(10))
  }

  private static func number(
    _ field: String, _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> Double {
    // Beyond this, sums of a few of them would leave the range of powers.
    guard let number = Double(field), number.magnitude <= 1e6 else {
      throw text.refusal(
        line, expected: "a finite logarithm to base 10", found: FileError.quoted(field))
    }
    return number
  }
}
