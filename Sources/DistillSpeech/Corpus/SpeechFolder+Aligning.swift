public import Distill

extension SpeechFolder {
  /// What an alignment came to.
  public struct AlignmentSummary: Sendable {
    /// The classes.
    public let tying: StateTying
    /// Utterances of too few frames for their words, whose frames have no class.
    public let rejected: [String]
    /// The share of the training frames that are silence.
    public let silence: Double
  }

  /// Finds the state of every frame from nothing but recordings and words, and writes them into the
  /// folder as its labels.
  ///
  /// A flat start aligns the training part to states of phones; decision trees grown on that divide
  /// these by their context, where more classes are asked for than there are; the other parts are aligned by
  /// the same network.
  ///
  /// - Parameters:
  ///   - start: How to begin.
  ///   - classes: The most classes; nil for one for each state of each phone.
  ///   - observe: Called after each round with its number and the share of frames that changed.
  /// - Throws: ``SpeechError/tooFewClasses(found:least:)``,
  ///   ``SpeechError/nothingAligned(utterances:)``, `FileError`.
  public func align(
    _ start: FlatStart, classes: Int?, observe: (_ round: Int, _ changed: Double) -> Void
  ) throws -> AlignmentSummary {
    let monophones = StateTying(monophonesOf: phones)
    if let classes, classes < monophones.classCount {
      throw SpeechError.tooFewClasses(found: classes, least: monophones.classCount)
    }
    let training = try spoken(.training)
    let result = try start.aligned(training, phones: phones, observe: observe)
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

  /// Finds the state of every frame anew with a trained acoustic `model` of the folder's classes.
  ///
  /// - Parameters:
  ///   - model: A network or ensemble that was trained on the folder.
  ///   - scale: What acoustic scores are multiplied by beside transitions.
  ///   - threads: Utterances that are aligned side by side.
  public func realign(
    by model: some Teacher, scale: Float, threads: Int
  ) throws -> AlignmentSummary {
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

  /// Throws where `model` does not go with the folder's frames and classes.
  func check(_ model: some Teacher, _ tying: StateTying) throws(SpeechError) {
    let inputs = settings.context.count * settings.filterbank.bins
    guard model.inputs == inputs else {
      throw .otherNetwork(what: "inputs", expected: "\(inputs)", found: "\(model.inputs)")
    }
    guard model.classNames == tying.classNames else {
      throw .otherNetwork(
        what: "classes", expected: "the \(tying.classCount) of the folder’s alignment",
        found: "\(model.classNames.count) others")
    }
  }

  /// Writes the classes of all frames, and says what they came to.
  private func write(
    _ parts: [DataFolder.Part: (SpokenPart, [Alignment?])], tying: StateTying
  ) throws -> AlignmentSummary {
    let labels = parts.mapValues { $0.labels($1, tying: tying) }
    try write(tying, labels: labels)
    let rejected = try DataFolder.Part.allCases.flatMap { part in
      guard let (_, alignments) = parts[part] else { return [String]() }
      return zip(try entries(part), alignments).filter { $0.1 == nil }.map(\.0.id)
    }
    return AlignmentSummary(
      tying: tying, rejected: rejected, silence: share(ofSilence: labels[.training] ?? [], tying))
  }

  private func share(ofSilence labels: [Int32], _ tying: StateTying) -> Double {
    let silent = Set(HMMState.silence(in: phones).map { Int32(tying.classNumber(of: $0)) })
    let known = labels.filter { $0 >= 0 }
    return Double(known.count { silent.contains($0) }) / Double(max(known.count, 1))
  }
}
