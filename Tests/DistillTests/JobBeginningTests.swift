import Distill
import Foundation
import Testing

@Suite("The beginning of a job")
struct JobBeginningTests {
  private static let data = SyntheticDigits(seed: 3).dataset(count: 120)

  private static func job(
    _ initialWeights: Network?, architecture: Architecture = .mlp([784, 5, 10]),
    learningRate: Double = 0.05
  ) -> TrainingJob {
    let recipe = Recipe(
      epochs: 2, batchSize: 30, learningRate: learningRate, seed: 3, threads: 1)
    var job = TrainingJob(
      TrainingPlan(architecture: architecture, recipe: recipe), on: data, commandLine: ["test"])
    job.initialWeights = initialWeights
    return job
  }

  private static func weights(_ network: Network?) -> [[UInt32]] {
    network?.layers.parameters.map { $0.tensor.values.map(\.bitPattern) } ?? []
  }

  @Test("Training begins with the given weights bit for bit, whatever the dropout")
  func weights() throws {
    try TeacherFixtures.withFolder { folder in
      let initialWeights = Network(.mlp([784, 5, 10]), seed: 11)
      // Without a learning rate it ends where it began.
      let job = Self.job(
        initialWeights, architecture: .mlp([784, 5, 10], dropout: 0.3, inputDropout: 0.1),
        learningRate: 0)
      let same = try job.run(in: "\(folder)/a") { _ in .proceed }
      #expect(Self.weights(same) == Self.weights(initialWeights))
      #expect(same?.architecture.text == "784: dropout 0.1, dense 5 relu, dropout 0.3, dense 10")
      let drawn = try Self.job(nil, learningRate: 0).run(in: "\(folder)/b") { _ in .proceed }
      #expect(Self.weights(drawn) == Self.weights(Network(.mlp([784, 5, 10]), seed: 3)))
      let (with, without) = (
        try RunFolder.Record(ofRunIn: "\(folder)/a"), try RunFolder.Record(ofRunIn: "\(folder)/b")
      )
      #expect(with.digests["beginning"] == initialWeights.digest)
      #expect(without.digests["beginning"] == nil)
    }
  }

  @Test("A stopped run goes on to the same bits, and not with another beginning")
  func resume() throws {
    try TeacherFixtures.withFolder { folder in
      let initialWeights = Network(.mlp([784, 5, 10]), seed: 11)
      let job = Self.job(initialWeights)
      let whole = try job.run(in: "\(folder)/a") { _ in .proceed }
      #expect(try job.run(in: "\(folder)/b") { $0.step == 3 ? .stop : .proceed } == nil)
      for other in [nil, Network(.mlp([784, 5, 10]), seed: 12)] {
        let error = #expect(throws: FileError.self) {
          try Self.job(other).run(in: "\(folder)/b") { _ in .proceed }
        }
        #expect(error?.description.contains("initial weights") == true)
      }
      let resumed = try job.run(in: "\(folder)/b") { _ in .proceed }
      #expect(resumed?.digest == whole?.digest && whole != nil)
    }
  }

  @Test("Weights of other layers are refused before the first step")
  func refusals() throws {
    try TeacherFixtures.withFolder { folder in
      for other in [
        Architecture.mlp([784, 6, 10]), .mlp([784, 5, 5, 10]), .mlp([784, 5, 11]),
        .mlp([783, 5, 10]),
        try Architecture(
          inputs: 784, layers: [.dense(units: 5, relu: false)] + [.dense(units: 10, relu: false)]),
        try Architecture(
          inputs: 784,
          layers: [.standardize(mean: 1, standardDeviation: 2)]
            + Architecture.mlp([784, 5, 10]).layers),
      ] {
        let error = #expect(throws: NetworkError.self) {
          try Self.job(Network(other, seed: 1)).preflight("\(folder)/a")
        }
        let sentence = error?.description ?? ""
        #expect(sentence.contains("initial weights") && sentence.contains(other.text))
        #expect(sentence.contains("784: dense 5 relu, dense 10"))
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/a"))
    }
  }
}
