import Distill
import DistillSpeech
import Foundation
import Testing

@Suite("Prepared speech")
struct PreparedSpeechTests {
  private let folder: TemporaryFolder
  private let speakers = ["ann", "bob", "cyd", "dan"]

  init() throws {
    folder = try TemporaryFolder()
  }

  private func prepared(
    _ train: [ToneCorpus.Utterance], test: [ToneCorpus.Utterance]? = nil, lexicon: String = "",
    as name: String = "speech"
  ) throws -> SpeechFolder {
    let path = folder.path + "/corpus"
    try ToneCorpus.writeKaldi(
      train: train, test: test ?? ToneCorpus.utterances(["eve"], count: 2, seed: 2), in: path)
    _ = try folder.file("corpus/lexicon.txt", folder.text("corpus/lexicon.txt") + lexicon)
    return try SpeechFolder.prepare(
      SpeechCorpus(contentsOf: path, silence: "SIL"), in: "\(folder.path)/\(name)",
      settings: SpeechSettings(
        filterbank: .kaldi(bins: 20), normalization: .speaker,
        context: FrameContext(before: 1, after: 1), silence: "SIL", isSynthetic: true),
      heldOut: 1, seed: 1, order: 2, threads: 2
    ) { _ in }
  }

  private func replaced(
    _ utterance: ToneCorpus.Utterance, by recording: Recording
  ) -> ToneCorpus.Utterance {
    .init(
      id: utterance.id, speaker: utterance.speaker, words: utterance.words, recording: recording)
  }

  @Test("Phones that no frame has are reported, and their words are never recognised")
  func unspokenWord() throws {
    let made = try prepared(ToneCorpus.utterances(speakers, count: 4), lexicon: "ZOO Z U\n")
    var start = FlatStart(seed: 1, threads: 2)
    start.hidden = [32]
    start.rounds = 2
    let summary = try made.align(start, classes: nil) { _, _ in }
    #expect(summary.phonesWithoutFrames == ["U", "Z"])
    #expect(summary.notices.count == 1)
    #expect(summary.notices[0].description.contains("\"U\", \"Z\""))
    #expect(summary.notices[0].description.contains("never recognised: \"ZOO\""))
    // A network without training has no reason to prefer any word.
    let network = Network(.mlp([60, 21]), seed: 3)
    let recognizer = try Recognizer(
      network.renamed(try made.tying().classNames), of: made, language: made.languageModel())
    let (scores, _) = try made.scores(.training, recognizer, threads: 2)
    var words: Set<String> = []
    for scale in [0.05, 0.3, 1] {
      for penalty in [0.0, 5] {
        let options = DecodingOptions(
          acousticScale: scale, wordPenalty: penalty, beam: 20, wordBeam: 20)
        for utterance in recognizer.decode(scores, options: options, threads: 2) {
          words.formUnion(utterance.words.map(\.word))
        }
      }
    }
    #expect(!words.isEmpty && !words.contains("ZOO"), "\(words)")
  }

  @Test("Recordings without sound are never used unnoticed")
  func silent() throws {
    let silence = Recording(samples: [Float](repeating: 5, count: 8000), sampleRate: 16000)
    var train = ToneCorpus.utterances(speakers, count: 2)
    train[2] = replaced(train[2], by: silence)
    var test = ToneCorpus.utterances(["eve"], count: 2, seed: 2)
    test[1] = replaced(test[1], by: silence)
    let made = try prepared(train, test: test)
    let ids = try [DataFolder.Part.training, .validation].flatMap { try made.entries($0) }.map(\.id)
    #expect(ids.count == 7 && !ids.contains(train[2].id))
    #expect(try made.entries(.test).count == 2)
    let left = try [DataFolder.Part.training, .validation].flatMap { try made.entriesLeftOut($0) }
    #expect(left.map(\.id) == [train[2].id] && left[0].words == train[2].words)
    let text = made.notices.map(\.description).joined(separator: "\n")
    #expect(
      text.contains("\(train[2].id).wav): no sound, but words in the transcript; left out"),
      "\(text)")
    #expect(text.contains("\(test[1].id).wav): no sound; kept"), "\(text)")
    // The frames of the others are normalised as if it were not there.
    let plain = try prepared(train, test: [test[0]], as: "plain")
    let (one, other) = (try made.sequences(.test), try plain.sequences(.test))
    let count = one.lengths[0] * 20
    #expect(one.frames.map { Array($0.prefix(count)) } == other.frames.map { Array($0) })
    let all = train.map { replaced($0, by: silence) }
    #expect(throws: SpeechError.noSound(recordings: 6)) { try prepared(all, as: "none") }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/none"))
  }

  @Test("Lower sample rates are reported by part")
  func rates() throws {
    let half = { (utterance: ToneCorpus.Utterance) in
      replaced(utterance, by: utterance.recording.resampled(to: 8000))
    }
    let train = ToneCorpus.utterances(speakers, count: 2)
    let test = ToneCorpus.utterances(["eve"], count: 2, seed: 2)
    func notices(_ train: [ToneCorpus.Utterance], _ test: [ToneCorpus.Utterance]) throws -> String {
      try prepared(train, test: test, as: UUID().uuidString).notices.map(\.description)
        .joined(separator: "\n")
    }
    #expect(try notices(train, test) == "")
    let disc = train.map { replaced($0, by: $0.recording.resampled(to: 44100)) }
    #expect(try notices(disc, test) == "")
    let mixed = try notices(train.enumerated().map { $0 % 2 == 0 ? half($1) : $1 }, test)
    #expect(mixed.contains("4 of 8 training recordings have 8000 samples"), "\(mixed)")
    #expect(mixed.contains("the others 16000") && mixed.contains("above 4000 Hz are empty"))
    let other = try notices(train, test.map(half))
    #expect(
      other.contains("2 of 2 test recordings have 8000")
        && other.contains("training recordings, which have 16000"),
      "\(other)")
  }

  @Test("A folder in use by another process is refused, and what a killed one left is removed")
  func locks() throws {
    let train = ToneCorpus.utterances(speakers, count: 1)
    try FileManager.default.createDirectory(
      atPath: folder.path + "/speech", withIntermediateDirectories: true)
    for name in [".distill-1-0.partial", "validation.tsv", "validation-frames.safetensors"] {
      _ = try folder.file("speech/\(name)", "left")
    }
    var lock: OpenFile? = try OpenFile(folder.path + "/speech/.lock", for: .locking)
    #expect(try lock?.lock() == true)
    #expect(throws: FileError.inUse(path: folder.path + "/speech")) { try prepared(train) }
    lock = nil
    let made = try prepared(train)
    #expect(
      !FileManager.default.fileExists(atPath: folder.path + "/speech/.distill-1-0.partial"))
    lock = try OpenFile(folder.path + "/speech/.lock", for: .locking)
    #expect(try lock?.lock() == true)
    #expect(throws: FileError.inUse(path: made.path)) {
      try made.align(FlatStart(seed: 1, threads: 1), classes: nil) { _, _ in }
    }
    lock = nil
    try FileManager.default.removeItem(atPath: "\(made.path)/speech.json")
    // A preparation that was killed before its end, with another division.
    let path = "\(folder.path)/corpus"
    let again = try SpeechFolder.prepare(
      SpeechCorpus(contentsOf: path, silence: "SIL"), in: made.path, settings: made.settings,
      heldOut: 0, seed: 1, order: 2, threads: 1
    ) { _ in }
    #expect(!again.has(.validation))
  }
}

extension Network {
  /// This network with classes called `names`.
  fileprivate func renamed(_ names: [String]) -> Network {
    var network = self
    network.classNames = names
    return network
  }
}
