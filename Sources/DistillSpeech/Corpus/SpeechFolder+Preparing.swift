import Distill
import Foundation

extension SpeechFolder {
  /// The least variance that frames are divided by: digital silence does not vary.
  static let varianceFloor = 1e-4

  /// Makes a folder from a corpus: reads every recording, computes its frames, normalises them, and
  /// estimates a language model from the training transcripts.
  ///
  /// Cost: reading the recordings and some 3 µs a frame; all frames are held in memory.
  ///
  /// - Parameters:
  ///   - corpus: The recordings and transcripts.
  ///   - path: The folder, which is made and must not hold one yet.
  ///   - settings: How frames are made.
  ///   - heldOut: Speakers of the training part, drawn by `seed`, who are set aside to choose by.
  ///   - seed: Decides who.
  ///   - order: Of the language model, which is estimated from what the others say.
  ///   - threads: Recordings that are read side by side.
  ///   - progress: Called with the share that is done.
  /// - Throws: `AudioError`, ``SpeechError``, `FileError`. Nothing is left in `path` then but what was
  ///   there before.
  public static func prepare(
    _ corpus: SpeechCorpus, in path: String, settings: SpeechSettings, heldOut: Int, seed: UInt64,
    order: Int, threads: Int, progress: @escaping @Sendable (Double) -> Void
  ) throws -> SpeechFolder {
    guard !FileManager.default.fileExists(atPath: "\(path)/speech.json") else {
      throw DataError.exists(path: "\(path)/speech.json")
    }
    let (learned, held) = try corpus.training(holdingOut: heldOut, seed: seed)
    let utterances = [DataFolder.Part.training: learned, .validation: held, .test: corpus.test]
    let total = utterances.values.reduce(0) { $0 + $1.count }
    let done = Counter()
    var sequences: [DataFolder.Part: FrameSequences] = [:]
    for part in DataFolder.Part.allCases {
      guard let own = utterances[part], !own.isEmpty else { continue }
      sequences[part] = try Self.part(own, settings: settings, threads: threads) {
        progress(Double(done.next()) / Double(total))
      }
    }
    let lexicon = corpus.lexicon
    let model = try NGramModel(
      order: order, vocabulary: lexicon.words,
      transcripts: learned.map { Transcript(id: $0.id, words: $0.words) })
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError.unwritable(path: path, reason: "the folder cannot be made")
    }
    for (part, sequences) in sequences {
      try sequences.write(to: "\(path)/\(frames(part))", context: settings.context)
      try TextLines.write(
        zip(utterances[part] ?? [], sequences.lengths).map { utterance, frames in
          ([utterance.id, utterance.speaker, "\(frames)"] + utterance.words)
            .joined(separator: "\t")
        }, to: "\(path)/\(name(part)).tsv")
    }
    try lexicon.write(to: "\(path)/lexicon.txt")
    try TextLines.write(lexicon.phones, to: "\(path)/phones.txt")
    try model.write(arpa: "\(path)/language.arpa")
    // Last: it says that the folder is whole.
    try write(settings, to: "\(path)/speech.json")
    return try SpeechFolder(path)
  }

  private static func part(
    _ utterances: [Utterance], settings: SpeechSettings, threads: Int,
    progress: @escaping @Sendable () -> Void
  ) throws -> FrameSequences {
    let filterbank = try Filterbank(settings.filterbank)
    let results = concurrentMap(utterances.count, threads: threads) { place in
      let utterance = utterances[place]
      let recording = try Recording(contentsOf: utterance.path)
        .resampled(to: settings.filterbank.sampleRate)
      let frames = try filterbank.frames(of: recording, utterance: UInt32(place))
      guard frames.count > 0 else {
        throw SpeechError.tooShort(
          utterance: utterance.id, seconds: recording.duration,
          frameSeconds: settings.filterbank.frameLength / 1000)
      }
      progress()
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
      normalized = frames.map {
        $0.normalized(by: FrameStatistics(of: $0), varianceFloor: Self.varianceFloor)
      }
    case .speaker:
      var statistics: [Int32: FrameStatistics] = [:]
      for (group, own) in zip(groups, frames) {
        let more = FrameStatistics(of: own)
        statistics[group] = statistics[group].map { $0 + more } ?? more
      }
      normalized = zip(groups, frames).map { group, own in
        statistics[group].map { own.normalized(by: $0, varianceFloor: Self.varianceFloor) } ?? own
      }
    }
    return try FrameSequences(
      normalized.flatMap(\.values), width: settings.filterbank.bins,
      lengths: normalized.map(\.count), groups: groups)
  }
}
