import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Corpora of speech")
struct SpeechCorpusTests {
  private let folder: TemporaryFolder
  private let train = ToneCorpus.utterances(["ann", "bob"], count: 2)
  private let test = ToneCorpus.utterances(["cyd"], count: 1, seed: 2)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func expect(_ found: [Utterance], _ drawn: [ToneCorpus.Utterance]) throws {
    #expect(found.map(\.id) == drawn.map(\.id))
    #expect(found.map(\.speaker) == drawn.map(\.speaker))
    #expect(found.map(\.words) == drawn.map(\.words))
    for (utterance, own) in zip(found, drawn) {
      let read = try Recording(contentsOf: utterance.path)
      #expect(read.samples == own.recording.samples.map { $0.rounded() })
    }
  }

  @Test("Both layouts give the same utterances")
  func layouts() throws {
    try ToneCorpus.writeKaldi(train: train, test: test, in: folder.path + "/kaldi")
    try ToneCorpus.writeSphinx(train: train, test: test, in: folder.path + "/sphinx")
    for layout in ["kaldi", "sphinx"] {
      let corpus = try SpeechCorpus(contentsOf: "\(folder.path)/\(layout)", silence: "SIL")
      try expect(corpus.training, train)
      try expect(corpus.test, test)
      #expect(corpus.lexicon.words == ["AB", "BED", "DAB", "EBB"])
      #expect(corpus.lexicon.phones == ["A", "B", "D", "E", "SIL"] && !corpus.isSynthetic)
    }
    _ = try folder.file("kaldi/synthetic", "")
    #expect(try SpeechCorpus(contentsOf: folder.path + "/kaldi", silence: "SIL").isSynthetic)
  }

  @Test("A corpus needs no test part, and names of recordings may be absolute")
  func partly() throws {
    try ToneCorpus.writeSphinx(train: train, test: [], in: folder.path + "/sphinx")
    #expect(try SpeechCorpus(contentsOf: folder.path + "/sphinx", silence: "SIL").test.isEmpty)
    try ToneCorpus.writeKaldi(train: train, test: [], in: folder.path + "/kaldi")
    _ = try folder.file(
      "kaldi/train/wav.scp",
      train.map { "\($0.id) \(folder.path)/kaldi/wav/\($0.id).wav\n" }.joined())
    let corpus = try SpeechCorpus(contentsOf: folder.path + "/kaldi", silence: "SIL")
    #expect(corpus.test.isEmpty)
    try expect(corpus.training, train)
  }

  /// Reading a corpus of Kaldi's layout, `file` of which is `text`, must fail so.
  private func expectRefusal(
    _ file: String, _ text: String, _ error: SpeechError,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let whole = try folder.text("k/\(file)")
    _ = try folder.file("k/\(file)", text)
    #expect(throws: error, sourceLocation: sourceLocation) {
      try SpeechCorpus(contentsOf: folder.path + "/k", silence: "SIL")
    }
    _ = try folder.file("k/\(file)", whole)
  }

  @Test("What is missing in a corpus of Kaldi's layout is named")
  func kaldi() throws {
    let path = folder.path + "/k"
    try ToneCorpus.writeKaldi(train: train, test: test, in: path)
    let files = ["wav.scp", "text", "utt2spk"]
    let whole = try files.map { try folder.text("k/train/\($0)") }
    let less = whole.map { $0.split(separator: "\n").dropLast().map { $0 + "\n" }.joined() }
    try expectRefusal(
      "train/wav.scp", less[0],
      .transcriptWithoutRecording(utterance: "bob-1", path: "\(path)/train/wav.scp"))
    try expectRefusal(
      "train/text", less[1], .missingTranscript(utterance: "bob-1", path: "\(path)/train/text"))
    try expectRefusal(
      "train/utt2spk", less[2], .missingSpeaker(utterance: "bob-1", path: "\(path)/train/utt2spk"))
    try expectRefusal(
      "train/utt2spk", less[2] + "bob-1\n",
      .missingSpeaker(utterance: "bob-1", path: "\(path)/train/utt2spk"))
    try expectRefusal(
      "train/wav.scp", less[0] + "bob-1 sph2pipe -f wav x.sph |\n",
      .recordingByCommand(utterance: "bob-1", path: "\(path)/train/wav.scp"))
    try expectRefusal(
      "train/wav.scp", less[0] + "bob-1 wav/none.wav\n",
      .missingRecording(utterance: "bob-1", path: "\(path)/wav/none.wav"))
    _ = try folder.file("k/train/segments", "")
    #expect(throws: SpeechError.segments(path: "\(path)/train/segments")) {
      try SpeechCorpus(contentsOf: path, silence: "SIL")
    }
  }

  @Test("What is missing in a corpus of SphinxTrain's layout is named")
  func sphinx() throws {
    let path = folder.path + "/k"
    try ToneCorpus.writeSphinx(train: train, test: test, in: path)
    let ids = try folder.text("k/etc/tones_train.fileids")
    let said = try folder.text("k/etc/tones_train.transcription")
    try expectRefusal(
      "etc/tones_train.fileids", ids + "train/bob/more\n",
      .missingTranscript(utterance: "more", path: "\(path)/etc/tones_train.transcription"))
    try expectRefusal(
      "etc/tones_train.transcription", said + "AB (more)\n",
      .transcriptWithoutRecording(utterance: "more", path: "\(path)/etc/tones_train.fileids"))
    try expectRefusal(
      "etc/tones_train.fileids", ids + "bob-9\n",
      .noSpeakerFolder(recording: "bob-9", path: "\(path)/etc/tones_train.fileids"))
    try FileManager.default.removeItem(atPath: "\(path)/wav/test/cyd/cyd-0.wav")
    #expect(
      throws: SpeechError.missingRecording(
        utterance: "cyd-0", path: "\(path)/wav/test/cyd/cyd-0")
    ) { try SpeechCorpus(contentsOf: path, silence: "SIL") }
  }

  @Test("Words and phones without pronunciation are refused, and a folder that is no corpus")
  func unknown() throws {
    let path = folder.path + "/k"
    try ToneCorpus.writeKaldi(train: train, test: test, in: path)
    let text = try folder.text("k/test/text")
    _ = try folder.file("k/test/text", "cyd-0 AB OH OH NO\n")
    #expect(
      throws: LanguageError.unknownWords(
        first: "OH", utterance: "cyd-0", place: "lexicon \(path)/lexicon.txt", others: 1,
        source: "\(path)/test/text")
    ) { try SpeechCorpus(contentsOf: path, silence: "SIL") }
    _ = try folder.file("k/test/text", text)
    _ = try folder.file("k/phones.txt", "A\nB\nD\nSIL\n")
    let error = #expect(throws: FileError.self) {
      try SpeechCorpus(contentsOf: path, silence: "SIL")
    }
    #expect(error?.description.contains("lexicon.txt, line 2") == true)
    #expect(throws: SpeechError.noCorpus(path: folder.path)) {
      try SpeechCorpus(contentsOf: folder.path, silence: "SIL")
    }
    #expect(throws: SpeechError.noCorpus(path: "\(folder.path)/none")) {
      try SpeechCorpus(contentsOf: "\(folder.path)/none", silence: "SIL")
    }
  }

  @Test("Every refusal is a sentence with its remedy")
  func sentences() {
    let errors: [SpeechError] = [
      .noCorpus(path: "p"), .missingRecording(utterance: "u", path: "p"),
      .missingTranscript(utterance: "u", path: "p"),
      .transcriptWithoutRecording(utterance: "u", path: "p"),
      .missingSpeaker(utterance: "u", path: "p"), .recordingByCommand(utterance: "u", path: "p"),
      .segments(path: "p"), .tooFewSpeakers(found: 3, wanted: 4),
      .tooShort(utterance: "u", path: "p", seconds: 0.01, frameSeconds: 0.025),
      .sharedTranscript(utterance: "u", path: "p", recordings: ["a/u", "b/u"]),
      .noSpeakerFolder(recording: "u", path: "p"), .noSound(recordings: 3),
      .nothingAligned(utterances: 5), .unfinished(path: "p", missing: "m", command: "c"),
      .nothingToChooseBy(path: "p"),
      .otherNetwork(what: "inputs", expected: "1", found: "2", speech: "d"),
      .missingProgram(name: "n", purpose: "speaks", install: "i"),
      .programFailed(name: "n", output: "s"),
    ]
    for error in errors {
      #expect(error.description.hasSuffix(".") && !error.description.contains("\n"))
      #expect(error.localizedDescription == error.description)
      #expect(error.description.contains(";") || error.description.contains(":"))
    }
    #expect(Set(errors.map(\.description)).count == errors.count)
  }
}
