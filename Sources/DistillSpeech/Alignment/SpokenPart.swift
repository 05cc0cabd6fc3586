public import Distill

/// The frames of utterances, and the states of their words.
public struct SpokenPart: Sendable {
  /// The frames, a sequence for each utterance.
  public let sequences: FrameSequences
  /// The states of each utterance.
  public let graphs: [AlignmentGraph]

  /// Utterances of `sequences` with these words.
  ///
  /// - Throws: ``LanguageError`` where a word is not in the lexicon, or a phone not among `phones`.
  public init(
    _ sequences: FrameSequences, transcripts: [Transcript], lexicon: Lexicon, phones: PhoneSet
  ) throws(LanguageError) {
    precondition(
      sequences.lengths.count == transcripts.count,
      "\(sequences.lengths.count) sequences with \(transcripts.count) transcripts")
    try lexicon.check(transcripts)
    var graphs: [AlignmentGraph] = []
    for transcript in transcripts {
      var words: [[[Int]]] = []
      for word in transcript.words {
        guard let id = lexicon.id(of: word) else { continue }
        var pronunciations: [[Int]] = []
        for spoken in lexicon.pronunciations[id] {
          guard let numbers = phones.numbers(of: spoken) else {
            throw .unknownPhone(
              word: word, phone: spoken.first { !phones.names.contains($0) } ?? "",
              known: phones.names)
          }
          pronunciations.append(numbers)
        }
        words.append(pronunciations)
      }
      graphs.append(AlignmentGraph(words, phones: phones))
    }
    self.sequences = sequences
    self.graphs = graphs
  }

  /// The class of each frame by `alignments`, one for each utterance; unknown where there is none.
  public func labels(_ alignments: [Alignment?], tying: StateTying) -> [Int32] {
    zip(alignments, graphs).enumerated().flatMap { place, pair in
      pair.0?.labels(through: pair.1, tying: tying)
        ?? [Int32](repeating: Dataset.unknownLabel, count: sequences.lengths[place])
    }
  }

  /// The best path of each utterance by `model`'s posteriors over `priors`; nil for an utterance of too
  /// few frames. Classes without frames in `priors` have no advantage from that.
  ///
  /// Cost: a forward pass, and for each frame the states of its utterance.
  ///
  /// - Parameters:
  ///   - model: A classifier of the classes of `tying`.
  ///   - context: The frames of its input.
  ///   - priors: How frequent the classes were in its training.
  ///   - tying: The class of each state.
  ///   - scale: The acoustic scale.
  ///   - threads: Utterances that are aligned concurrently.
  public func aligned(
    by model: some Teacher, context: FrameContext, priors: LogPriors, tying: StateTying,
    scale: Float, threads: Int
  ) throws -> [Alignment?] {
    let dataset = try Dataset(sequences, context: context, classNames: model.classNames)
    let priors = priors.forAlignment
    let results = concurrentMap(graphs.count, threads: threads) { place in
      let scores = try AcousticScores(
        by: model, of: sequences.range(of: place), in: dataset, priors: priors, scale: scale,
        precision: .float32)
      return Alignment(of: scores, through: graphs[place], tying: tying)
    }
    return try results.map { try $0.get() }
  }
}
