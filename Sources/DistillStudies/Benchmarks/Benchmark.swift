public import Distill
import Foundation

/// Measures this machine: the time of one distillation training step, and the speed of large matrix
/// products.
///
/// One step: forward, soft cross-entropy at T = 4 with T² and weight 0.9, hard cross-entropy with
/// weight 0.1, backward, SGD with momentum 0.9; data and soft targets are in memory, or a teacher is
/// asked. The median of the timed steps counts.
public struct Benchmark: Sendable {
  /// What was measured, under the names that the comparison scripts share.
  public struct Result: Sendable, Codable {
    /// `step` or `peak`.
    public var what: String
    /// The program.
    public var who: String
    /// Sizes from inputs to logits; nil for a peak.
    public var layers: [Int]?
    /// Examples per step; nil for a peak.
    public var batch: Int?
    /// `float32` or `bfloat16`.
    public var precision: String
    /// Threads that computed.
    public var threads: Int
    /// Steps or products timed.
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

  /// The time of one training step of a perceptron of these sizes.
  ///
  /// - Parameters:
  ///   - sizes: From inputs to logits.
  ///   - batch: Examples.
  ///   - asksTeacher: Whether the soft targets are those of a teacher of the same sizes, which is asked in
  ///     every step, and not in memory.
  /// - Throws: ``DataError`` where so many classes cannot be.
  public func step(layers sizes: [Int], batch: Int, asksTeacher: Bool) throws -> Result {
    let network = Network(.mlp(sizes), seed: 1)
    var layers = network.layers
    let optimizer = Optimizer(.sgd(momentum: 0.9, nesterov: false))
    var state = optimizer.initialState(for: layers)
    let objective = Objective(temperature: 4, hardWeight: 0.1)
    let classes = sizes[sizes.count - 1]
    var stream = RandomStream(seed: 1, purpose: .sampling)
    let ring = 8
    let data = try Dataset(
      features: (0..<ring * batch * sizes[0]).map { _ in Float(stream.normal()) },
      shape: [sizes[0]],
      labels: (0..<ring * batch).map { _ in Int32(stream.integer(below: classes)) },
      classNames: (0..<classes).map { "\($0)" })
    let batches = Array(
      Batches(of: data, batchSize: batch, seed: 1, shift: 0, fromStep: 0, throughStep: ring - 1))
    let features = batches.map { Tensor($0.features, shape: [batch, sizes[0]]) }
    let kept = (0..<(asksTeacher ? 0 : ring)).map { _ in
      engine.softmax(
        Tensor(
          (0..<batch * classes).map { _ in Float(stream.normal()) }, shape: [batch, classes]),
        temperature: 1)
    }
    var asked: OnTheFlyTargets?
    if asksTeacher {
      var teacher = Network(.mlp(sizes), seed: 2)
      teacher.classNames = data.classNames
      asked = try OnTheFlyTargets(of: teacher, for: data, objective: objective)
    }
    func targets(_ step: Int) throws -> Tensor<Float>? {
      switch try asked?.targets(for: batches[step % ring], on: engine) {
      case .probabilities(let p, _): p
      case .logits: nil
      case nil: kept[step % ring]
      }
    }
    func gradients(_ step: Int) throws -> [Tensor<Float>] {
      let targets = try targets(step)
      let pass = TrainingPass(engine: engine, seed: 1, step: step, layer: 0)
      let (logits, pullback) = layers.pullback(at: features[step % ring], using: pass)
      let (gradient, _) = objective.gradient(
        logits: logits, targets: targets, labels: batches[step % ring].labels, on: engine)
      return pullback(gradient, false).parameters
    }
    let (steps, median) = try time { step in
      optimizer.update(
        &layers, along: try gradients(step), state: &state, rate: 0.01, on: engine)
    }
    let weights = zip(sizes, sizes.dropFirst()).map { $0 * $1 }.reduce(0, +)
    return result(
      "step", operations: 6 * Double(batch) * Double(weights), steps: steps, median: median,
      layers: sizes, batch: batch)
  }

  /// The speed of a large square product: what a training step can at most reach.
  public func peak() -> Result {
    let size = 2048
    var stream = RandomStream(seed: 2, purpose: .sampling)
    let values = (0..<size * size).map { _ in Float(stream.uniform() - 0.5) }
    let left = Tensor(values, shape: [size, size])
    let right = Tensor(values, shape: [size, size])
    let (steps, median) = time { _ in _ = engine.product(left, right) }
    let cube = Double(size) * Double(size) * Double(size)
    return result(
      "peak", operations: 2 * cube, steps: steps, median: median, layers: nil, batch: nil)
  }

  private func time(_ body: (Int) throws -> Void) rethrows -> (steps: Int, median: Double) {
    for step in 0..<10 { try body(step) }
    var times: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    while times.count < 5 || start.duration(to: clock.now) < .seconds(seconds) {
      let elapsed = try clock.measure { try body(times.count) }
      times.append(elapsed / .seconds(1))
    }
    return (times.count, times.sorted()[times.count / 2])
  }

  private func result(
    _ what: String, operations: Double, steps: Int, median: Double, layers: [Int]?, batch: Int?
  ) -> Result {
    Result(
      what: what, who: "Distill", layers: layers, batch: batch,
      precision: engine.precision.rawValue, threads: engine.threads, steps: steps,
      milliseconds: (median * 1e7).rounded() / 1e4,
      gflops: (operations / median / 1e8).rounded() / 10)
  }
}
