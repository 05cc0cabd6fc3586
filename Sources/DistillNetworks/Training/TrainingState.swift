public import DistillData
public import DistillTensors

/// The state of training between two steps: a value that can be kept, written and resumed.
///
/// A resumed state gives the same bits as an uninterrupted run, because all random numbers are functions
/// of the seed and the step.
public struct TrainingState: Sendable {
  /// The network so far.
  public var network: Network
  /// The state of the optimiser.
  public var optimizerState: Optimizer.State<Float>
  /// Steps made.
  public var step: Int
  /// The sums of the epoch under way.
  var tally: Tally
  /// The network of the epoch with the fewest errors on held-out examples, where the recipe has
  /// patience.
  var best: Best?

  /// The network that early stopping returns.
  struct Best: Sendable {
    var network: Network
    var errorRate: Double
    var epoch: Int
  }

  /// Sums over the steps of one epoch.
  struct Tally: Sendable, Equatable {
    var soft = 0.0
    var softExamples = 0
    var hard = 0.0
    var labelled = 0
    var errors = 0
  }

  /// The state before the first step of training `network`.
  public init(_ network: Network, using recipe: Recipe) {
    self.network = network
    optimizerState = recipe.optimizer.initialState(for: network.layers)
    step = 0
    tally = Tally()
  }

  init(
    network: Network, optimizerState: Optimizer.State<Float>, step: Int, tally: Tally, best: Best?
  ) {
    self.best = best
    self.network = network
    self.optimizerState = optimizerState
    self.step = step
    self.tally = tally
  }

  /// Trains until the recipe's last epoch ends or `observe` returns ``TrainingControl/stop``.
  ///
  /// - Parameters:
  ///   - dataset: The training or transfer set, without what is held out.
  ///   - targets: The soft targets of `dataset`; nil for labels alone.
  ///   - objective: The loss.
  ///   - validation: Labelled examples on which the network is evaluated after each epoch; nil for none.
  ///   - recipe: The options of training; its `validation` is ignored here.
  ///   - engine: The engine that computes.
  ///   - observe: Called after each step with the progress and the state after it.
  /// - Throws: ``NetworkError/diverged(step:epoch:learningRate:remedy:)`` where the loss is not finite, or
  ///   beyond 10,000 nats (a squared distance of logits beyond 10⁸); the state is then invalid. The errors
  ///   of `targets` and `observe`.
  public mutating func run(
    on dataset: Dataset, targets: (any TargetSource)?, objective: Objective,
    validation: Dataset? = nil, using recipe: Recipe, on engine: Engine,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl
  ) throws {
    try recipe.check(dataset, for: network.architecture)
    try recipe.checkPatience(evaluatedOn: validation)
    network.classNames = dataset.classNames
    let perEpoch = Batches.stepsPerEpoch(count: dataset.count, batchSize: recipe.batchSize)
    let steps = perEpoch * recipe.epochs
    let batches = Batches(
      of: dataset, batchSize: recipe.batchSize, seed: recipe.seed, shift: recipe.shift,
      distortion: recipe.distortion,
      fromStep: step, throughStep: max(step, steps) - 1, prefetches: engine.threads > 1)
    while let batch = batches.next() {
      let rate = recipe.schedule.rate(at: step, of: steps, peak: recipe.learningRate)
      let found = try gradients(
        of: batch, targets: targets, objective: objective, seed: recipe.seed, on: engine)
      guard let gradients = found else {
        throw divergence(epoch: step / perEpoch, rate: rate, dataset: dataset)
      }
      recipe.optimizer.update(
        &network.layers, along: gradients, state: &optimizerState, rate: rate, on: engine)
      step += 1
      batches.recycle(batch)
      var report: EpochReport?
      if step % perEpoch == 0 {
        report = try endOfEpoch(
          step / perEpoch, rate: rate, validation: validation, on: engine)
      }
      let isOver = endsRun(after: report, of: recipe) || step == steps
      if isOver, let best { network = best.network }
      let progress = TrainingProgress(step: step, steps: steps, epoch: report, isOver: isOver)
      if try observe(progress, self) == .stop || isOver { return }
    }
  }

  /// Keeps the best network; whether the recipe's patience is exhausted.
  private mutating func endsRun(after report: EpochReport?, of recipe: Recipe) -> Bool {
    guard let patience = recipe.patience, let report, let rate = report.validationErrorRate else {
      return false
    }
    guard let last = best, rate >= last.errorRate else {
      best = Best(network: network, errorRate: rate, epoch: report.epoch)
      return false
    }
    return report.epoch - last.epoch >= patience
  }

  private func divergence(epoch: Int, rate: Double, dataset: Dataset) -> NetworkError {
    guard let advice = network.architecture.featureAdvice(for: dataset) else {
      return .diverged(step: step, epoch: epoch, learningRate: rate)
    }
    return .diverged(step: step, epoch: epoch, learningRate: rate, remedy: advice)
  }

  /// The gradients of one step; nil where the loss is out of bounds. A function of its own because the
  /// pullback holds the weights: it is gone when this returns, so the update does not copy them.
  private mutating func gradients(
    of batch: Batch, targets: (any TargetSource)?, objective: Objective, seed: UInt64,
    on engine: Engine
  ) throws -> [Tensor<Float>]? {
    let found = try BatchGradient(
      of: network, at: batch, targets: targets, objective: objective, seed: seed, step: step,
      on: engine)
    guard found.isInBounds else { return nil }
    if let soft = found.softLoss {
      tally.soft += soft
      tally.softExamples += batch.count
    }
    tally.hard += found.sums.hardCrossEntropy
    tally.labelled += found.sums.labelled
    tally.errors += found.sums.errors
    return found.parameters
  }

  private mutating func endOfEpoch(
    _ epoch: Int, rate: Double, validation: Dataset?, on engine: Engine
  ) throws -> EpochReport {
    var report = EpochReport(epoch: epoch, step: step, learningRate: rate)
    if tally.softExamples > 0 { report.softLoss = tally.soft / Double(tally.softExamples) }
    if tally.labelled > 0 {
      report.hardLoss = tally.hard / Double(tally.labelled)
      report.trainingErrorRate = Double(tally.errors) / Double(tally.labelled)
    }
    tally = Tally()
    if let validation, validation.count > 0 {
      let classes = network.architecture.classes
      let logits = engine.tensor(
        try network.uncheckedLogits(for: validation, on: engine),
        shape: [validation.count, classes])
      let (_, sums) = Objective.labelsOnly.gradient(
        logits: logits, targets: nil, labels: validation.labels, on: engine)
      if sums.labelled > 0 {
        report.validationErrorRate = Double(sums.errors) / Double(sums.labelled)
        report.validationLoss = sums.hardCrossEntropy / Double(sums.labelled)
      }
    }
    return report
  }
}

extension Network {
  /// The network trained on the labels of `dataset`.
  ///
  /// Where the recipe holds examples out, they are split off with its seed and not trained on.
  public func trained(
    on dataset: Dataset, using recipe: Recipe,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl = { _, _ in .proceed }
  ) throws -> Network {
    let (training, held) = try recipe.split(dataset)
    var state = TrainingState(self, using: recipe)
    try state.run(
      on: training, targets: nil, objective: .labelsOnly, validation: held, using: recipe,
      on: recipe.makeEngine(), observe: observe)
    return state.network
  }
}

extension Recipe {
  /// The examples to train on and those held out; nil where the recipe holds none out.
  ///
  /// - Throws: ``NetworkError/mismatch(what:expected:found:remedy:)`` where it holds out all there are.
  public func split(
    _ dataset: Dataset
  ) throws(NetworkError) -> (training: Dataset, validation: Dataset?) {
    guard validation > 0 else { return (dataset, nil) }
    guard validation < dataset.count else {
      throw .mismatch(
        what: "examples", expected: "more than the \(validation) that the recipe holds out",
        found: "\(dataset.count)", remedy: "lower “validation” in the recipe")
    }
    let parts = dataset.split(validation: validation, seed: seed)
    return (parts.training, parts.validation)
  }
}
