import DistillData
import DistillNetworks
import DistillTensors
import Foundation
import Testing

@Suite("Training")
struct TrainingStateTests {
  static let digits = SyntheticDigits(seed: 5).dataset(count: 300)

  /// Targets that any student can be given: softmax of random logits.
  struct RandomTargets: TargetSource {
    let temperature: Double
    func targets(for batch: Batch, on engine: Engine) -> Targets {
      let logits = batch.positions.flatMap {
        Tensor<Float>.random([10], seed: UInt64($0), scale: 3).values
      }
      let p = engine.softmax(
        Tensor(logits, shape: [batch.count, 10]), temperature: Float(temperature))
      return .probabilities(p, entropy: p.values.reduce(0) { $0 - Double($1) * log(Double($1)) })
    }
  }

  /// A way of training, and how many threads do it.
  struct Setup: Sendable, CustomTestStringConvertible {
    let rule: Optimizer.Rule
    let threads: Int
    let precision: Precision
    var testDescription: String { "\(rule), \(threads) threads, \(precision)" }

    /// Two epochs of three steps, with everything random in them.
    var recipe: Recipe {
      Recipe(
        epochs: 2, batchSize: 100, learningRate: 0.01, seed: 6,
        schedule: Schedule(.cosine, warmUp: 0.2),
        optimizer: Optimizer(rule, weightDecay: 1e-4, maxSquaredNorm: 3), shift: 2,
        precision: precision,
        threads: threads)
    }
  }

  static let setups: [Setup] = [1, 2].flatMap { threads in
    [
      Setup(rule: .sgd(momentum: 0, nesterov: false), threads: threads, precision: .float32),
      Setup(rule: .sgd(momentum: 0.9, nesterov: true), threads: threads, precision: .bfloat16),
      Setup(
        rule: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8), threads: threads, precision: .float32),
    ]
  }

  private static let objective = Objective(temperature: 4, hardWeight: 0.3)
  private static let network = Network(
    .mlp([784, 40, 10], dropout: 0.5, inputDropout: 0.2), seed: 7)

  /// Errors of the order of summation, 2⁻²⁴ each, grow over the steps; factors that are not rounded to
  /// bfloat16 differ by 2⁻⁹, so the weights move apart at least ten times as far.
  @Test("Two hundred steps of bfloat16 have the same losses in every format of the factors")
  func formats() throws {
    let recipe = Recipe(
      epochs: 20, batchSize: 30, learningRate: 0.02, seed: 6,
      optimizer: Optimizer(.sgd(momentum: 0.5, nesterov: false)), precision: .bfloat16)
    func train(_ engine: Engine) throws -> (losses: [Double], weights: [Float]) {
      var state = TrainingState(Network(.mlp([784, 40, 40, 10]), seed: 7), using: recipe)
      var losses: [Double] = []
      try state.run(
        on: Self.digits, targets: nil, objective: .labelsOnly, using: recipe, on: engine
      ) { progress, _ in
        if let loss = progress.epoch?.hardLoss { losses.append(loss) }
        return .proceed
      }
      #expect(state.step == 200)
      return (losses, state.network.layers.parameters.flatMap { $0.1.values })
    }
    let reference = try train(
      Engine(threads: 1, precision: .bfloat16, backend: .portable, multipliesBFloat16: true))
    func distance(_ weights: [Float]) -> Float {
      zip(reference.weights, weights).map { abs($0 - $1) }.max() ?? 0
    }
    let unrounded = distance(
      try train(Engine(threads: 1, precision: .float32, backend: .portable)).weights)
    for backend in Engine.Backend.allCases {
      let found = try train(
        Engine(threads: 2, precision: .bfloat16, backend: backend, multipliesBFloat16: false))
      #expect(distance(found.weights) < unrounded / 10)
      #expect(zip(reference.losses, found.losses).allSatisfy { abs($0 - $1) < 1e-4 * $0 })
    }
  }

  /// Runs `state` to its end; the report of every epoch.
  private func finish(
    _ state: inout TrainingState, _ setup: Setup,
    observe: (TrainingProgress, TrainingState) throws -> TrainingControl = { _, _ in .proceed }
  ) throws -> [EpochReport] {
    var reports: [EpochReport] = []
    try state.run(
      on: Self.digits.hidingLabels(keeping: 0.5, seed: 1),
      targets: RandomTargets(temperature: 4), objective: Self.objective,
      validation: Self.digits.subset(Array(0..<50)), using: setup.recipe,
      on: setup.recipe.makeEngine()
    ) { progress, state in
      if let report = progress.epoch { reports.append(report) }
      return try observe(progress, state)
    }
    return reports
  }

  @Test("Resumed from a file after any step, training gives the same bits", arguments: setups)
  func resume(setup: Setup) throws {
    try withTemporaryFolder { folder in
      var whole = TrainingState(Self.network, using: setup.recipe)
      let reports = try finish(&whole, setup) { progress, state in
        try state.write(to: "\(folder)/\(progress.step)")
        return .proceed
      }
      #expect(whole.step == 6)
      #expect(reports.map(\.epoch) == [1, 2])
      #expect(whole.network.digest != Self.network.digest)
      for step in 1...6 {
        var state = try TrainingState(
          contentsOf: "\(folder)/\(step)", optimizer: setup.recipe.optimizer)
        #expect(state.step == step)
        #expect((state.network.digest == whole.network.digest) == (step == 6))
        let rest = try finish(&state, setup)
        #expect(state.network.digest == whole.network.digest, "resumed after step \(step)")
        #expect(rest == Array(reports[(step / 3)...]), "resumed after step \(step)")
        #expect(
          state.optimizerState.slots.joined().map(\.values)
            == whole.optimizerState.slots.joined().map(\.values))
      }
    }
  }

  @Test("Another seed, dropout, shift or targets give other weights: all of them take part")
  func takePart() throws {
    func weights(
      _ network: Network = Self.network, _ dataset: Dataset = Self.digits,
      targets: RandomTargets? = RandomTargets(temperature: 4),
      change: (inout Recipe) -> Void = { _ in }
    ) throws -> [Float] {
      var recipe = Self.setups[1].recipe
      change(&recipe)
      var state = TrainingState(network, using: recipe)
      try state.run(
        on: dataset, targets: targets, objective: Self.objective, using: recipe,
        on: Engine(threads: 1, precision: .float32)
      ) { _, _ in .proceed }
      return state.network.layers.parameters.flatMap(\.tensor.values)
    }
    let results = [
      try weights(), try weights { $0.seed = 8 }, try weights { $0.shift = 0 },
      try weights { $0.schedule.warmUp = 0 }, try weights { $0.optimizer.weightDecay = 0 },
      try weights(targets: nil), try weights(Self.network, Self.digits.hidingLabels()),
      try weights(Network(.mlp([784, 40, 10], dropout: 0.25, inputDropout: 0.2), seed: 7)),
    ]
    #expect(Set(results).count == results.count)
    #expect(try weights() == results[0])
  }

  @Test("A checkpoint of another optimiser is refused", arguments: setups, setups)
  func otherOptimizer(writer: Setup, reader: Setup) throws {
    let optimizer = reader.recipe.optimizer
    try withTemporaryFolder { folder in
      let path = "\(folder)/checkpoint"
      try TrainingState(Self.network, using: writer.recipe).write(to: path)
      if optimizer.slotsPerParameter == writer.recipe.optimizer.slotsPerParameter {
        #expect(try TrainingState(contentsOf: path, optimizer: optimizer).step == 0)
      } else {
        #expect(throws: FileError.self) {
          _ = try TrainingState(contentsOf: path, optimizer: optimizer)
        }
      }
    }
  }

  @Test("A model is no checkpoint, and the refusal names what is missing")
  func notACheckpoint() throws {
    try withTemporaryFolder { folder in
      try Self.network.write(to: "\(folder)/model")
      let error = #expect(throws: FileError.self) {
        _ = try TrainingState(
          contentsOf: "\(folder)/model", optimizer: Optimizer(.sgd(momentum: 0, nesterov: false)))
      }
      #expect(error?.description.contains("expected the keys “step”") == true)
    }
  }

  @Test(
    "At hard weight 1 a run with targets is plain training bit for bit",
    arguments: [1, 2.5, 4, 8, 20])
  func hardWeightOne(temperature: Double) throws {
    func run(_ targets: RandomTargets?, _ objective: Objective) throws -> String {
      var state = TrainingState(Self.network, using: Self.setups[1].recipe)
      try state.run(
        on: Self.digits, targets: targets, objective: objective, using: Self.setups[1].recipe,
        on: Engine(threads: 1, precision: .float32)
      ) { _, _ in .proceed }
      return state.network.digest
    }
    let plain = try run(nil, .labelsOnly)
    #expect(
      try run(
        RandomTargets(temperature: temperature), Objective(temperature: temperature, hardWeight: 1))
        == plain)
    #expect(
      try run(
        RandomTargets(temperature: temperature),
        Objective(temperature: temperature, hardWeight: 0.999)) != plain)
  }

  @Test("An observer that returns stop ends the run at once, and one that throws too")
  func stop() throws {
    struct Enough: Error {}
    var state = TrainingState(Self.network, using: Self.setups[0].recipe)
    _ = try finish(&state, Self.setups[0]) { progress, _ in progress.step == 2 ? .stop : .proceed }
    #expect(state.step == 2)
    #expect(throws: Enough.self) {
      _ = try finish(&state, Self.setups[0]) { _, _ in throw Enough() }
    }
    #expect(state.step == 3)
    #expect(try finish(&state, Self.setups[0]).map(\.epoch) == [2])
    // Complete: nothing is left to do.
    #expect(try finish(&state, Self.setups[0]).isEmpty)
  }
}
