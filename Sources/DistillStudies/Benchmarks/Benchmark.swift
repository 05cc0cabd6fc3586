public import Distill
import Foundation

/// Measures the speed of this machine: epochs and steps of training, and large matrix products.
///
/// Training is ``TrainingState/run(on:targets:objective:validation:using:on:observe:)`` itself on random
/// images: batches, forward pass, soft cross-entropy at T = 4 with T² and weight 0.9, hard cross-entropy
/// with weight 0.1, backward pass, SGD with momentum 0.9, and the sums that are reported. The soft targets
/// are in memory, or a teacher is evaluated in every step. Nothing is evaluated on held-out examples.
public struct Benchmark: Sendable {
  /// What was measured, under the names that the comparison scripts share.
  public struct Result: Sendable, Codable {
    /// `step` for training, or `peak`.
    public var what: String
    /// The program.
    public var who: String
    /// Sizes from inputs to logits; nil for a peak.
    public var layers: [Int]?
    /// Examples per step; nil for a peak.
    public var batch: Int?
    /// `float32` or `bfloat16`.
    public var precision: String
    /// The processor's instruction set that the products use.
    public var instructionSet: String
    /// The number of threads.
    public var threads: Int
    /// Examples of an epoch; nil for a peak.
    public var epochExamples: Int?
    /// The number of timed epochs; nil for a peak.
    public var epochs: Int?
    /// The median time of an epoch, in seconds; nil for a peak.
    public var epochSeconds: Double?
    /// Examples of an epoch divided by its median time; nil for a peak.
    public var examplesPerSecond: Double?
    /// The number of timed steps or products.
    public var steps: Int
    /// The median time of one, in milliseconds.
    public var milliseconds: Double
    /// Billions of operations per second: 6 · batch · weights for a step.
    public var gflops: Double
  }

  private let engine: Engine
  private let seconds: Double

  /// A benchmark on `engine` that repeats for about `seconds`.
  public init(on engine: Engine, seconds: Double) {
    self.engine = engine
    self.seconds = seconds
  }

  /// The speed of training a perceptron of these sizes: of whole epochs, and of single steps.
  ///
  /// An epoch has up to 64 batches; fewer where examples and targets would take more than 128 MB, but at
  /// least eight. At least one epoch and eight steps are timed, after three steps of another run.
  ///
  /// - Parameters:
  ///   - sizes: From inputs to logits.
  ///   - batch: Examples.
  ///   - queriesTeacher: Whether the soft targets are the output of a teacher of the same sizes in every
  ///     step, and not in memory.
  ///   - most: The most batches of an epoch.
  /// - Throws: ``DataError`` where a data set cannot have so many classes.
  public func training(
    layers sizes: [Int], batch: Int, queriesTeacher: Bool, mostBatches most: Int = 64
  ) throws -> Result {
    let (inputs, classes) = (sizes[0], sizes[sizes.count - 1])
    let batches = max(8, min(most, (1 << 25) / (batch * (inputs + classes))))
    let dataset = try Self.images(batches * batch, inputs: inputs, classes: classes)
    let objective = Objective(temperature: 4, hardWeight: 0.1)
    let targets = try targets(
      sizes, for: dataset, objective: objective, queriesTeacher: queriesTeacher)
    let recipe = Recipe(
      epochs: 1_000_000, batchSize: batch, learningRate: 0.001, seed: 1,
      schedule: Schedule(.constant), optimizer: Optimizer(.sgd(momentum: 0.9, nesterov: false)),
      precision: engine.precision, threads: engine.threads)
    let network = Network(.mlp(sizes), seed: 1)
    var warmUp = TrainingState(network, using: recipe)
    try warmUp.run(
      on: dataset, targets: targets, objective: objective, using: recipe, on: engine
    ) { progress, _ in progress.step < 3 ? .proceed : .stop }

    var (steps, epochs) = ([Double](), [Double]())
    let clock = ContinuousClock()
    let start = clock.now
    var (step, epoch) = (start, start)
    var state = TrainingState(network, using: recipe)
    try state.run(
      on: dataset, targets: targets, objective: objective, using: recipe, on: engine
    ) { progress, _ in
      let now = clock.now
      steps.append(step.duration(to: now) / .seconds(1))
      step = now
      guard progress.epoch != nil else { return .proceed }
      epochs.append(epoch.duration(to: now) / .seconds(1))
      epoch = now
      return start.duration(to: now) < .seconds(seconds) ? .proceed : .stop
    }
    let weights = zip(sizes, sizes.dropFirst()).map { $0 * $1 }.reduce(0, +)
    var result = result(
      "step", operations: 6 * Double(batch) * Double(weights), times: steps, layers: sizes,
      batch: batch)
    let median = Self.median(epochs)
    result.epochExamples = dataset.count
    result.epochs = epochs.count
    result.epochSeconds = (median * 1e4).rounded() / 1e4
    result.examplesPerSecond = (Double(dataset.count) / median).rounded()
    return result
  }

  /// Random images with random labels.
  private static func images(_ count: Int, inputs: Int, classes: Int) throws -> Dataset {
    var stream = RandomStream(seed: 1, purpose: .sampling)
    return try Dataset(
      pixels: (0..<count * inputs).map { _ in UInt8(stream.integer(below: 256)) },
      shape: [inputs], labels: (0..<count).map { _ in Int32(stream.integer(below: classes)) },
      classNames: (0..<classes).map { "\($0)" })
  }

  /// Soft targets of a teacher of the same sizes that is evaluated in every step, or of a small one whose
  /// outputs are in memory.
  private func targets(
    _ sizes: [Int], for dataset: Dataset, objective: Objective, queriesTeacher: Bool
  ) throws -> any TargetSource {
    let architecture = Architecture.mlp(
      queriesTeacher ? sizes : [sizes[0], sizes[sizes.count - 1]])
    var teacher = Network(architecture, seed: 2)
    teacher.classNames = dataset.classNames
    if queriesTeacher {
      return try OnTheFlyTargets(of: teacher, for: dataset, objective: objective)
    }
    let store = try SoftTargetStore(labelling: dataset, by: teacher, on: engine)
    return try SoftTargets(store, for: dataset, objective: objective, on: engine)
  }

  /// The speed of a large square product: an upper limit for the speed of a training step.
  public func peak() -> Result {
    let size = 2048
    var stream = RandomStream(seed: 2, purpose: .sampling)
    let values = (0..<size * size).map { _ in Float(stream.uniform() - 0.5) }
    let left = Tensor(values, shape: [size, size])
    let right = Tensor(values, shape: [size, size])
    for _ in 0..<10 { _ = engine.product(left, right) }
    var times: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < 5 || start.duration(to: clock.now) < .seconds(seconds) {
      times.append(clock.measure { _ = engine.product(left, right) } / .seconds(1))
    }
    let cube = Double(size) * Double(size) * Double(size)
    return result("peak", operations: 2 * cube, times: times, layers: nil, batch: nil)
  }

  private static func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  private func result(
    _ what: String, operations: Double, times: [Double], layers: [Int]?, batch: Int?
  ) -> Result {
    let median = Self.median(times)
    return Result(
      what: what, who: "Distill", layers: layers, batch: batch,
      precision: engine.precision.rawValue, instructionSet: Engine.instructionSet,
      threads: engine.threads, steps: times.count, milliseconds: (median * 1e7).rounded() / 1e4,
      gflops: (operations / median / 1e8).rounded() / 10)
  }
}
