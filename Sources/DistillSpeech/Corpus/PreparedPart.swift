import Distill

/// The frames of a part of a corpus, normalised, and what was found out about its recordings.
struct PreparedPart {
  /// The utterances that have frames, in order.
  let utterances: [Utterance]
  private let sequences: FrameSequences
  /// Utterances that were left out because they have words and no sound.
  private let leftOut: [Utterance]
  /// Utterances that are kept although they have no sound.
  private let silent: [Utterance]
  /// Recordings of which one channel was taken, because all together cancel each other.
  private let cancelled: [Utterance]
  /// The number of recordings with each sample rate.
  private let rates: [Int: Int]

  /// What is known of one recording.
  private struct Result {
    let frames: Frames
    let rate: Int
    let isSilent: Bool
    let isCancelled: Bool
  }

  /// Reads the recordings of `utterances`, `threads` of them concurrently.
  ///
  /// - Parameter progress: Called after each recording.
  init(
    _ utterances: [Utterance], of part: DataFolder.Part, settings: SpeechSettings, threads: Int,
    progress: @escaping @Sendable () -> Void
  ) throws {
    let filterbank = try Filterbank(settings.filterbank)
    let results = try concurrentMap(utterances.count, threads: threads) { place in
      let result = try Self.result(of: utterances[place], at: place, filterbank, settings)
      progress()
      return result
    }.map { try $0.get() }
    let places = utterances.indices.filter {
      part == .test || !results[$0].isSilent || utterances[$0].words.isEmpty
    }
    self.utterances = places.map { utterances[$0] }
    leftOut = Set(utterances.indices).subtracting(places).sorted().map { utterances[$0] }
    silent = places.filter { results[$0].isSilent }.map { utterances[$0] }
    cancelled = places.filter { results[$0].isCancelled }.map { utterances[$0] }
    rates = results.reduce(into: [:]) { $0[$1.rate, default: 0] += 1 }
    sequences = try Self.normalized(
      places.map { (utterances[$0].speaker, results[$0].frames, results[$0].isSilent) }, settings)
  }

  private static func result(
    of utterance: Utterance, at place: Int, _ filterbank: Filterbank, _ settings: SpeechSettings
  ) throws -> Result {
    let recording = try Recording(contentsOf: utterance.path)
    let frames = try filterbank.frames(
      of: recording.resampled(to: settings.filterbank.sampleRate), utterance: UInt32(place))
    guard frames.count > 0 else {
      throw SpeechError.tooShort(
        utterance: utterance.id, path: utterance.path, seconds: recording.duration,
        frameSeconds: settings.filterbank.frameLength / 1000)
    }
    return Result(
      frames: frames, rate: recording.sampleRate, isSilent: recording.isSilent,
      isCancelled: recording.selectedChannel != nil)
  }

  private static func normalized(
    _ parts: [(speaker: String, frames: Frames, isSilent: Bool)], _ settings: SpeechSettings
  ) throws -> FrameSequences {
    var numbers: [String: Int32] = [:]
    let groups = parts.map { part -> Int32 in
      let number = numbers[part.speaker] ?? Int32(numbers.count)
      numbers[part.speaker] = number
      return number
    }
    var statistics: [Int32: FrameStatistics] = [:]
    if settings.normalization == .speaker {
      // Frames without sound only where a speaker has no others.
      let speaking = Set(zip(groups, parts).filter { !$1.isSilent }.map(\.0))
      for (group, part) in zip(groups, parts) where !part.isSilent || !speaking.contains(group) {
        let more = FrameStatistics(of: part.frames)
        statistics[group] = statistics[group].map { $0 + more } ?? more
      }
    }
    let normalized = zip(groups, parts).map { group, part in
      part.frames.normalized(
        by: statistics[group] ?? FrameStatistics(of: part.frames),
        varianceFloor: SpeechFolder.varianceFloor)
    }
    return try FrameSequences(
      normalized.flatMap(\.values), width: settings.filterbank.bins,
      lengths: normalized.map(\.count), groups: groups)
  }

  /// Writes frames and words into the folder `path`, and the utterances that were left out.
  func write(_ part: DataFolder.Part, to path: String, context: FrameContext) throws {
    func lines(_ utterances: [Utterance], _ frames: [Int]) -> [String] {
      zip(utterances, frames).map { utterance, frames in
        ([utterance.id, utterance.speaker, "\(frames)"] + utterance.words).joined(separator: "\t")
      }
    }
    if !leftOut.isEmpty {
      try TextLines.write(
        lines(leftOut, leftOut.map { _ in 0 }), to: "\(path)/\(SpeechFolder.silent(part))")
    }
    guard !utterances.isEmpty else { return }
    try sequences.write(to: "\(path)/\(SpeechFolder.frames(part))", context: context)
    try TextLines.write(
      lines(utterances, sequences.lengths), to: "\(path)/\(SpeechFolder.name(part)).tsv")
  }

  /// What the user should know about sound that is missing.
  func notices(of part: DataFolder.Part) -> [Notice] {
    func notice(_ own: [Utterance], _ what: String) -> Notice? {
      guard !own.isEmpty else { return nil }
      let files = own.prefix(5).map(\.path).joined(separator: ", ")
      let more = own.count > 5 ? " and \(own.count - 5) more" : ""
      return Notice(
        "\(own.count) recording\(own.count == 1 ? "" : "s") of the \(part.rawValue) part (\(files)\(more)): "
          + "\(what).")
    }
    return [
      notice(
        cancelled,
        "the channels cancel each other in their mean; the loudest channel was used alone"),
      notice(leftOut, "no sound, but words in the transcript; left out"),
      notice(silent, "no sound; kept, and decoded to no words"),
    ].compactMap { $0 }
  }

  /// What the user should know about sample rates below `rate`, that of the filterbank, in the recordings
  /// of a corpus; validation recordings are part of the training recordings.
  static func rateNotices(
    _ parts: [DataFolder.Part: PreparedPart], rate: Int
  ) -> [Notice] {
    func rates(_ own: [DataFolder.Part]) -> [Int: Int] {
      own.compactMap { parts[$0]?.rates }.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    func list(_ rates: some Sequence<Int>) -> String {
      rates.sorted().map(String.init).joined(separator: " or ")
    }
    let training = rates([.training, .validation])
    return [("training", training), ("test", rates([.test]))].flatMap { name, own in
      own.filter { $0.key < rate }.sorted { $0.key < $1.key }.map { lower, count in
        let others = own.keys.filter { $0 != lower }
        return Notice(
          "\(count) of \(own.values.reduce(0, +)) \(name) recordings have \(lower) samples per second"
            + (others.isEmpty ? "" : ", the others \(list(others))")
            + (training[lower] == nil
              ? ", unlike the training recordings, which have \(list(training.keys))" : "")
            + "; resampled to \(rate), their filterbank bins above \(lower / 2) Hz are empty.")
      }
    }
  }
}
