public import DistillData
import DistillTensors
import Foundation

/// Recordings with transcripts, in a training and a test part, and the pronunciations of their words.
public struct SpeechCorpus: Sendable {
  /// Utterances to train on.
  public let training: [Utterance]
  /// Utterances for the final evaluation; may be none.
  public let test: [Utterance]
  /// The pronunciations.
  public let lexicon: Lexicon
  /// Whether the speech is synthetic.
  public let isSynthetic: Bool
  /// What the user should know about the files that the corpus was read from.
  public let notices: [Notice]

  /// A corpus of these parts.
  ///
  /// - Throws: ``LanguageError`` where a word is not in the lexicon.
  public init(
    training: [Utterance], test: [Utterance], lexicon: Lexicon, isSynthetic: Bool,
    notices: [Notice] = []
  ) throws(LanguageError) {
    try lexicon.check((training + test).map { Transcript(id: $0.id, words: $0.words) })
    self.training = training
    self.test = test
    self.lexicon = lexicon
    self.isSynthetic = isSynthetic
    self.notices = notices + Self.sharedRecordings(training: training, test: test)
  }

  /// Reads the corpus in the folder `path`, which has one of two layouts.
  ///
  /// SphinxTrain's, such as AN4: `etc/NAME.dic`, `etc/NAME.phone`, `etc/NAME.filler`,
  /// `etc/NAME_train.fileids`, `etc/NAME_train.transcription` and the same for `test`; recordings in
  /// `wav/`. Kaldi's: `train/` and `test/` with `wav.scp`, `text` and `utt2spk`, and `lexicon.txt` in
  /// `path` itself; names of recordings are relative to `path`. A file called `synthetic` marks
  /// synthetic speech.
  ///
  /// Recordings are only searched for; they are read when features are computed.
  ///
  /// Words and ids are equal where their Unicode normalization form C is; see ``Transcript``.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - silence: The phone of silence.
  /// - Throws: ``SpeechError``, `FileError`, ``LanguageError``.
  public init(contentsOf path: String, silence: String) throws {
    let etc = (try? FileManager.default.contentsOfDirectory(atPath: path + "/etc")) ?? []
    let suffix = SphinxCorpus.listSuffix
    let names = etc.filter { $0.hasSuffix(suffix) }.sorted().map {
      String($0.dropLast(suffix.count))
    }
    if let name = names.first {
      self = try SphinxCorpus(name, others: Array(names.dropFirst()), in: path, silence: silence)
        .corpus()
    } else if FileManager.default.fileExists(atPath: path + "/train/wav.scp") {
      self = try KaldiCorpus(in: path, silence: silence).corpus()
    } else {
      throw SpeechError.noCorpus(path: path)
    }
  }

  /// The number of speakers that are held out by default: 8, but at most a quarter of `speakers`, and at
  /// least one where there are two.
  public static func defaultHeldOut(of speakers: Int) -> Int {
    min(8, max(speakers / 4, min(1, speakers - 1)))
  }

  /// The training utterances, those of `count` speakers drawn by `seed` apart.
  ///
  /// - Throws: ``SpeechError/tooFewSpeakers(found:wanted:)`` where there are no more speakers than that.
  func training(
    holdingOut count: Int?, seed: UInt64
  ) throws(SpeechError) -> (training: [Utterance], held: [Utterance]) {
    let speakers = Set(training.map(\.speaker)).sorted()
    let count = count ?? Self.defaultHeldOut(of: speakers.count)
    guard count < speakers.count else {
      throw .tooFewSpeakers(found: speakers.count, wanted: count)
    }
    var random = RandomStream(seed: seed, purpose: .split)
    let held = Set(random.permutation(of: speakers.count).prefix(count).map { speakers[$0] })
    return (
      training.filter { !held.contains($0.speaker) }, training.filter { held.contains($0.speaker) }
    )
  }

  /// The file of a recording called `name`, with or without its extension, and with or without white
  /// space at its end.
  static func recording(_ name: String, of utterance: String) throws(SpeechError) -> String {
    var trimmed = name
    while let last = trimmed.last, last == " " || last == "\t" { trimmed.removeLast() }
    for name in trimmed == name ? [name] : [name, trimmed] {
      for ending in [""] + extensions.map({ "." + $0 }) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: name + ending, isDirectory: &isFolder),
          !isFolder.boolValue
        {
          return name + ending
        }
      }
    }
    throw .missingRecording(utterance: utterance, path: trimmed)
  }

  /// The extensions that names of recordings may leave out.
  static let extensions = ["wav", "flac", "sph", "aiff", "WAV", "FLAC", "SPH"]

  static func isSynthetic(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/synthetic")
  }

  /// Notices about recordings that several utterances name.
  private static func sharedRecordings(training: [Utterance], test: [Utterance]) -> [Notice] {
    let all = Dictionary(grouping: training + test, by: \.path)
    return all.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.prefix(5).map { path, own in
      Notice(
        "\(path) is the recording of \(own.count) utterances "
          + "(\(LanguageError.list(own.map(\.id)))); each has its own transcript.")
    }
  }
}
