import Distill
import Foundation

extension SpeechFolder {
  /// The least variance that frames are divided by: digital silence does not vary.
  static let varianceFloor = 1e-4

  /// Prepares a folder from a corpus: reads every recording, computes its frames, normalises them, and
  /// estimates a language model from the training transcripts.
  ///
  /// Recordings without sound are never used unnoticed: training and validation utterances that have
  /// words and no sound are left out, test utterances are kept, and ``notices`` names them. Frames
  /// without sound do not count in a speaker's mean and variance. ``notices`` also reports channels that
  /// cancel each other and sample rates below the filterbank's.
  ///
  /// The folder is locked meanwhile. What another, unfinished preparation left in it is replaced.
  ///
  /// Cost: reading the recordings and some 3 µs a frame; all frames are held in memory.
  ///
  /// - Parameters:
  ///   - corpus: The recordings and transcripts.
  ///   - path: The folder, which is created and must not hold prepared speech yet.
  ///   - settings: How frames are computed.
  ///   - heldOut: The number of training speakers, drawn by `seed`, who become the validation part; nil
  ///     for ``SpeechCorpus/defaultHeldOut(of:)``.
  ///   - seed: Seed of that draw.
  ///   - order: Of the language model, which is estimated from the other speakers' words.
  ///   - threads: Recordings that are read concurrently.
  ///   - progress: Called with the share that is done.
  /// - Throws: `AudioError`, ``SpeechError``, `FileError`. `path` then has nothing but what was there
  ///   before.
  public static func prepare(
    _ corpus: SpeechCorpus, in path: String, settings: SpeechSettings, heldOut: Int?, seed: UInt64,
    order: Int, threads: Int, progress: @escaping @Sendable (Double) -> Void
  ) throws -> SpeechFolder {
    // Checked first without the lock, because taking it would leave a file in a finished folder.
    try checkVacant(path)
    let (learned, held) = try corpus.training(holdingOut: heldOut, seed: seed)
    let lock = try FolderLock(path)
    defer { withExtendedLifetime(lock) {} }
    do {
      try checkVacant(path)
      let utterances = [DataFolder.Part.training: learned, .validation: held, .test: corpus.test]
      let total = utterances.values.reduce(0) { $0 + $1.count }
      let done = Counter()
      var parts: [DataFolder.Part: PreparedPart] = [:]
      for part in DataFolder.Part.allCases {
        guard let own = utterances[part], !own.isEmpty else { continue }
        let frames = try PreparedPart(own, of: part, settings: settings, threads: threads) {
          progress(Double(done.next()) / Double(total))
        }
        parts[part] = frames
      }
      guard let training = parts[.training], !training.utterances.isEmpty else {
        throw SpeechError.noSound(recordings: learned.count)
      }
      let model = try NGramModel(
        order: order, vocabulary: corpus.lexicon.words,
        transcripts: training.utterances.map { Transcript(id: $0.id, words: $0.words) })
      try removeUnfinished(in: path)
      for (part, own) in parts { try own.write(part, to: path, context: settings.context) }
      try corpus.lexicon.write(to: "\(path)/lexicon.txt")
      try TextLines.write(corpus.lexicon.phones, to: "\(path)/phones.txt")
      try model.write(arpa: "\(path)/language.arpa")
      // Last: it marks the folder as complete.
      try write(settings, to: "\(path)/speech.json")
      var made = try SpeechFolder(path)
      made.notices =
        corpus.notices
        + DataFolder.Part.allCases.flatMap { parts[$0]?.notices(of: $0) ?? [] }
        + PreparedPart.rateNotices(parts, rate: settings.filterbank.sampleRate)
      return made
    } catch {
      lock.discard()
      throw error
    }
  }

  private static func checkVacant(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: "\(path)/speech.json") else {
      throw DataError.exists(path: "\(path)/speech.json")
    }
  }

  /// Removes the files of a preparation that was killed, which may have had other parts.
  private static func removeUnfinished(in path: String) throws {
    for part in DataFolder.Part.allCases {
      for name in [frames(part), "\(name(part)).tsv", silent(part), labels(part)] {
        try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
      }
    }
    for name in ["classes.txt", "tying.json"] {
      try? FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
  }
}
