import DistillData
import Foundation

/// A corpus in Kaldi's layout: `train/` and `test/` with `wav.scp`, `text` and `utt2spk`, and
/// `lexicon.txt`, perhaps `phones.txt`, beside them.
///
/// - Where there is no `lexicon.txt`, `lexiconp.txt` is read.
/// - Every id occurs once in every table. Ids have no white space of any kind and no parentheses, and are
///   equal where their Unicode normalization form C is.
/// - The path in `wav.scp` is everything after the id and the white space that follows it, as it is
///   written: `my  file.wav` has two spaces. It is relative to the corpus, or absolute. Commands (`… |`)
///   are not run but refused, as are `segments`.
/// - Words that the lexicon gives silence as their only phone (`!SIL SIL`) are pauses and are left out of
///   the transcripts.
struct KaldiCorpus {
  private let path: String
  private let lexiconPath: String
  private let reader: LexiconReader
  private let lexicon: Lexicon

  /// Reads the lexicon of the corpus in `path`.
  init(in path: String, silence: String) throws(FileError) {
    self.path = path
    let names = ["lexicon.txt", "lexiconp.txt"].map { "\(path)/\($0)" }
    lexiconPath = names.first { FileManager.default.fileExists(atPath: $0) } ?? names[0]
    let phones = "\(path)/phones.txt"
    precondition(TextLines.isName(silence), "“\(silence)” cannot be the name of a phone")
    reader = try LexiconReader(
      path: lexiconPath,
      phoneList: FileManager.default.fileExists(atPath: phones) ? phones : nil, silence: silence)
    lexicon = reader.lexicon()
  }

  /// The whole corpus.
  func corpus() throws -> SpeechCorpus {
    var notices = reader.notices
    let training = try part("train", &notices)
    let test =
      FileManager.default.fileExists(atPath: "\(path)/test/wav.scp")
      ? try part("test", &notices) : []
    return try SpeechCorpus(
      training: training, test: test, lexicon: lexicon,
      isSynthetic: SpeechCorpus.isSynthetic(path), notices: notices)
  }

  private func part(_ part: String, _ notices: inout [Notice]) throws -> [Utterance] {
    let folder = "\(path)/\(part)"
    if FileManager.default.fileExists(atPath: "\(folder)/segments") {
      throw SpeechError.segments(path: "\(folder)/segments")
    }
    let speakers = try speakers("\(folder)/utt2spk")
    let recordings = try table("\(folder)/wav.scp").mapValues(\.rest)
    let transcripts = try Transcript.read("\(folder)/text", as: .text).map { transcript in
      Transcript(
        id: transcript.id,
        words: transcript.words.filter { !reader.pauses.contains($0) || lexicon.id(of: $0) != nil })
    }
    let ids = Set(transcripts.map(\.id))
    if let stray = recordings.keys.sorted().first(where: { !ids.contains($0) }) {
      throw SpeechError.missingTranscript(utterance: stray, path: "\(folder)/text")
    }
    let unused = speakers.keys.filter { !ids.contains($0) }.sorted()
    if !unused.isEmpty {
      notices.append(
        Notice(
          "\(folder)/utt2spk has speakers of \(unused.count) utterance\(unused.count == 1 ? "" : "s") without transcript and recording "
            + "(\(LanguageError.list(unused))), which were skipped."))
    }
    let utterances = try transcripts.map { transcript in
      guard let file = recordings[transcript.id], !file.isEmpty else {
        throw SpeechError.transcriptWithoutRecording(
          utterance: transcript.id, path: "\(folder)/wav.scp")
      }
      guard file.last(where: { !$0.isWhitespace }) != "|" else {
        throw SpeechError.recordingByCommand(utterance: transcript.id, path: "\(folder)/wav.scp")
      }
      guard let speaker = speakers[transcript.id] else {
        throw SpeechError.missingSpeaker(utterance: transcript.id, path: "\(folder)/utt2spk")
      }
      return Utterance(
        id: transcript.id, speaker: speaker, words: transcript.words,
        path: try SpeechCorpus.recording(
          file.hasPrefix("/") ? file : "\(path)/\(file)", of: transcript.id))
    }
    try lexicon.check(transcripts, source: "\(folder)/text", place: "lexicon \(lexiconPath)") {
      reader.commentAdvice(for: $0)
    }
    return utterances
  }

  /// The lines of `file` by their first fields, each of which is the id of an utterance and occurs once.
  private func table(_ file: String) throws(FileError) -> [String: TextLines.Line] {
    let text = try TextLines(path: file)
    var lines: [String: TextLines.Line] = [:]
    var ids = IDTable()
    for line in text.lines {
      guard TextLines.isFileID(line.fields[0]) else {
        throw text.refusal(
          line, expected: TextLines.idRule, found: TextLines.shown(line.fields[0]),
          remedy: "rename the utterance in all files")
      }
      try ids.insert(line.fields[0], written: line.written(0), line: line, of: text)
      lines[line.fields[0]] = line
    }
    return lines
  }

  /// The speaker of each utterance; utterances without one are left out.
  private func speakers(_ file: String) throws(FileError) -> [String: String] {
    let text = try TextLines(path: file)
    var speakers: [String: String] = [:]
    for (id, line) in try table(file) where line.fields.count > 1 {
      guard line.fields.count == 2, TextLines.isName(line.fields[1]) else {
        throw text.refusal(
          line, expected: "an utterance and a speaker without white space",
          found: line.fields.count == 2 ? TextLines.shown(line.fields[1]) : line.quoted,
          remedy: "rename the speaker")
      }
      speakers[id] = line.fields[1]
    }
    return speakers
  }
}

extension LexiconReader {
  /// A remedy where `word` is in the dictionary on a line that was taken for a comment.
  func commentAdvice(for word: String) -> String? {
    commented[word].map {
      "line \($0) of the lexicon begins with # and was read as a comment, because other lines do not "
        + "have all its phones: list all phones in the file of phones, or rename the word"
    }
  }
}
