public import DistillData

/// What was said in one utterance: its words, in order; none where nobody speaks.
public struct Transcript: Sendable, Equatable {
  /// The name that no other utterance of a list has.
  public let id: String

  /// The words as they are written in the lexicon.
  public let words: [String]

  /// The utterance `id` with `words`.
  ///
  /// - Precondition: Id and words are not empty and hold no white space, the id no parentheses either,
  ///   and no word is `<s>` or `</s>`.
  public init(id: String, words: [String]) {
    precondition(Self.isID(id), "“\(id)” cannot be an utterance's id")
    for word in words { precondition(TextLines.isName(word), "“\(word)” cannot be a word") }
    self.id = id
    self.words = words
  }

  /// The speaker that SCTK's `-i rm` finds in an utterance's id: what stands before the first `-` or
  /// `_`, or all of it.
  ///
  /// For lists whose ids are built that way; those of AN4 begin with the sentence.
  public static func speaker(inID id: String) -> String {
    String(id.prefix { $0 != "-" && $0 != "_" })
  }

  static func isID(_ id: String) -> Bool {
    TextLines.isName(id) && !id.contains { "()".contains($0) }
  }
}

extension Transcript {
  /// How a file says which utterance a line belongs to.
  public enum Format: String, Sendable, CaseIterable {
    /// `W1 W2 (id)`: SCTK's `trn`, and the `.transcription` files of SphinxTrain, whose marks `<s>` and
    /// `</s>` around the words are passed over. Lines that begin with `;;` are comments.
    case trn

    /// `id W1 W2`: Kaldi's `text`.
    case text
  }

  /// Reads the utterances of `path` in the file's order.
  ///
  /// Lines without words are utterances without words. Alternatives in braces, which SCTK knows, are
  /// refused.
  ///
  /// - Throws: `FileError` with the number of a line without an id or with the id of an earlier one,
  ///   and for a file without utterances.
  public static func read(_ path: String, as format: Format) throws(FileError) -> [Transcript] {
    let text = try TextLines(path: path)
    var transcripts: [Transcript] = []
    var lineOfID: [String: Int] = [:]
    for line in text.lines {
      if format == .trn, line.fields[0].hasPrefix(";;") { continue }
      let transcript = try format == .trn ? trn(line, of: text) : kaldi(line, of: text)
      if let earlier = lineOfID.updateValue(line.number, forKey: transcript.id) {
        throw text.refusal(
          line, expected: "every id once",
          found: "\(FileError.quoted(transcript.id)) again, as in line \(earlier)")
      }
      transcripts.append(transcript)
    }
    guard !transcripts.isEmpty else { throw text.refusal(atEnd: "at least one utterance") }
    return transcripts
  }

  /// Writes `transcripts`, in their order, to `path`.
  ///
  /// - Throws: `FileError`; an old file is then still there.
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
    guard last.hasPrefix("("), last.hasSuffix(")"), isID(id) else {
      throw text.refusal(
        line, expected: "words and an id in parentheses at the end", found: line.quoted)
    }
    var words = line.fields.dropLast()
    if words.first == NGramModel.beginMark { words.removeFirst() }
    if words.last == NGramModel.endMark { words.removeLast() }
    try check(words, line, of: text)
    return Transcript(id: id, words: Array(words))
  }

  private static func kaldi(
    _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> Transcript {
    guard isID(line.fields[0]) else {
      throw text.refusal(
        line, expected: "an id without parentheses and its words", found: line.quoted)
    }
    try check(line.fields.dropFirst(), line, of: text)
    return Transcript(id: line.fields[0], words: Array(line.fields.dropFirst()))
  }

  private static func check(
    _ words: ArraySlice<String>, _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) {
    for word in words where !TextLines.isName(word) || word == "{" || word == "}" {
      throw text.refusal(
        line, expected: "words without marks and alternatives", found: FileError.quoted(word))
    }
  }
}
