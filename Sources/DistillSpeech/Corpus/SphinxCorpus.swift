import DistillData
import Foundation

/// A corpus in SphinxTrain's layout.
///
/// - `etc/NAME_train.fileids` lists the recordings, one path a line, relative to `wav/` and usually without
///   extension. The last folder of a path is the speaker's, so a path has at least one. No path occurs
///   twice.
/// - `etc/NAME_train.transcription` has the words of each, with an id in parentheses at the end:
///   `<s> W1 W2 </s> (id)`. The id is the end of the recording's path: its name, `(0001)`, or some or all
///   of its folders, too, `(speaker/0001)`. Where both lists have the same length and every id is the end
///   of the path on the same line, they are joined line by line, as SphinxTrain does; otherwise by the ids,
///   each of which then belongs to one recording only.
/// - An utterance's id is the name of its file, or, where two files of a part have the same name, its path
///   with `-` for `/`.
/// - Fillers are no words: `<sil>`, the entries of `etc/NAME.filler`, and words of the dictionary whose only
///   phone is silence. They are left out of the transcripts; a notice reports those that are not silence.
///   Phones that only fillers have are left out, too.
struct SphinxCorpus {
  /// The end of the name of the list of training recordings.
  static let listSuffix = "_train.fileids"

  private let path: String
  private let etc: String
  private let others: [String]
  private let silence: String
  private let reader: LexiconReader
  private let lexicon: Lexicon
  /// Fillers, and whether they are silence.
  private let fillers: [String: Bool]

  /// A recording of a list.
  private struct Listed {
    let line: TextLines.Line
    /// The path as it is written.
    let file: String
    /// The parts of the path without extension.
    let parts: [String]

    func ends(with id: String) -> Bool {
      let parts = SphinxCorpus.parts(id)
      return !parts.isEmpty && self.parts.suffix(parts.count) == parts[...]
    }
  }

  /// Reads dictionary, phones and fillers of the corpus `name` in `path`; `others` are further names there.
  init(_ name: String, others: [String], in path: String, silence: String) throws(FileError) {
    self.path = path
    self.others = others
    self.silence = silence
    etc = "\(path)/etc/\(name)"
    precondition(TextLines.isName(silence), "“\(silence)” cannot be the name of a phone")
    let phones = "\(etc).phone"
    reader = try LexiconReader(
      path: "\(etc).dic",
      phoneList: FileManager.default.fileExists(atPath: phones) ? phones : nil, silence: silence)
    var fillers = ["<sil>": true]
    var unused: Set<String> = []
    if FileManager.default.fileExists(atPath: "\(etc).filler") {
      for line in try TextLines(path: "\(etc).filler").lines where !line.fields[0].hasPrefix(";;") {
        let phones = line.fields.dropFirst()
        fillers[line.fields[0]] = phones.allSatisfy { $0 == silence }
        unused.formUnion(phones)
      }
    }
    for pause in reader.pauses { fillers[pause] = true }
    let lexicon = reader.lexicon(without: unused)
    self.lexicon = lexicon
    self.fillers = fillers.filter { lexicon.id(of: $0.key) == nil }
  }

  /// The whole corpus.
  func corpus() throws -> SpeechCorpus {
    var notices = reader.notices
    if !others.isEmpty {
      notices.append(
        Notice(
          "\(path)/etc has the lists of \(others.count + 1) corpora; \(etc)\(Self.listSuffix) was read, and "
            + "\(LanguageError.list(others)) \(others.count == 1 ? "was" : "were") not."))
    }
    let parts = try ["train", "test"].map { try part($0, &notices) }
    // One form of ids for both parts: short where that is possible in each.
    let areShort = parts.allSatisfy { part in
      Set(part.map { $0.listed.parts.last }).count == part.count
    }
    let utterances = try parts.enumerated().map { place, part in
      try self.utterances(part, list: list(place == 0 ? "train" : "test"), areShort: areShort)
    }
    for (place, part) in zip(["train", "test"], utterances) {
      try lexicon.check(
        part.map { Transcript(id: $0.id, words: $0.words) }, source: transcription(place),
        place: "lexicon \(etc).dic"
      ) { advice(for: $0) }
    }
    return try SpeechCorpus(
      training: utterances[0], test: utterances[1], lexicon: lexicon,
      isSynthetic: SpeechCorpus.isSynthetic(path), notices: notices)
  }

  private func list(_ part: String) -> String { "\(etc)_\(part).fileids" }
  private func transcription(_ part: String) -> String { "\(etc)_\(part).transcription" }

  /// The recordings of a part with their words, in the order of the list.
  private func part(
    _ part: String, _ notices: inout [Notice]
  ) throws -> [(listed: Listed, words: [String])] {
    guard part == "train" || FileManager.default.fileExists(atPath: list(part)) else { return [] }
    let listed = try listed(list(part))
    let (text, rows) = try Transcript.rows(transcription(part), as: .trn)
    let own = try join(listed, rows, of: text, part)
    var counts: [String: Int] = [:]
    let result = zip(listed, own).map { listed, transcript in
      let words = transcript.words.filter { word in
        guard let isSilence = fillers[word] else { return true }
        if !isSilence { counts[word, default: 0] += 1 }
        return false
      }
      return (listed: listed, words: words)
    }
    if !counts.isEmpty {
      let names = counts.sorted { $0.key < $1.key }.map(\.key)
      notices.append(
        Notice(
          "\(transcription(part)): fillers of \(etc).filler (\(LanguageError.list(names)), "
            + "\(counts.values.reduce(0, +)) times) are no words and were left out."))
    }
    return result
  }

  private func listed(_ list: String) throws -> [Listed] {
    let text = try TextLines(path: list)
    var ids = IDTable()
    return try text.lines.map { line in
      var file = String(decoding: line.bytes, as: UTF8.self)[...]
      while let last = file.last, last == " " || last == "\t" { file.removeLast() }
      file = file.drop { $0 == " " || $0 == "\t" }
      // As it is written, because ids that differ in their encoding only are refused as such.
      var parts = Self.parts(String(file))
      if let name = parts.last, let point = name.lastIndex(of: "."), point > name.startIndex,
        SpeechCorpus.extensions.contains(String(name[name.index(after: point)...]))
      {
        parts[parts.count - 1] = String(name[..<point])
      }
      let written = parts.joined(separator: "/")
      parts = parts.map(TextLines.normalized)
      try ids.insert(parts.joined(separator: "/"), written: written, line: line, of: text)
      guard parts.count > 1 else {
        throw SpeechError.noSpeakerFolder(recording: String(file), path: list)
      }
      guard parts.allSatisfy(TextLines.isFileID) else {
        throw text.refusal(
          line, expected: "a path without white space and parentheses", found: line.quoted,
          remedy: "rename the folder or the file")
      }
      return Listed(line: line, file: String(file), parts: parts)
    }
  }

  /// The transcript of each recording.
  private func join(
    _ listed: [Listed], _ rows: [Transcript.Row], of text: TextLines, _ part: String
  ) throws -> [Transcript] {
    if listed.count == rows.count,
      zip(listed, rows).allSatisfy({ $0.ends(with: $1.transcript.id) })
    {
      return rows.map(\.transcript)
    }
    var ids = IDTable()
    var byName: [String: [Int]] = [:]
    for (place, recording) in listed.enumerated() {
      byName[recording.parts[recording.parts.count - 1], default: []].append(place)
    }
    var own = [Transcript.Row?](repeating: nil, count: listed.count)
    for row in rows {
      let id = row.transcript.id
      try ids.insert(id, written: row.written, line: row.line, of: text)
      let places = (byName[Self.parts(id).last ?? ""] ?? []).filter { listed[$0].ends(with: id) }
      guard let place = places.first else {
        throw SpeechError.transcriptWithoutRecording(utterance: id, path: list(part))
      }
      guard places.count == 1 else {
        throw SpeechError.sharedTranscript(
          utterance: id, path: text.path,
          recordings: places.map { listed[$0].parts.joined(separator: "/") })
      }
      if let earlier = own[place] {
        throw text.refusal(
          row.line, expected: "one transcript for each recording",
          found:
            "another of \(FileError.quoted(listed[place].file)), as in line \(earlier.line.number)",
          remedy: "remove one of the lines")
      }
      own[place] = row
    }
    return try zip(listed, own).map { recording, row in
      guard let row else {
        throw SpeechError.missingTranscript(
          utterance: recording.parts.last ?? recording.file, path: text.path)
      }
      return row.transcript
    }
  }

  private func utterances(
    _ part: [(listed: Listed, words: [String])], list: String, areShort: Bool
  ) throws -> [Utterance] {
    var places: [String: Listed] = [:]
    return try part.map { listed, words in
      let parts = listed.parts
      let id = areShort ? parts[parts.count - 1] : parts.joined(separator: "-")
      if let earlier = places.updateValue(listed, forKey: id) {
        throw FileError.malformed(
          path: list, at: "line \(listed.line.number)", expected: "every id once",
          found: "\(FileError.quoted(id)) again, as in line \(earlier.line.number)",
          remedy: "rename one of the folders")
      }
      return Utterance(
        id: id, speaker: parts[parts.count - 2], words: words,
        path: try SpeechCorpus.recording("\(path)/wav/\(listed.file)", of: id))
    }
  }

  /// A remedy for a word that the dictionary does not have.
  private func advice(for word: String) -> String? {
    if let advice = reader.commentAdvice(for: word) { return advice }
    let isMarked = [("++", "++"), ("<", ">"), ("[", "]")].contains {
      word.hasPrefix($0.0) && word.hasSuffix($0.1)
    }
    return isMarked
      ? "if it is a filler such as noise, add a line for it to \(etc).filler, otherwise to the dictionary"
      : nil
  }

  /// The parts of a path, without those that mean the folder itself.
  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }
}
