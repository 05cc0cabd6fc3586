public import DistillData

/// The words of one utterance, in order; none where there is no speech.
public struct Transcript: Sendable, Equatable {
  /// The name that no other utterance of a list has.
  public let id: String

  /// The words as they are written in the lexicon.
  public let words: [String]

  /// The utterance `id` with `words`, which are brought to Unicode normalization form C.
  ///
  /// - Precondition: Id and words are not empty and have no white space; the id has no parentheses; no
  ///   word has a meaning of its own in files of words, such as `<s>`, `;;` or `{`.
  public init(id: String, words: [String]) {
    precondition(TextLines.isID(id), "“\(id)” cannot be an utterance's id")
    for word in words { precondition(TextLines.isWord(word), "“\(word)” cannot be a word") }
    self.id = TextLines.normalized(id)
    self.words = words.map(TextLines.normalized)
  }

  /// The speaker that SCTK's `-i rm` finds in an utterance's id: what precedes the first `-` or `_`, or
  /// all of it.
  ///
  /// For lists whose ids are built that way; those of AN4 begin with the sentence.
  public static func speaker(inID id: String) -> String {
    String(id.prefix { $0 != "-" && $0 != "_" })
  }
}

extension Transcript {
  /// How a file marks which utterance a line belongs to.
  public enum Format: String, Sendable, CaseIterable {
    /// `W1 W2 (id)`: SCTK's `trn`, and the `.transcription` files of SphinxTrain, whose marks `<s>` and
    /// `</s>` around the words are skipped. Lines that begin with `;;` are comments.
    case trn

    /// `id W1 W2`: Kaldi's `text`.
    case text
  }

  /// A transcript and the line it was read from.
  struct Row {
    let transcript: Transcript
    let line: TextLines.Line
    /// The id as the file has it, not normalized.
    let written: String
  }

  /// Reads the utterances of `path` in the file's order.
  ///
  /// Lines without words are utterances without words. Alternatives in braces, which SCTK supports, are
  /// refused, as are words and ids with white space of any kind. Ids and words are brought to Unicode
  /// normalization form C.
  ///
  /// - Throws: `FileError` with the number of a line without an id or with the id of an earlier one,
  ///   and for a file without utterances.
  public static func read(_ path: String, as format: Format) throws(FileError) -> [Transcript] {
    let (text, rows) = try rows(path, as: format)
    var ids = IDTable()
    for row in rows {
      try ids.insert(row.transcript.id, written: row.written, line: row.line, of: text)
    }
    return rows.map(\.transcript)
  }

  /// The lines of `path`; ids may repeat.
  static func rows(
    _ path: String, as format: Format
  ) throws(FileError) -> (text: TextLines, rows: [Row]) {
    let text = try TextLines(path: path)
    var rows: [Row] = []
    for line in text.lines {
      if format == .trn, line.fields[0].hasPrefix(";;") { continue }
      let transcript = try format == .trn ? trn(line, of: text) : kaldi(line, of: text)
      let place = format == .trn ? line.fields.count - 1 : 0
      rows.append(Row(transcript: transcript, line: line, written: line.written(place)))
    }
    guard !rows.isEmpty else { throw text.refusal(atEnd: "at least one utterance") }
    return (text, rows)
  }

  /// Writes `transcripts`, in their order, to `path`.
  ///
  /// - Throws: `FileError`; an old file is then unchanged.
  public static func write(
    _ transcripts: [Transcript], to path: String, as format: Format
  ) throws(FileError) {
    let lines = transcripts.map { transcript in
      switch format {
      case .trn: (transcript.words + ["(\(transcript.id))"]).joined(separator: " ")
      case .text: ([transcript.id] + transcript.words).joined(separator: " ")
      }
    }
    try TextLines.write(lines, to: path)
  }

  private static func trn(
    _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> Transcript {
    let last = line.fields[line.fields.count - 1]
    let id = String(last.dropFirst().dropLast())
    guard last.count > 2, last.hasPrefix("("), last.hasSuffix(")") else {
      throw text.refusal(
        line, expected: "words and an id in parentheses at the end", found: line.quoted)
    }
    try check(id: id, line, of: text)
    var words = line.fields.dropLast()
    if words.first == NGramModel.beginMark { words.removeFirst() }
    if words.last == NGramModel.endMark { words.removeLast() }
    try check(words, line, of: text)
    return Transcript(id: id, words: Array(words))
  }

  private static func kaldi(
    _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> Transcript {
    try check(id: line.fields[0], line, of: text)
    try check(line.fields.dropFirst(), line, of: text)
    return Transcript(id: line.fields[0], words: Array(line.fields.dropFirst()))
  }

  private static func check(
    id: String, _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) {
    guard TextLines.isFileID(id) else {
      throw text.refusal(
        line, expected: TextLines.idRule, found: TextLines.shown(id),
        remedy: "rename the utterance in all files")
    }
  }

  private static func check(
    _ words: ArraySlice<String>, _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) {
    for word in words where !TextLines.isWord(word) {
      throw text.refusal(
        line, expected: TextLines.wordRule, found: TextLines.shown(word),
        remedy: TextLines.remedy(forWord: word))
    }
  }
}
