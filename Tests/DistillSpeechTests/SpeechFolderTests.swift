import Distill
import DistillSpeech
import Foundation
import Testing

@Suite("Folders of speech")
struct SpeechFolderTests {
  private let folder: TemporaryFolder
  private let speakers = ["ann", "bob", "cyd", "dan"]

  init() throws {
    folder = try TemporaryFolder()
  }

  private func corpus(
    _ train: [ToneCorpus.Utterance]? = nil, test: [ToneCorpus.Utterance]? = nil
  ) throws -> SpeechCorpus {
    let path = folder.path + "/corpus"
    try ToneCorpus.writeKaldi(
      train: train ?? ToneCorpus.utterances(speakers, count: 6),
      test: test ?? ToneCorpus.utterances(["eve"], count: 4, seed: 2), in: path)
    return try SpeechCorpus(contentsOf: path, silence: "SIL")
  }

  private static func settings(
    _ normalization: SpeechSettings.Normalization = .speaker
  ) -> SpeechSettings {
    SpeechSettings(
      filterbank: .kaldi(bins: 20), normalization: normalization,
      context: FrameContext(before: 3, after: 2), silence: "SIL", isSynthetic: true)
  }

  private func prepared(
    _ corpus: SpeechCorpus, as name: String = "speech", settings: SpeechSettings = settings(),
    heldOut: Int? = 1, seed: UInt64 = 1
  ) throws -> SpeechFolder {
    try SpeechFolder.prepare(
      corpus, in: "\(folder.path)/\(name)", settings: settings, heldOut: heldOut, seed: seed,
      order: 2, threads: 2
    ) { #expect(0...1 ~= $0) }
  }

  private func start() -> FlatStart {
    var start = FlatStart(seed: 1, threads: 2)
    start.hidden = [64]
    start.rounds = 6
    return start
  }

  @Test("Frames, speakers and words are in the folder, whole speakers held out")
  func prepare() throws {
    let made = try prepared(corpus())
    #expect(made.settings == Self.settings() && made.phones.names == ["A", "B", "D", "E", "SIL"])
    let opened = try SpeechFolder(made.path)
    let entries = try [DataFolder.Part.training, .validation, .test].map { try opened.entries($0) }
    #expect(entries.map(\.count) == [18, 6, 4])
    let sides = entries.map { Set($0.map(\.speaker)) }
    #expect(sides[0].count == 3 && sides[1].count == 1 && sides[2] == ["eve"])
    #expect(sides[0].isDisjoint(with: sides[1]))
    for (part, own) in zip([DataFolder.Part.training, .validation, .test], entries) {
      let sequences = try opened.sequences(part)
      #expect(sequences.lengths == own.map(\.frames) && sequences.width == 20)
      #expect(
        Set(zip(own, sequences.groups).map { "\($0.speaker) \($1)" }).count
          == Set(own.map(\.speaker)).count)
      // Over all frames of a speaker, features have mean 0 and variance 1.
      let frames = try #require(sequences.frames)
      let first = own[0].speaker
      let mine = own.indices.filter { own[$0].speaker == first }.flatMap { sequences.range(of: $0) }
      for bin in 0..<20 {
        let values = mine.map { Double(frames[$0 * 20 + bin]) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(mean) < 1e-4 && abs(variance - 1) < 1e-3)
      }
    }
    let utterance = try #require(entries[2].first)
    #expect(utterance.words == ToneCorpus.utterances(["eve"], count: 4, seed: 2)[0].words)
    #expect(utterance.transcript == Transcript(id: utterance.id, words: utterance.words))
    // The language model has the words of the speakers who are not held out.
    let expected = try NGramModel(
      order: 2, vocabulary: opened.lexicon.words, transcripts: entries[0].map(\.transcript))
    let model = try opened.languageModel()
    for words in [["AB"], ["BED", "EBB"], []] {
      let ids = words.compactMap { model.id(of: $0) }
      #expect(abs(model.logProbability(of: ids) - expected.logProbability(of: ids)) < 1e-4)
    }
  }

  @Test("The held-out speakers depend on the seed; none and all but one can be held out")
  func heldOut() throws {
    let corpus = try corpus()
    var held: Set<String> = []
    for seed in 0..<6 as Range<UInt64> {
      let made = try prepared(corpus, as: "s\(seed)", seed: seed)
      held.formUnion(try made.entries(.validation).map(\.speaker))
    }
    #expect(held.count > 1)
    #expect(try !prepared(corpus, as: "none", heldOut: 0).has(.validation))
    let most = try prepared(corpus, as: "most", heldOut: 3)
    #expect(try Set(most.entries(.training).map(\.speaker)).count == 1)
    #expect(throws: SpeechError.tooFewSpeakers(found: 4, wanted: 4)) {
      try prepared(corpus, as: "all", heldOut: 4)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/all"))
  }

  @Test("Aligned, the folder is data like any other, and most frames are where the tone is")
  func align() throws {
    let made = try prepared(corpus())
    #expect(
      throws: SpeechError.unfinished(
        path: made.path, missing: "alignment", command: "distill speech align \(made.path)")
    ) { try made.tying() }
    #expect(throws: SpeechError.self) {
      try Recognizer(
        Network(.mlp([120, 15]), seed: 1), of: made, language: made.languageModel())
    }
    #expect(
      throws: SpeechError.tooFewClasses(
        found: 2, least: StateTying(monophonesOf: made.phones).classCount)
    ) { try made.align(start(), classes: 2) { _, _ in } }
    var rounds: [Int] = []
    let summary = try made.align(start(), classes: nil) { round, _ in rounds.append(round) }
    #expect(rounds == Array(1...6) && summary.rejected.isEmpty)
    #expect(0.1...0.6 ~= summary.silence, "\(summary.silence)")
    #expect(try made.tying() == StateTying(monophonesOf: made.phones))
    let data = try DataFolder(made.path)
    #expect(data.classNames == summary.tying.classNames && data.classNames.count == 15)
    for part in DataFolder.Part.allCases {
      let own = try data.dataset(part)
      #expect(own.shape == [6, 20] && own.labels.allSatisfy { 0..<15 ~= $0 })
      #expect(try own.count == made.sequences(part).frameCount)
    }
    // What is loud is speech, what is not is silence.
    let sequences = try made.sequences(.test)
    let frames = try #require(sequences.frames)
    let labels = try data.test().labels
    let silent = labels.indices.filter { labels[$0] >= 12 }
    let spoken = labels.indices.filter { labels[$0] < 12 }
    func loudness(_ rows: [Int]) -> Float {
      rows.reduce(0) { $0 + (frames[$1 * 20..<$1 * 20 + 20].max() ?? 0) } / Float(rows.count)
    }
    #expect(loudness(silent) + 1 < loudness(spoken))
  }

  @Test("Networks of other frames or classes are refused")
  func otherNetworks() throws {
    let made = try prepared(corpus())
    _ = try made.align(start(), classes: nil) { _, _ in }
    let language = try made.languageModel()
    let data = try DataFolder(made.path).training()
    let recipe = Recipe(epochs: 1, batchSize: 64, learningRate: 0.01, seed: 1)
    let network = try Network(.mlp([120, 8, 15]), seed: 1).trained(on: data, using: recipe)
    let recognizer = try Recognizer(network, of: made, language: language)
    let (scores, frames) = try made.scores(.test, recognizer, threads: 2)
    let sequences = try made.sequences(.test)
    #expect(frames == sequences.frameCount && scores.map(\.count) == sequences.lengths)
    let narrow = try Network(.mlp([20, 8, 15]), seed: 1).trained(
      on: Dataset(
        made.sequences(.training), context: FrameContext(before: 0, after: 0),
        labels: data.labels, classNames: data.classNames), using: recipe)
    #expect(
      throws: SpeechError.otherNetwork(
        what: "inputs", expected: "120", found: "20", speech: made.path)
    ) {
      try Recognizer(narrow, of: made, language: language)
    }
    let names = data.classNames.map { "other " + $0 }
    let other = try Network(.mlp([120, 8, 15]), seed: 1).trained(
      on: data.named(names), using: recipe)
    let error = #expect(throws: SpeechError.self) {
      try Recognizer(other, of: made, language: language)
    }
    #expect(error?.description.contains("classes") == true)
    #expect(throws: SpeechError.self) { try made.realign(by: narrow, scale: 0.3, threads: 1) }
    let again = try made.realign(by: network, scale: 0.3, threads: 2)
    #expect(again.tying == (try made.tying()) && again.rejected.isEmpty)
  }

  @Test("Archives have the frames, scores and classes of every utterance, sorted by name")
  func archives() throws {
    // Listed as they come: “dan” first, and 10 before 9 by bytes.
    let made = try prepared(
      corpus(ToneCorpus.utterances(["dan", "ann", "cyd"], count: 11)), heldOut: 0)
    let ids = try made.entries(.training).map(\.id)
    #expect(ids != ids.sorted())
    let at = folder.path + "/a"
    func archive(
      _ part: DataFolder.Part, _ content: SpeechFolder.ArchiveContent,
      _ format: KaldiArchiveWriter.Format = .binary
    ) throws -> KaldiArchive {
      let count = try made.archive(part, content, as: at, format: format, threads: 2)
      let archive = try KaldiArchive(path: at + ".ark")
      let ids = try made.entries(part).map(\.id)
      #expect(count == ids.count && archive.names == ids.sorted())
      #expect(try KaldiScript(path: at + ".scp").names == archive.names)
      return archive
    }
    let sequences = try made.sequences(.training)
    let entries = try made.entries(.training)
    let values = try #require(sequences.frames)
    for format in [KaldiArchiveWriter.Format.binary, .text] {
      let frames = try archive(.training, .frames, format)
      for (place, entry) in entries.enumerated() {
        let range = sequences.range(of: place)
        #expect(
          try frames.frames(named: entry.id)
            == Frames(
              values: Array(values[range.lowerBound * 20..<range.upperBound * 20]), width: 20))
      }
    }
    #expect(throws: SpeechError.self) { try archive(.training, .classes) }
    _ = try made.align(start(), classes: nil) { _, _ in }
    let data = try DataFolder(made.path).training()
    let classes = try archive(.training, .classes)
    for (place, entry) in entries.enumerated() {
      #expect(
        try classes.integers(named: entry.id) == Array(data.labels[sequences.range(of: place)]))
    }

    let network = try Network(.mlp([120, 8, 15]), seed: 1).trained(
      on: data, using: Recipe(epochs: 1, batchSize: 64, learningRate: 0.01, seed: 1))
    let engine = Engine(threads: 1, precision: .float32)
    let logits = try network.logits(for: data, on: engine)
    let posteriors = try archive(.training, .logPosteriors(network, .float32))
    let likelihoods = try archive(.training, .logLikelihoods(network, .float32))
    let priors = try made.priors(made.tying()).values
    for (place, entry) in entries.enumerated() {
      let range = sequences.range(of: place)
      let says = try posteriors.frames(named: entry.id)
      let scaled = try likelihoods.frames(named: entry.id)
      #expect(says.count == range.count && says.width == 15)
      for (row, frame) in range.enumerated() {
        #expect(abs(says[row].reduce(0) { $0 + exp($1) } - 1) < 1e-5)
        let own = logits[frame * 15..<(frame + 1) * 15]
        // Logits and their logarithms differ by what is the same for all classes.
        let apart = zip(says[row], own).map { $0 - $1 }
        #expect(apart.allSatisfy { abs($0 - apart[0]) < 1e-4 })
        for ((score, posterior), prior) in zip(zip(scaled[row], says[row]), priors) {
          #expect(abs(score - (posterior - prior)) < 1e-4)
        }
      }
    }
    let narrow = Network(.mlp([20, 8, 15]), seed: 1)
    let before = try Data(contentsOf: URL(filePath: at + ".ark"))
    #expect(
      throws: SpeechError.otherNetwork(
        what: "inputs", expected: "120", found: "20", speech: made.path)
    ) {
      try archive(.training, .logPosteriors(narrow, .float32))
    }
    #expect(try Data(contentsOf: URL(filePath: at + ".ark")) == before)
  }

  @Test("A recording that is shorter than a frame is refused and leaves nothing")
  func tooShort() throws {
    var train = ToneCorpus.utterances(speakers, count: 1)
    train[2] = .init(
      id: train[2].id, speaker: train[2].speaker, words: ["AB"],
      recording: Recording(samples: [Float](repeating: 1, count: 160), sampleRate: 16000))
    let corpus = try corpus(train)
    #expect(
      throws: SpeechError.tooShort(
        utterance: "cyd-0", path: "\(folder.path)/corpus/wav/cyd-0.wav", seconds: 0.01,
        frameSeconds: 0.025)
    ) { try prepared(corpus) }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/speech"))
  }

  @Test("Digital silence becomes finite frames", arguments: SpeechSettings.Normalization.allCases)
  func digitalSilence(normalization: SpeechSettings.Normalization) throws {
    let silence = Recording(samples: [Float](repeating: 0, count: 16000), sampleRate: 16000)
    let train = speakers.map {
      ToneCorpus.Utterance(id: $0, speaker: $0, words: [], recording: silence)
    }
    let made = try prepared(corpus(train), settings: Self.settings(normalization))
    let frames = try #require(made.sequences(.training).frames)
    #expect(frames.allSatisfy { $0.isFinite })
    #expect(try made.entries(.training).allSatisfy { $0.words.isEmpty && $0.frames == 98 })
    let summary = try made.align(start(), classes: nil) { _, _ in }
    #expect(summary.silence == 1)
  }

  @Test("Preparing into a folder of speech is refused, and so is a folder that is none")
  func again() throws {
    let corpus = try corpus()
    let made = try prepared(corpus)
    #expect(throws: DataError.exists(path: "\(made.path)/speech.json")) { try prepared(corpus) }
    #expect(throws: SpeechError.self) { try SpeechFolder(folder.path) }
    let settings = try folder.text("speech/speech.json")
    _ = try folder.file("speech/speech.json", String(settings.dropLast(9)))
    #expect(throws: FileError.self) { try SpeechFolder(made.path) }
    _ = try folder.file("speech/speech.json", settings)
    _ = try folder.file("speech/test.tsv", "eve-0 eve many AB\n")
    #expect(throws: FileError.self) { try SpeechFolder(made.path).entries(.test) }
  }

  @Test("Recordings of other rates are resampled")
  func rates() throws {
    let drawn = ToneCorpus.utterances(speakers, count: 2)
    let resampled = drawn.map {
      ToneCorpus.Utterance(
        id: $0.id, speaker: $0.speaker, words: $0.words,
        recording: $0.recording.resampled(to: 44100))
    }
    let plain = try prepared(corpus(drawn), as: "plain")
    let other = try prepared(corpus(resampled), as: "other")
    let lengths = try [plain, other].map { try $0.sequences(.training).lengths }
    #expect(zip(lengths[0], lengths[1]).allSatisfy { abs($0 - $1) <= 1 })
  }
}
