import DistillData
import DistillTensors
import Foundation

/// Recordings with transcripts, in a training and a test part, and how the words are spoken.
public struct SpeechCorpus: Sendable {
  /// Utterances to learn from.
  public let training: [Utterance]
  /// Utterances for the final evaluation; may be none.
  public let test: [Utterance]
  /// How words are spoken.
  public let lexicon: Lexicon
  /// Whether a program spoke, and nobody.
  public let isSynthetic: Bool

  /// A corpus of these parts.
  ///
  /// - Throws: ``LanguageError`` where a word is not in the lexicon.
  public init(
    training: [Utterance], test: [Utterance], lexicon: Lexicon, isSynthetic: Bool
  ) throws(LanguageError) {
    try lexicon.check((training + test).map { Transcript(id: $0.id, words: $0.words) })
    self.training = training
    self.test = test
    self.lexicon = lexicon
    self.isSynthetic = isSynthetic
  }

  /// Reads the corpus in the folder `path`, laid out in one of two ways.
  ///
  /// SphinxTrain's, such as AN4: `etc/NAME.dic`, `etc/NAME.phone`, `etc/NAME_train.fileids`,
  /// `etc/NAME_train.transcription` and the same for `test`; recordings in `wav/`, the last folder of
  /// each name being the speaker's. Kaldi's: `train/` and `test/` with `wav.scp`, `text` and `utt2spk`,
  /// and `lexicon.txt` beside them; names of recordings are relative to `path`. A file called
  /// `synthetic` says that a program spoke.
  ///
  /// Recordings are only looked for; they are read when features are made.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - silence: The phone that is silence.
  /// - Throws: ``SpeechError``, `FileError`, ``LanguageError``.
  public init(contentsOf path: String, silence: String) throws {
    let etc = (try? FileManager.default.contentsOfDirectory(atPath: path + "/etc")) ?? []
    let suffix = "_train.fileids"
    if let name = etc.filter({ $0.hasSuffix(suffix) }).sorted().first?.dropLast(suffix.count) {
      try self.init(sphinx: String(name), in: path, silence: silence)
    } else if FileManager.default.fileExists(atPath: path + "/train/wav.scp") {
      try self.init(kaldi: path, silence: silence)
    } else {
      throw SpeechError.noCorpus(path: path)
    }
  }

  private init(sphinx name: String, in path: String, silence: String) throws {
    let etc = "\(path)/etc/\(name)"
    let phones = "\(etc).phone"
    let lexicon = try Lexicon(
      path: "\(etc).dic",
      phoneList: FileManager.default.fileExists(atPath: phones) ? phones : nil, silence: silence)
    func part(_ part: String) throws -> [Utterance] {
      let list = "\(etc)_\(part).fileids"
      guard part == "train" || FileManager.default.fileExists(atPath: list) else { return [] }
      let transcription = "\(etc)_\(part).transcription"
      let transcripts = try Transcript.read(transcription, as: .trn)
      let words = Dictionary(
        transcripts.map { ($0.id, $0.words) }, uniquingKeysWith: { first, _ in first })
      var listed: Set<String> = []
      let utterances = try TextLines(path: list).lines.map { line in
        let file = line.fields[0].split(separator: "/").map(String.init)
        guard let id = file.last, file.count > 1 else {
          throw SpeechError.missingSpeaker(utterance: line.fields[0], path: list)
        }
        listed.insert(id)
        guard let said = words[id] else {
          throw SpeechError.missingTranscript(utterance: id, path: transcription)
        }
        return Utterance(
          id: id, speaker: file[file.count - 2], words: said,
          path: try Self.recording("\(path)/wav/\(line.fields[0])", of: id))
      }
      if let stray = transcripts.first(where: { !listed.contains($0.id) }) {
        throw SpeechError.transcriptWithoutRecording(utterance: stray.id, path: list)
      }
      return utterances
    }
    try self.init(
      training: part("train"), test: part("test"), lexicon: lexicon,
      isSynthetic: Self.isSynthetic(path))
  }

  private init(kaldi path: String, silence: String) throws {
    let phones = "\(path)/phones.txt"
    let lexicon = try Lexicon(
      path: "\(path)/lexicon.txt",
      phoneList: FileManager.default.fileExists(atPath: phones) ? phones : nil, silence: silence)
    func part(_ part: String) throws -> [Utterance] {
      let folder = "\(path)/\(part)"
      guard part == "train" || FileManager.default.fileExists(atPath: "\(folder)/wav.scp") else {
        return []
      }
      if FileManager.default.fileExists(atPath: "\(folder)/segments") {
        throw SpeechError.segments(path: "\(folder)/segments")
      }
      func pairs(_ file: String) throws -> [String: String] {
        Dictionary(
          try TextLines(path: file).lines.map {
            ($0.fields[0], $0.fields.dropFirst().joined(separator: " "))
          }, uniquingKeysWith: { first, _ in first })
      }
      let speakers = try pairs("\(folder)/utt2spk")
      let recordings = try pairs("\(folder)/wav.scp")
      let transcripts = try Transcript.read("\(folder)/text", as: .text)
      let said = Set(transcripts.map(\.id))
      if let stray = recordings.keys.sorted().first(where: { !said.contains($0) }) {
        throw SpeechError.missingTranscript(utterance: stray, path: "\(folder)/text")
      }
      return try transcripts.map { transcript in
        guard let file = recordings[transcript.id], !file.isEmpty else {
          throw SpeechError.transcriptWithoutRecording(
            utterance: transcript.id, path: "\(folder)/wav.scp")
        }
        guard !file.hasSuffix("|") else {
          throw SpeechError.recordingByCommand(
            utterance: transcript.id, path: "\(folder)/wav.scp")
        }
        guard let speaker = speakers[transcript.id], !speaker.isEmpty else {
          throw SpeechError.missingSpeaker(utterance: transcript.id, path: "\(folder)/utt2spk")
        }
        return Utterance(
          id: transcript.id, speaker: speaker, words: transcript.words,
          path: try Self.recording(
            file.hasPrefix("/") ? file : "\(path)/\(file)", of: transcript.id))
      }
    }
    try self.init(
      training: part("train"), test: part("test"), lexicon: lexicon,
      isSynthetic: Self.isSynthetic(path))
  }

  /// The training utterances, those of `count` speakers drawn by `seed` apart.
  ///
  /// - Throws: ``SpeechError/tooFewSpeakers(found:wanted:)`` where there are no more speakers than that.
  func training(
    holdingOut count: Int, seed: UInt64
  ) throws(SpeechError) -> (training: [Utterance], held: [Utterance]) {
    let speakers = Set(training.map(\.speaker)).sorted()
    guard count < speakers.count else {
      throw .tooFewSpeakers(found: speakers.count, wanted: count)
    }
    var random = RandomStream(seed: seed, purpose: .split)
    let held = Set(random.permutation(of: speakers.count).prefix(count).map { speakers[$0] })
    return (
      training.filter { !held.contains($0.speaker) }, training.filter { held.contains($0.speaker) }
    )
  }

  /// The file of a recording called `name`, with or without its ending.
  private static func recording(_ name: String, of utterance: String) throws -> String {
    for ending in ["", ".wav", ".flac", ".sph", ".aiff"]
    where FileManager.default.fileExists(atPath: name + ending) {
      return name + ending
    }
    throw SpeechError.missingRecording(utterance: utterance, path: name)
  }

  static func isSynthetic(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/synthetic")
  }
}
