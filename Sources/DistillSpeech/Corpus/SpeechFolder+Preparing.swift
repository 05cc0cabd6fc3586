public import Distill
import Foundation

extension SpeechFolder {
  /// Makes a folder from a corpus: reads every recording, computes its frames, normalises them, and
  /// estimates a language model from the training transcripts.
  ///
  /// Cost: reading the recordings and some 3 µs a frame; all frames are held in memory.
  ///
  /// - Parameters:
  ///   - corpus: The recordings and transcripts.
  ///   - path: The folder, which is made and must not hold one yet.
  ///   - settings: How frames are made.
  ///   - order: Of the language model.
  ///   - threads: Recordings that are read side by side.
  ///   - progress: Called with the share that is done.
  /// - Throws: `AudioError`, ``SpeechError``, `FileError`. Nothing is left in `path` then but what was
  ///   there before.
  public static func prepare(
    _ corpus: SpeechCorpus, in path: String, settings: SpeechSettings, order: Int, threads: Int,
    progress: @escaping @Sendable (Double) -> Void
  ) throws -> SpeechFolder {
    guard !FileManager.default.fileExists(atPath: "\(path)/speech.json") else {
      throw DataError.exists(path: "\(path)/speech.json")
    }
    let total = corpus.training.count + corpus.test.count
    let training = try part(
      corpus.training, settings: settings, threads: threads
    ) { progress(Double($0) / Double(total)) }
    let test =
      try corpus.test.isEmpty
      ? nil
      : part(corpus.test, settings: settings, threads: threads) {
        progress(Double(corpus.training.count + $0) / Double(total))
      }
    let lexicon = corpus.lexicon
    let model = try NGramModel(
      estimatedFrom: corpus.training.map { Transcript(id: $0.id, words: $0.words) },
      order: order, vocabulary: lexicon.words)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError.unwritable(path: path, reason: "the folder cannot be made")
    }
    for (name, utterances, sequences) in [
      (DataFolder.Part.training, corpus.training, training), (.test, corpus.test, test),
    ] {
      guard let sequences else { continue }
      try sequences.write(to: "\(path)/\(frames(name))", context: settings.context)
      try TextLines.write(
        zip(utterances, sequences.lengths).map { utterance, frames in
          ([utterance.id, utterance.speaker, "\(frames)"] + utterance.words)
            .joined(separator: "\t")
        }, to: "\(path)/\(Self.name(name)).tsv")
    }
    try lexicon.write(to: "\(path)/lexicon.txt")
    try TextLines.write(lexicon.phones, to: "\(path)/phones.txt")
    try model.write(to: "\(path)/language.arpa")
    // Last: it says that the folder is whole.
    try write(settings, to: "\(path)/speech.json")
    return try SpeechFolder(path)
  }

  private static func part(
    _ utterances: [Utterance], settings: SpeechSettings, threads: Int,
    progress: @escaping @Sendable (Int) -> Void
  ) throws -> FrameSequences {
    let filterbank = try Filterbank(settings.filterbank)
    let done = Counter()
    let results = Ensemble.sideBySide(utterances.count, threads: threads) { place in
      let utterance = utterances[place]
      let recording = try Recording(contentsOf: utterance.path)
        .resampled(to: settings.filterbank.sampleRate)
      let frames = try filterbank.frames(of: recording, utterance: UInt32(place))
      guard frames.count > 0 else {
        throw SpeechError.tooShort(
          utterance: utterance.id, seconds: recording.duration,
          frameSeconds: settings.filterbank.frameLength / 1000)
      }
      progress(done.next())
      return frames
    }
    let frames = try results.map { try $0.get() }
    var speakers: [String: Int32] = [:]
    let groups = utterances.map { utterance -> Int32 in
      let number = speakers[utterance.speaker] ?? Int32(speakers.count)
      speakers[utterance.speaker] = number
      return number
    }
    let normalized: [Frames]
    switch settings.normalization {
    case .utterance:
      normalized = frames.map { $0.normalized(by: FrameStatistics(of: $0)) }
    case .speaker:
      var statistics: [Int32: FrameStatistics] = [:]
      for (group, own) in zip(groups, frames) {
        let more = FrameStatistics(of: own)
        statistics[group] = statistics[group].map { $0 + more } ?? more
      }
      normalized = zip(groups, frames).map { group, own in
        statistics[group].map { own.normalized(by: $0) } ?? own
      }
    }
    return try FrameSequences(
      normalized.flatMap(\.values), width: settings.filterbank.bins,
      lengths: normalized.map(\.count), groups: groups)
  }
}
