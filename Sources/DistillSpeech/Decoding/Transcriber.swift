public import Distill

/// A recogniser of recordings.
public struct Transcriber: Sendable {
  /// What the user should know about the language model.
  public let notices: [Notice]

  private let recognizer: Recognizer
  private let options: DecodingOptions
  private let settings: SpeechSettings

  /// The recogniser of the decoding in the run folder `path`, see ``RunDecoding``.
  ///
  /// - Throws: ``SpeechError`` where there is no decoding; `FileError`.
  public init(run path: String) throws {
    let decoding = try RunDecoding(ofRunIn: path)
    let folder = try SpeechFolder(decoding.speech)
    let (language, notices) = try folder.readLanguageModel()
    self.notices = notices
    var recognizer = try Recognizer(try Model(contentsOf: path), of: folder, language: language)
    recognizer.precision = Model.precision(in: path)
    self.recognizer = recognizer
    options = decoding.options
    settings = folder.settings
  }

  /// Samples per second of the filterbank; recordings of another rate are resampled to it.
  public var sampleRate: Int { settings.filterbank.sampleRate }

  /// The words of each of `recordings`, with times in seconds; none where a recording is too short for
  /// a frame or has no sound.
  ///
  /// Recordings of another sample rate are resampled. Where frames are normalised by speaker, all
  /// recordings together are one speaker's.
  ///
  /// Cost: 3 µs a frame for the frames, a forward pass, and the search.
  public func transcribe(_ recordings: [Recording], threads: Int) throws -> [[TimedWord]] {
    let filterbank = try Filterbank(settings.filterbank)
    let rate = settings.filterbank.sampleRate
    var frames: [Frames] = []
    for (place, recording) in recordings.enumerated() {
      frames.append(
        recording.isSilent
          ? Frames(values: [], width: settings.filterbank.bins)
          : try filterbank.frames(of: recording.resampled(to: rate), utterance: UInt32(place)))
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
