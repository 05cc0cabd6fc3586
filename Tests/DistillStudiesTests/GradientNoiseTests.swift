import Distill
import DistillStudies
import Testing

@Suite("Gradient noise")
struct GradientNoiseTests {
  private static let data = SyntheticDigits(seed: 4).dataset(count: 90)
  private static let network = Network(.mlp([784, 6, 10], dropout: 0.25), seed: 2)
  private let engine = Engine(threads: 1, precision: .float32)

  private static func recipe(batchSize: Int, seed: UInt64 = 5) -> Recipe {
    Recipe(epochs: 1, batchSize: batchSize, learningRate: 0.1, seed: seed, shift: 1)
  }

  private func noise(
    _ network: Network = network, batchSize: Int = 20, batches: Int = 11, seed: UInt64 = 5,
    targets: RandomTargets? = nil, objective: Objective = .labelsOnly
  ) throws -> GradientNoise {
    try GradientNoise(
      of: network, on: Self.data, targets: targets, objective: objective,
      using: Self.recipe(batchSize: batchSize, seed: seed), batches: batches, on: engine)
  }

  @Test("It is the variance of the gradients of training, computed in two passes")
  func plainly() throws {
    let objective = Objective(temperature: 4, hardWeight: 0.3)
    let targets = RandomTargets(temperature: 4)
    let found = try noise(targets: targets, objective: objective)
    let gradients = Batches(
      of: Self.data, batchSize: 20, seed: 5, shift: 1, fromStep: 0, throughStep: 10
    ).map { batch -> [Double] in
      let pass = TrainingPass(engine: engine, seed: 5, step: batch.step, layer: 0)
      let (logits, pullback) = Self.network.layers.pullback(
        at: Tensor(batch.features, shape: [20, 784]), using: pass)
      guard
        case .probabilities(let p, _) = targets.targets(for: batch, on: engine)
      else { return [] }
      let gradient = objective.gradient(
        logits: logits, targets: p, labels: batch.labels, on: engine
      ).gradient
      return pullback(gradient, false).parameters.flatMap { $0.values.map(Double.init) }
    }
    #expect(gradients.count == 11)
    let mean = gradients[0].indices.map { index in
      gradients.reduce(0) { $0 + $1[index] } / 11
    }
    let variance = gradients.reduce(0) { sum, gradient in
      sum + zip(gradient, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let squares = mean.reduce(0) { $0 + $1 * $1 }
    // Sums of some thousands of numbers in double precision.
    #expect(abs(found.variance / (variance / 10) - 1) <= 1e-10)
    #expect(abs(found.squaredNorm - (squares - variance / 110)) <= 1e-10 * squares)
    #expect(abs(found.meanSquaredNorm / (squares + variance / 11) - 1) <= 1e-10)
    #expect(found.batches == 11 && found.relativeVariance == found.variance / found.squaredNorm)
  }

  @Test("Batches of all examples, without shift and dropout, have none")
  func fullBatch() throws {
    let recipe = Recipe(epochs: 1, batchSize: 90, learningRate: 0.1, seed: 5)
    let found = try GradientNoise(
      of: Network(.mlp([784, 6, 10]), seed: 2), on: Self.data, targets: nil,
      objective: .labelsOnly, using: recipe, batches: 4, on: engine)
    // The order of the examples rounds sums differently: Float's rounding, squared, some times over.
    #expect(found.squaredNorm > 0 && found.relativeVariance <= 1e-10)
  }

  @Test("The same seed gives the same numbers, another other ones, and larger batches less noise")
  func seeds() throws {
    let here = try noise()
    #expect(try noise() == here)
    #expect(try noise(seed: 6) != here)
    #expect(try noise(batchSize: 45).variance < here.variance)
  }

  @Test("Examples that do not fit the network are refused")
  func refusal() {
    #expect(throws: NetworkError.self) { try noise(Network(.mlp([4, 10]), seed: 1)) }
  }
}
