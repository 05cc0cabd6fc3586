public import Distill

extension SpeechFolder {
  /// The result of an alignment.
  public struct AlignmentSummary: Sendable {
    /// The classes.
    public let tying: StateTying
    /// Utterances of too few frames for their words, whose frames have no class.
    public let rejected: [String]
    /// The share of the training frames that are silence.
    public let silence: Double
    /// Phones that no training frame has. Words with them are never recognised; see ``LogPriors``.
    public let phonesWithoutFrames: [String]
    /// What the user should know: phones without frames, and the words that need them.
    public let notices: [Notice]
  }

  /// Finds the state of every frame from recordings and words alone, and writes the states into the
  /// folder as its labels.
  ///
  /// A flat start aligns the training part to states of phones; where more classes are requested than
  /// there are such states, decision trees grown on that divide them by their context; the other parts
  /// are aligned by the same network. The folder is locked meanwhile.
  ///
  /// - Parameters:
  ///   - start: Rounds, network and seed.
  ///   - classes: The most classes; nil for one for each state of each phone.
  ///   - observe: Called after each round with its number and the share of frames that changed.
  /// - Throws: ``SpeechError/tooFewClasses(found:least:)``,
  ///   `SpeechError.nothingAligned`, `FileError`.
  public func align(
    _ start: FlatStart, classes: Int?, observe: (_ round: Int, _ changed: Double) -> Void
  ) throws -> AlignmentSummary {
    let lock = try FolderLock(path)
    defer { withExtendedLifetime(lock) {} }
    let monophones = StateTying(monophonesOf: phones)
    if let classes, classes < monophones.classCount {
      throw SpeechError.tooFewClasses(found: classes, least: monophones.classCount)
    }
    let training = try spoken(.training)
    let result: FlatStart.Result
    do {
      result = try start.aligned(training, phones: phones, observe: observe)
    } catch SpeechError.nothingAligned(let utterances, _) {
      throw SpeechError.nothingAligned(utterances: utterances, path: path)
    }
    var tying = monophones
    if let classes, classes > monophones.classCount {
      tying = StateTying(
        growing: ContextStatistics(of: training, alignments: result.alignments),
        phones: phones, leaves: classes, leastFrames: 120, leastGain: 100)
    }
    var parts = [DataFolder.Part.training: (training, result.alignments)]
    for part in [DataFolder.Part.validation, .test] where has(part) {
      let spoken = try spoken(part)
      parts[part] = (
        spoken,
        try spoken.aligned(
          by: result.network, context: start.context, priors: result.priors, tying: monophones,
          scale: start.scale, threads: start.threads)
      )
    }
    return try write(parts, tying: tying)
  }

  /// Finds the state of every frame again, with a trained acoustic `model` of the folder's classes. The
  /// folder is locked meanwhile.
  ///
  /// - Parameters:
  ///   - model: A network or ensemble that was trained on the folder.
  ///   - scale: The factor of acoustic scores beside transitions.
  ///   - threads: Utterances that are aligned concurrently.
  public func realign(
    by model: some Teacher, scale: Float, threads: Int
  ) throws -> AlignmentSummary {
    let lock = try FolderLock(path)
    defer { withExtendedLifetime(lock) {} }
    let tying = try tying()
    let priors = try priors(tying)
    try check(model, tying)
    var parts: [DataFolder.Part: (SpokenPart, [Alignment?])] = [:]
    for part in DataFolder.Part.allCases where has(part) {
      let spoken = try spoken(part)
      parts[part] = (
        spoken,
        try spoken.aligned(
          by: model, context: settings.context, priors: priors, tying: tying, scale: scale,
          threads: threads)
      )
    }
    return try write(parts, tying: tying)
  }

  /// How frequent each class is among the training frames.
  ///
  /// - Throws: ``SpeechError/unfinished(path:missing:command:)`` where the folder was not aligned.
  public func priors(_ tying: StateTying) throws -> LogPriors {
    let training = try DataFolder(path).training()
    guard training.classNames == tying.classNames else {
      throw FileError.malformed(
        path: "\(path)/classes.txt", at: "its content",
        expected: "the \(tying.classCount) classes of tying.json",
        found: "\(training.classNames.count) others", remedy: "align the folder again")
    }
    return LogPriors(of: training.labels, classCount: tying.classCount)
  }

  /// Throws where `model` does not match the folder's frames and classes.
  func check(_ model: some Teacher, _ tying: StateTying) throws(SpeechError) {
    let inputs = settings.context.count * settings.filterbank.bins
    guard model.inputs == inputs else {
      throw .otherNetwork(
        what: "inputs", expected: "\(inputs)", found: "\(model.inputs)", speech: path)
    }
    guard model.classNames == tying.classNames else {
      throw .otherNetwork(
        what: "classes", expected: "the \(tying.classCount) of the folder’s alignment",
        found: "\(model.classNames.count) others", speech: path)
    }
  }

  /// Writes the classes of all frames, and summarises them.
  private func write(
    _ parts: [DataFolder.Part: (SpokenPart, [Alignment?])], tying: StateTying
  ) throws -> AlignmentSummary {
    let labels = parts.mapValues { $0.labels($1, tying: tying) }
    try write(tying, labels: labels)
    let rejected = try DataFolder.Part.allCases.flatMap { part in
      guard let (_, alignments) = parts[part] else { return [String]() }
      return zip(try entries(part), alignments).filter { $0.1 == nil }.map(\.0.id)
    }
    let training = labels[.training] ?? []
    let unseen = phonesWithoutFrames(training, tying)
    return AlignmentSummary(
      tying: tying, rejected: rejected, silence: share(ofSilence: training, tying),
      phonesWithoutFrames: unseen,
      notices: notice(aboutPhonesWithoutFrames: unseen).map { [$0] } ?? [])
  }

  private func share(ofSilence labels: [Int32], _ tying: StateTying) -> Double {
    let silent = Set(HMMState.silence(in: phones).map { Int32(tying.classNumber(of: $0)) })
    let known = labels.filter { $0 >= 0 }
    return Double(known.count { silent.contains($0) }) / Double(max(known.count, 1))
  }

  /// The phones none of whose classes `labels` has.
  private func phonesWithoutFrames(_ labels: [Int32], _ tying: StateTying) -> [String] {
    var seen = Set<Int32>()
    for label in labels where label >= 0 { seen.insert(label) }
    return phones.names.indices.filter { phone in
      tying.classes(ofPhone: phone).allSatisfy { !seen.contains(Int32($0)) }
    }.map { phones.names[$0] }
  }

  private func notice(aboutPhonesWithoutFrames unseen: [String]) -> Notice? {
    guard !unseen.isEmpty else { return nil }
    let phones = Set(unseen)
    let words = zip(lexicon.words, lexicon.pronunciations).filter { _, spoken in
      spoken.allSatisfy { $0.contains(where: phones.contains) }
    }.map(\.0)
    return Notice(
      "\(path): no training frame has the phone\(unseen.count == 1 ? "" : "s") "
        + LanguageError.list(unseen)
        + (words.isEmpty
          ? "."
          : "; words that need \(unseen.count == 1 ? "it" : "them") are never recognised: "
            + "\(LanguageError.list(words))."))
  }
}
