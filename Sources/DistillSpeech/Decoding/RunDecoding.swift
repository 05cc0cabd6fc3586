public import Distill
import Foundation

/// The decoding of a folder's test part with the acoustic model of a run, kept in the run's folder:
/// `decoding.json`, `test.trn`, `test.ctm`.
public struct RunDecoding: Sendable, Codable, Equatable {
  /// The folder of speech.
  public let speech: String
  /// The options of the decoder.
  public let options: DecodingOptions
  /// The trials that scale and penalty were chosen from; empty where they were given.
  public let trials: [DecodingTuning.Trial]
  /// Seconds of the test part for each second of decoding, forward passes included, on one thread.
  public let timesRealTime: Double
  /// What the user should know about the language model; none where an old decoding was read.
  public private(set) var notices: [Notice] = []

  private enum CodingKeys: String, CodingKey {
    case speech, options, trials, timesRealTime
  }

  /// The name of the file.
  static let fileName = "decoding.json"

  /// Decodes the test part of `folder` with the model of the run `path`, and writes the result there.
  ///
  /// The acoustic scale and the word penalty are chosen on the folder's validation part, unless given.
  /// Utterances without sound, whose frames are all the same, have no words.
  ///
  /// - Parameters:
  ///   - path: A run folder of a network, an ensemble or a panel.
  ///   - folder: The speech that it was trained on.
  ///   - options: Beams; and, where `isTuned` is false, scale and penalty.
  ///   - isTuned: Whether scale and penalty are chosen on the validation part.
  ///   - threads: Utterances that are decoded concurrently.
  /// - Throws: ``SpeechError`` where the model does not match the folder, or there is no validation part
  ///   to choose on.
  public static func decode(
    _ path: String, on folder: SpeechFolder, options: DecodingOptions, isTuned: Bool, threads: Int
  ) throws -> RunDecoding {
    let (language, notices) = try folder.readLanguageModel()
    var recognizer = try Recognizer(try Model(contentsOf: path), of: folder, language: language)
    recognizer.precision = Model.precision(in: path)
    var options = options
    var trials: [DecodingTuning.Trial] = []
    if isTuned {
      guard folder.has(.validation) else {
        throw SpeechError.nothingToChooseBy(path: folder.path)
      }
      let (scores, _) = try folder.scores(.validation, recognizer, threads: threads)
      let tuning = DecodingTuning(
        recognizer, scores: scores, references: try folder.entries(.validation).map(\.words),
        options: options, threads: threads)
      options = tuning.best
      trials = tuning.trials
    }
    let entries = try folder.entries(.test)
    let clock = ContinuousClock()
    let start = clock.now
    let (scores, frames) = try folder.scores(.test, recognizer, threads: threads)
    let decoded = recognizer.decode(scores, options: options, threads: threads)
    let seconds = start.duration(to: clock.now) / .seconds(1)
    let shift = folder.settings.filterbank.frameShift / 1000
    let isSilent = try folder.utterancesWithoutSound(.test)
    var transcripts: [Transcript] = []
    var lines: [CTM.Line] = []
    for (place, (entry, utterance)) in zip(entries, decoded).enumerated() {
      let words = isSilent[place] ? [] : utterance.timedWords(frameShift: shift)
      transcripts.append(Transcript(id: entry.id, words: words.map(\.word)))
      lines += words.map { CTM.Line(recording: entry.id, channel: "1", word: $0) }
    }
    try Transcript.write(transcripts, to: "\(path)/\(hypothesesName)", as: .trn)
    try CTM(lines).write(to: "\(path)/test.ctm")
    let spoken = Double(frames) * shift
    var decoding = RunDecoding(
      speech: URL(filePath: folder.path).standardizedFileURL.path, options: options, trials: trials,
      timesRealTime: spoken / (seconds * Double(threads)))
    try SpeechFolder.write(decoding, to: "\(path)/\(fileName)")
    decoding.notices = notices
    return decoding
  }

  private static let hypothesesName = "test.trn"
}

extension RunDecoding {
  /// The decoding in the run folder `path`.
  ///
  /// - Throws: ``SpeechError/unfinished(path:missing:command:)`` where there is none.
  public init(ofRunIn path: String) throws {
    let file = "\(path)/\(Self.fileName)"
    guard FileManager.default.fileExists(atPath: file) else {
      throw SpeechError.unfinished(
        path: path, missing: Self.fileName, command: "distill speech decode FOLDER \(path)")
    }
    self = try SpeechFolder.read(RunDecoding.self, file, remedy: "decode with the run again")
  }

  /// The word errors on the test part of the decoding in the run folder `path`.
  public static func scores(ofRunIn path: String) throws -> WordScores {
    let folder = try SpeechFolder(RunDecoding(ofRunIn: path).speech)
    let entries = try folder.entries(.test)
    let speakers = Dictionary(
      entries.map { ($0.id, $0.speaker) }, uniquingKeysWith: { first, _ in first })
    let hypotheses = "\(path)/\(hypothesesName)"
    return try WordScores(
      references: entries.map(\.transcript),
      hypotheses: Transcript.read(hypotheses, as: .trn), file: hypotheses,
      speaker: { speakers[$0] ?? $0 })
  }
}

extension SpeechFolder {
  /// For each utterance of a part, whether all its frames are the same, as they are without sound.
  func utterancesWithoutSound(_ part: DataFolder.Part) throws -> [Bool] {
    let sequences = try sequences(part)
    let frames = try Dataset(
      sequences, context: FrameContext(before: 0, after: 0), classNames: [])
    var values: [Float] = []
    return sequences.lengths.indices.map { place in
      values.removeAll(keepingCapacity: true)
      frames.gather(Array(sequences.range(of: place)), into: &values)
      let first = values.prefix(sequences.width)
      return values.indices.allSatisfy { values[$0] == first[$0 % sequences.width] }
    }
  }

  /// The scores of a part's utterances by `recognizer`, and the number of their frames.
  public func scores(
    _ part: DataFolder.Part, _ recognizer: Recognizer, threads: Int
  ) throws -> (scores: [AcousticScores], frames: Int) {
    let sequences = try sequences(part)
    let dataset = try Dataset(
      sequences, context: settings.context, classNames: recognizer.model.classNames)
    let ranges = sequences.lengths.indices.map { sequences.range(of: $0) }
    return (
      try recognizer.scores(of: ranges, in: dataset, threads: threads), sequences.frameCount
    )
  }
}

extension DecodedUtterance {
  /// The words with times in seconds, `frameShift` seconds being a frame.
  public func timedWords(frameShift: Double) -> [TimedWord] {
    words.map {
      TimedWord(
        word: $0.word, start: Double($0.frames.lowerBound) * frameShift,
        duration: Double($0.frames.count) * frameShift, confidence: nil)
    }
  }
}
