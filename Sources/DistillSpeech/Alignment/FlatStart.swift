public import Distill

/// Alignment of recordings with their words without any other system, and without Gaussians.
///
/// Every utterance is first divided evenly among the states of its words. A network is trained to
/// classify the states, the utterances are aligned by its scores, and so on, round after round.
///
/// The network has one neighbour on each side only: one with a wide window would classify the position
/// within the utterance rather than the sound, and so reproduce the even division.
///
/// Source: Senior, Heigold, Bacchiani, Liao (2014), GMM-free DNN acoustic model training.
public struct FlatStart: Sendable {
  /// The number of rounds of training and aligning.
  public var rounds: Int
  /// The fewest steps of a round; where an epoch has fewer, a round has more epochs.
  ///
  /// Why: after too few steps all states are equally probable, the alignment is arbitrary, and one that
  /// assigns nearly everything to silence is stable.
  public var leastSteps: Int
  /// Units of the hidden layers.
  public var hidden: [Int]
  /// The neighbours of a frame in the network's input.
  public var context: FrameContext
  /// The learning rate, and that of the last third of the rounds.
  public var learningRates: (early: Double, late: Double)
  /// The factor of acoustic scores beside transitions.
  public var scale: Float
  /// The seed of initial weights and the order of frames.
  public var seed: UInt64
  /// Threads that compute.
  public var threads: Int

  /// Ten rounds of an epoch, or of 200 steps where that is more, of a network of two layers of 256
  /// units whose input is a frame and its neighbours.
  public init(seed: UInt64, threads: Int) {
    rounds = 10
    leastSteps = 200
    hidden = [256, 256]
    context = FrameContext(before: 1, after: 1)
    learningRates = (0.03, 0.01)
    scale = 0.3
    self.seed = seed
    self.threads = threads
  }

  /// The result.
  public struct Result: Sendable {
    /// A path for each training utterance; nil where it has too few frames for its words.
    public let alignments: [Alignment?]
    /// The network of the last round.
    public let network: Network
    /// ln of the share of each class in the last labels.
    public let priors: LogPriors
  }

  /// The alignment of `part` to the states of monophones.
  ///
  /// Cost: for each round an epoch of a small network and an alignment; about a minute for an hour of
  /// speech on two cores.
  ///
  /// - Parameters:
  ///   - part: The training utterances.
  ///   - phones: The phones.
  ///   - observe: Called after each round with its number and the share of frames that changed their
  ///     class in it.
  /// - Throws: `SpeechError.nothingAligned` where no utterance has frames enough.
  public func aligned(
    _ part: SpokenPart, phones: PhoneSet, observe: (_ round: Int, _ changed: Double) -> Void
  ) throws -> Result {
    let tying = StateTying(monophonesOf: phones)
    var alignments = zip(part.sequences.lengths, part.graphs).map {
      Alignment.uniform($0, through: $1)
    }
    guard alignments.contains(where: { $0 != nil }) else {
      throw SpeechError.nothingAligned(utterances: alignments.count)
    }
    let sizes = [context.count * part.sequences.width] + hidden + [tying.classCount]
    let batchSize = 256
    var network = Network(.mlp(sizes), seed: seed)
    var labels = part.labels(alignments, tying: tying)
    for round in 1...rounds {
      let dataset = try Dataset(
        part.sequences, context: context, labels: labels, classNames: tying.classNames)
      let known = labels.indices.filter { labels[$0] >= 0 }
      let steps = Batches.stepsPerEpoch(count: known.count, batchSize: batchSize)
      let isLate = 3 * round > 2 * rounds
      let recipe = Recipe(
        epochs: max(1, (leastSteps + steps - 1) / steps), batchSize: batchSize,
        learningRate: isLate ? learningRates.late : learningRates.early,
        seed: RandomStream.childSeed(round, of: seed), schedule: Schedule(.constant),
        threads: threads)
      network = try network.trained(on: dataset.subset(known), using: recipe)
      let priors = LogPriors(of: labels, classCount: tying.classCount, floor: 1e-4)
      alignments = try part.aligned(
        by: network, context: context, priors: priors, tying: tying, scale: scale,
        threads: threads)
      let next = part.labels(alignments, tying: tying)
      let changed = zip(labels, next).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
      labels = next
      observe(round, Double(changed) / Double(max(known.count, 1)))
    }
    return Result(
      alignments: alignments, network: network,
      priors: LogPriors(of: labels, classCount: tying.classCount, floor: 1e-4))
  }
}
