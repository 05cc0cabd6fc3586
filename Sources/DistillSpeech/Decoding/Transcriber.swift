import Distill

/// A recogniser that takes recordings.
public struct Transcriber: Sendable {
  private let recognizer: Recognizer
  private let options: DecodingOptions
  private let settings: SpeechSettings

  /// The recogniser that the run in the folder `path` was decoded with, see ``RunDecoding``.
  ///
  /// - Throws: ``SpeechError`` where nothing was decoded with it; `FileError`.
  public init(run path: String) throws {
    let decoding = try RunDecoding(ofRunIn: path)
    let folder = try SpeechFolder(decoding.speech)
    var recognizer = try Recognizer(
      try Model(contentsOf: path), of: folder, language: try folder.languageModel())
    recognizer.precision = Model.precision(in: path)
    self.recognizer = recognizer
    options = decoding.options
    settings = folder.settings
  }

  /// The words of each of `recordings`, with times in seconds; none where a recording is too short for
  /// a frame.
  ///
  /// Recordings of another sample rate are resampled. Where frames are normalised by speaker, all
  /// recordings together are one.
  ///
  /// Cost: 3 µs a frame for the frames, a forward pass, and the search.
  public func transcribe(_ recordings: [Recording], threads: Int) throws -> [[TimedWord]] {
    let filterbank = try Filterbank(settings.filterbank)
    let rate = settings.filterbank.sampleRate
    var frames: [Frames] = []
    for (place, recording) in recordings.enumerated() {
      frames.append(
        try filterbank.frames(of: recording.resampled(to: rate), utterance: UInt32(place)))
    }
    let all = frames.map { FrameStatistics(of: $0) }.filter { $0.count > 0 }
    let speaker = all.dropFirst().reduce(
      all.first ?? FrameStatistics(width: filterbank.options.bins), +)
    let spoken = frames.indices.filter { frames[$0].count > 0 }
    let normalized = spoken.map { place in
      frames[place].normalized(
        by: settings.normalization == .speaker ? speaker : FrameStatistics(of: frames[place]),
        varianceFloor: SpeechFolder.varianceFloor)
    }
    guard !spoken.isEmpty else { return recordings.map { _ in [] } }
    let sequences = try FrameSequences(
      normalized.flatMap(\.values), width: settings.filterbank.bins,
      lengths: normalized.map(\.count))
    let dataset = try Dataset(
      sequences, context: settings.context, classNames: recognizer.model.classNames)
    let scores = try recognizer.scores(
      of: spoken.indices.map { sequences.range(of: $0) }, in: dataset, threads: threads)
    let decoded = recognizer.decode(scores, options: options, threads: threads)
    var words: [[TimedWord]] = recordings.map { _ in [] }
    for (place, utterance) in zip(spoken, decoded) {
      words[place] = utterance.timedWords(frameShift: settings.filterbank.frameShift / 1000)
    }
    return words
  }
}
