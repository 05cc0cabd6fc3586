import DistillData
import DistillNetworks
import DistillTensors
import Testing

@Suite("Networks that learn")
struct TrainingTests {
  private static let train = SyntheticDigits(seed: 1).dataset(count: 2000)
  private static let test = SyntheticDigits(seed: 1).dataset(count: 500, firstIndex: 2000)

  private static func recipe(
    _ rule: Optimizer.Rule, rate: Double, epochs: Int = 4, validation: Int = 0,
    precision: Precision = .float32
  ) -> Recipe {
    Recipe(
      epochs: epochs, batchSize: 50, learningRate: rate, seed: 2, optimizer: Optimizer(rule),
      validation: validation, precision: precision, threads: 1)
  }

  private func errorRate(_ network: Network, on dataset: Dataset) throws -> Double {
    let logits = try network.uncheckedLogits(
      for: dataset, on: Engine(threads: 1, precision: .float32))
    let errors = (0..<dataset.count).count { row in
      let scores = logits[row * 10..<(row + 1) * 10]
      return scores.firstIndex(of: scores.max() ?? 0) != row * 10 + Int(dataset.labels[row])
    }
    return Double(errors) / Double(dataset.count)
  }

  @Test(
    "A small network learns drawn digits",
    arguments: [
      (.sgd(momentum: 0.9, nesterov: false), 0.05, .float32),
      (.sgd(momentum: 0.9, nesterov: true), 0.05, .bfloat16),
      (.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8), 0.002, .float32),
    ] as [(Optimizer.Rule, Double, Precision)])
  func learns(rule: Optimizer.Rule, rate: Double, precision: Precision) throws {
    let untrained = Network(.mlp([784, 64, 10]), seed: 3)
    var losses: [Double] = []
    let trained = try untrained.trained(
      on: Self.train, using: Self.recipe(rule, rate: rate, precision: precision)
    ) { progress, _ in
      if let loss = progress.epoch?.hardLoss { losses.append(loss) }
      return .proceed
    }
    // Chance is 90 %.
    #expect(try errorRate(untrained, on: Self.test) > 0.7)
    #expect(try errorRate(trained, on: Self.test) < 0.3)
    #expect(losses.count == 4 && losses == losses.sorted(by: >))
    #expect(trained.classNames == Self.train.classNames)
    #expect(untrained.classNames.isEmpty)
  }

  @Test("Held-out examples are judged after every epoch and not trained on")
  func validation() throws {
    let recipe = Self.recipe(.sgd(momentum: 0.9, nesterov: false), rate: 0.05, validation: 200)
    var reports: [EpochReport] = []
    let network = try Network(.mlp([784, 32, 10]), seed: 3).trained(on: Self.train, using: recipe) {
      progress, _ in
      if let report = progress.epoch { reports.append(report) }
      return .proceed
    }
    let held = try #require(recipe.split(Self.train).validation)
    #expect(held.count == 200)
    #expect(reports.map(\.epoch) == [1, 2, 3, 4])
    #expect(reports.map(\.step) == [36, 72, 108, 144])
    #expect(reports.allSatisfy { $0.softLoss == nil && $0.trainingErrorRate != nil })
    let last = try #require(reports.last)
    #expect(try last.validationErrorRate == errorRate(network, on: held))
    let first = try #require(reports.first)
    #expect(try #require(last.validationLoss) < #require(first.validationLoss))
    // What is held out does not reach the weights: other held-out pictures, the same network.
    let rest = try recipe.split(Self.train).training
    var own = recipe
    own.validation = 0
    #expect(
      try Network(.mlp([784, 32, 10]), seed: 3).trained(on: rest, using: own).digest
        == network.digest)
  }

  @Test("A rate that is far too high is noticed and named")
  func diverges() throws {
    let rate = 1e6
    var recipe = Self.recipe(.sgd(momentum: 0.9, nesterov: false), rate: rate)
    // Without decay such a step kills all hidden units, and what is left has a finite loss.
    recipe.optimizer.weightDecay = 1e-4
    let error = #expect(throws: NetworkError.self) {
      _ = try Network(.mlp([784, 64, 10]), seed: 3).trained(on: Self.train, using: recipe)
    }
    guard case .diverged(let step, 0, let found, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(step > 0 && found <= rate && found > 0.5 * rate)
    #expect(error?.description.contains("diverged at step \(step) (epoch 1)") == true)
  }

  @Test("Soft targets that are not numbers are noticed at the first step")
  func brokenTargets() {
    struct Broken: TargetSource {
      func targets(for batch: Batch, on engine: Engine) -> Targets {
        .probabilities(Tensor(repeating: .nan, shape: [batch.count, 10]), entropy: 0)
      }
    }
    let recipe = Self.recipe(.sgd(momentum: 0.9, nesterov: false), rate: 0.05)
    var state = TrainingState(Network(.mlp([784, 8, 10]), seed: 3), using: recipe)
    #expect(throws: NetworkError.diverged(step: 0, epoch: 0, learningRate: 0.05)) {
      try state.run(
        on: Self.train, targets: Broken(), objective: Objective(temperature: 2, hardWeight: 0.5),
        using: recipe, on: recipe.makeEngine()
      ) { _, _ in .proceed }
    }
  }

  @Test("Data that do not fit the network are refused before the first step")
  func misfits() throws {
    func refusal(_ network: Network, _ dataset: Dataset, shift: Int = 0) -> String {
      var recipe = Self.recipe(.sgd(momentum: 0.9, nesterov: false), rate: 0.05)
      recipe.shift = shift
      let error = #expect(throws: NetworkError.self) {
        try network.trained(on: dataset, using: recipe) { _, _ in
          Issue.record("a step was made")
          return .stop
        }
      }
      return error?.description ?? ""
    }
    let network = Network(.mlp([784, 10]), seed: 1)
    #expect(refusal(Network(.mlp([783, 10]), seed: 1), Self.train).contains("783 features"))
    #expect(refusal(Network(.mlp([784, 9]), seed: 1), Self.train).contains("expected 9"))
    #expect(refusal(network, Self.train.subset([])).contains("at least one"))
    let flat = try Dataset(
      features: [Float](repeating: 0, count: 784), shape: [784], labels: [0],
      classNames: (0...9).map(String.init))
    #expect(refusal(network, flat, shift: 1).contains("shift: 0"))
  }

  @Test("A network in use drops nothing, and its intermediate outputs are those of its layers")
  func evaluation() {
    let engine = Engine(threads: 1, precision: .float32)
    let x = Tensor<Float>.random([7, 20], seed: 1)
    let stack: LayerStack<Float> = Architecture.mlp([20, 15, 5], dropout: 0.5, inputDropout: 0.2)
      .makeLayers(seed: 2)
    let bare = LayerStack(stack.layers.filter { !($0 is Dropout<Float>) })
    #expect(stack.layers.count == 4 && bare.layers.count == 2)
    #expect(stack(x, on: engine).values == bare(x, on: engine).values)
    #expect(Dropout<Float>(rate: 0.5)(x, on: engine).values == x.values)
    let outputs = stack.activations(x, on: engine)
    #expect(outputs.map(\.shape) == [[7, 20], [7, 15], [7, 15], [7, 5]])
    #expect(outputs.last?.values == stack(x, on: engine).values)
  }
}
