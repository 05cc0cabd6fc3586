import DistillData
import Foundation

/// The n-grams of an ARPA file.
///
/// - n-grams that no sentence can reach, with `</s>` before their end or `<s>` after their beginning,
///   are skipped.
/// - Orders that are announced with no n-grams (`ngram 3=0`) need no section, and do not count.
/// - A word of the vocabulary without a 1-gram gets the probability of `<unk>` (or `<UNK>`) where the
///   model has that; a notice reports it.
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

  /// The length of the longest n-grams.
  var order: Int { max(1, (sections.lastIndex { !$0.isEmpty } ?? 0) + 1) }

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
      if promised == 0, length > 1, rest.first?.fields != ["\\\(length)-grams:"] {
        sections.append([])
        continue
      }
      let heading = try Self.next(&rest, of: text, expecting: "\\\(length)-grams:")
      guard heading.fields == ["\\\(length)-grams:"] else {
        throw text.refusal(heading, expected: "\\\(length)-grams:", found: heading.quoted)
      }
      let body = rest.prefix { !$0.fields[0].hasPrefix("\\") || $0.fields.count > 1 }
      rest = rest.dropFirst(body.count)
      guard body.count == promised else {
        throw text.refusal(
          heading, expected: "the \(promised) \(length)-grams that the beginning announces",
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

  /// The unknown word's 1-gram.
  private var unknown: Entry? {
    sections[0].first { ["<unk>", "<UNK>"].contains($0.words.first ?? "") }
  }

  /// The numbers of the n-grams whose words all have an id, and what the user should know.
  func table(ids: [String: Int32]) throws(FileError) -> (table: NGramTable, notices: [Notice]) {
    let (end, begin) = (Int32(ids.count), Int32(ids.count + 1))
    let vocabulary = ids
    var ids = ids
    ids[NGramModel.endMark] = end
    ids[NGramModel.beginMark] = begin
    var table = NGramTable()
    var seen: [Set<[Int32]>] = [[[]]]
    var unreachable = 0
    for section in sections {
      var found: Set<[Int32]> = []
      for entry in section {
        let gram = entry.words.compactMap { ids[$0] }
        guard gram.count == entry.words.count, let word = gram.last else { continue }
        if gram.dropLast().contains(end) || gram.dropFirst().contains(begin) {
          unreachable += 1
          continue
        }
        let history = Array(gram.dropLast())
        guard (seen.last ?? []).contains(history) else {
          throw text.refusal(
            entry.line, expected: "an n-gram whose history is in the section before",
            found: "the history \(FileError.quoted(entry.words.dropLast().joined(separator: " ")))")
        }
        guard found.insert(gram).inserted else {
          throw text.refusal(entry.line, expected: "every n-gram once", found: "this one again")
        }
        if word != begin { table.arcs[history, default: [:]][word] = entry.logProbability }
        if entry.backoff != 0, word != end { table.backoffs[gram] = entry.backoff }
      }
      seen.append(found)
    }
    guard table.arcs[[]]?[end] != nil else {
      throw text.refusal(atEnd: "a 1-gram of </s>", found: "none")
    }
    var notices: [Notice] = []
    if unreachable > 0 {
      notices.append(
        Notice(
          "\(text.path): \(unreachable) n-gram\(unreachable == 1 ? "" : "s") with </s> before the end or "
            + "<s> after the beginning, which no sentence can reach, \(unreachable == 1 ? "was" : "were") "
            + "skipped."))
    }
    let missing = vocabulary.filter { table.arcs[[]]?[$1] == nil }.sorted { $0.value < $1.value }
    if !missing.isEmpty {
      notices.append(try replacement(for: missing.map(\.key), of: vocabulary.count))
      for (_, id) in missing { table.arcs[[], default: [:]][id] = unknown?.logProbability }
    }
    return (table, notices)
  }

  /// The notice about `missing` words, which get the probability of the unknown word.
  ///
  /// - Throws: `FileError` where there is no unknown word, and where upper and lower case are the
  ///   likely reason.
  private func replacement(
    for missing: [String], of count: Int
  ) throws(FileError) -> Notice {
    let listing =
      "\(missing.count) of the lexicon's \(count) words (\(LanguageError.list(missing)))"
    let known = words
    let folded = Set(known.map { $0.lowercased() })
    let inOtherCase = missing.filter { folded.contains($0.lowercased()) }
    if let advice = Lexicon.caseAdvice(missing: inOtherCase, from: known, in: "model"),
      unknown == nil || 2 * inOtherCase.count > missing.count
    {
      throw text.refusal(
        atEnd: "a 1-gram of every word", found: "none of \(listing)", remedy: advice)
    }
    guard unknown != nil, missing.count < count else {
      throw text.refusal(
        atEnd: "a 1-gram of every word", found: "none of \(listing)",
        remedy: "take these words out of lexicon.txt, or estimate the model with them")
    }
    return Notice(
      "\(text.path) has no 1-gram of \(listing); they get the probability of <unk>. Take them out of "
        + "lexicon.txt if they are not to be recognised.")
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
