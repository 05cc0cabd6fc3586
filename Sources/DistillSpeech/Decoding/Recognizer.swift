public import Distill

/// An acoustic model, a lexicon and a language model, which recognise words in frames.
public struct Recognizer: Sendable {
  /// The classifier of the classes of states.
  public let model: any Teacher
  /// The frequencies of the classes in its training data.
  public let priors: LogPriors
  /// The language model.
  public let language: NGramModel
  /// The pronunciations.
  public let tree: LexiconTree
  /// The precision of the acoustic model's products.
  public var precision = Precision.float32

  /// A recogniser of these parts; the classes of all are the same.
  public init(
    _ model: any Teacher, priors: LogPriors, language: NGramModel, tree: LexiconTree
  ) {
    precondition(
      priors.values.count == model.classNames.count,
      "priors of \(priors.values.count) classes for a model of \(model.classNames.count)")
    self.model = model
    self.priors = priors
    self.language = language
    self.tree = tree
  }

  /// The recogniser of a folder's words with an acoustic `model` trained on it.
  ///
  /// - Throws: ``SpeechError`` where the model has other inputs or classes, or the folder is not
  ///   aligned.
  public init(
    _ model: any Teacher, of folder: SpeechFolder, language: NGramModel
  ) throws {
    let tying = try folder.tying()
    try folder.check(model, tying)
    self.model = model
    self.language = language
    priors = try folder.priors(tying)
    tree = try LexiconTree(folder.lexicon, tying: tying, model: language)
  }

  /// For each utterance of `dataset`, given by the positions of its frames, ln p(frame | class) up to
  /// what is the same for all classes, not yet times an acoustic scale.
  ///
  /// Cost: a forward pass; 4 bytes for each frame and class.
  public func scores(
    of utterances: [Range<Int>], in dataset: Dataset, threads: Int
  ) throws -> [AcousticScores] {
    try concurrentMap(utterances.count, threads: threads) { place in
      try AcousticScores(
        by: model, of: utterances[place], in: dataset, priors: priors, scale: 1,
        precision: precision)
    }.map { try $0.get() }
  }

  /// The words of utterances with these `scores`.
  public func decode(
    _ scores: [AcousticScores], options: DecodingOptions, threads: Int
  ) -> [DecodedUtterance] {
    Decoder(tree, model: language, options: options).decode(
      scores.map { $0.scaled(by: Float(options.acousticScale)) }, threads: threads)
  }
}
