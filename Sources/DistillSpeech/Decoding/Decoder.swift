import Distill

/// The most probable words of an utterance, by an acoustic model, a lexicon and a language model.
///
/// A search over time, frame by frame. A hypothesis is a state of the lexicon's tree together with a
/// history of the language model; of those with the same state and history only the best is continued
/// (Viterbi), and those too far below the frame's best are dropped (beam). A word's probability is
/// determined only where its path separates from others; until then the best of the words that are still
/// possible is used (look-ahead), which cancels in the end and permits narrower beams. With infinite beams
/// the result is the best of all paths.
///
/// Source: Ney, Ortmanns (1999), Dynamic programming search for continuous speech recognition.
public struct Decoder: Sendable {
  let tree: LexiconTree
  let model: NGramModel
  let options: DecodingOptions
  let transitions: TransitionModel

  /// A decoder of the words of `tree`.
  public init(
    _ tree: LexiconTree, model: NGramModel, options: DecodingOptions,
    transitions: TransitionModel = .usual
  ) {
    self.tree = tree
    self.model = model
    self.options = options
    self.transitions = transitions.scaled(by: Float(options.acousticScale))
  }

  /// The words of an utterance.
  ///
  /// Cost: for each frame, the hypotheses that are active in it.
  ///
  /// - Parameter scores: For each frame ln p(frame | class) up to what is the same for all classes,
  ///   already times the acoustic scale.
  public func decode(_ scores: AcousticScores) -> DecodedUtterance {
    var search = DecoderSearch(self)
    return search.run(scores)
  }

  /// The words of many utterances, `threads` of them concurrently.
  ///
  /// Cost: as one after the other, but language model scores are looked up once for all.
  public func decode(_ utterances: [AcousticScores], threads: Int) -> [DecodedUtterance] {
    let lanes = concurrentMap(min(threads, utterances.count), threads: threads) { lane in
      var search = DecoderSearch(self)
      return stride(from: lane, to: utterances.count, by: threads).map {
        search.run(utterances[$0])
      }
    }.compactMap { try? $0.get() }
    return utterances.indices.map { lanes[$0 % threads][$0 / threads] }
  }
}
