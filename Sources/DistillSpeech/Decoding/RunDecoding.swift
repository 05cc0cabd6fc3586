public import Distill
import Foundation

/// What a recogniser with the acoustic model of a run makes of a folder's test part, kept in the run's
/// folder: `decoding.json`, `test.trn`, `test.ctm`.
public struct RunDecoding: Sendable, Codable, Equatable {
  /// The folder of speech.
  public let speech: String
  /// How words were looked for.
  public let options: DecodingOptions
  /// What the scale and the penalty were chosen from; empty where they were given.
  public let trials: [DecodingTuning.Trial]
  /// Seconds of the test part for each second of decoding, forward passes included, on one thread.
  public let timesRealTime: Double

  /// The name of the file.
  static let fileName = "decoding.json"

  /// Decodes the test part of `folder` with the model of the run `path`, and writes what comes of it
  /// there.
  ///
  /// The acoustic scale and the word penalty are chosen on the folder's validation part, unless given.
  ///
  /// - Parameters:
  ///   - path: A run folder of a network, an ensemble or a panel.
  ///   - folder: The speech that it was trained on.
  ///   - options: Beams; and, where `isTuned` is false, scale and penalty.
  ///   - isTuned: Whether scale and penalty are chosen on the validation part.
  ///   - threads: Utterances that are decoded side by side.
  /// - Throws: ``SpeechError`` where the model is another's or there is nothing to choose by.
  public static func decode(
    _ path: String, on folder: SpeechFolder, options: DecodingOptions, isTuned: Bool, threads: Int
  ) throws -> RunDecoding {
    var recognizer = try Recognizer(
      try Model(contentsOf: path), of: folder, language: try folder.languageModel())
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
    var said: [Transcript] = []
    var lines: [CTM.Line] = []
    for (entry, utterance) in zip(entries, decoded) {
      said.append(Transcript(id: entry.id, words: utterance.words.map(\.word)))
      lines += utterance.timedWords(frameShift: shift).map {
        CTM.Line(recording: entry.id, channel: "1", word: $0)
      }
    }
    try Transcript.write(said, to: "\(path)/test.trn", as: .trn)
    try CTM(lines).write(to: "\(path)/test.ctm")
    let spoken = Double(frames) * shift
    let decoding = RunDecoding(
      speech: URL(filePath: folder.path).standardizedFileURL.path, options: options, trials: trials,
      timesRealTime: spoken / (seconds * Double(threads)))
    try SpeechFolder.write(decoding, to: "\(path)/\(fileName)")
    return decoding
  }

}

extension RunDecoding {
  /// What was decoded in the run folder `path`.
  ///
  /// - Throws: ``SpeechError/unfinished(path:missing:command:)`` where nothing was.
  public init(ofRunIn path: String) throws {
    let file = "\(path)/\(Self.fileName)"
    guard FileManager.default.fileExists(atPath: file) else {
      throw SpeechError.unfinished(
        path: path, missing: Self.fileName, command: "distill speech decode FOLDER \(path)")
    }
    self = try SpeechFolder.read(RunDecoding.self, file)
  }

  /// How well the test part was recognised in the run folder `path`.
  public static func scores(ofRunIn path: String) throws -> WordScores {
    let decoding = try RunDecoding(ofRunIn: path)
    let entries = try SpeechFolder(decoding.speech).entries(.test)
    let speakers = Dictionary(
      entries.map { ($0.id, $0.speaker) }, uniquingKeysWith: { first, _ in first })
    return try WordScores(
      references: entries.map(\.transcript),
      hypotheses: Transcript.read("\(path)/test.trn", as: .trn),
      speaker: { speakers[$0] ?? $0 })
  }
}

extension SpeechFolder {
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
