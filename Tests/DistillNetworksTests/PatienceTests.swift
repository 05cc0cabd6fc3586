import DistillData
import DistillNetworks
import DistillTensors
import Testing

@Suite("Early stopping")
struct PatienceTests {
  /// Wrong labels, which a network fits in the end: the best epoch is an early one.
  private static let data = SyntheticDigits(seed: 1).dataset(count: 600)
    .mislabelled(share: 0.4, seed: 2)
  private static let epochs = 30

  private static func recipe(patience: Int?, validation: Int = 200) -> Recipe {
    Recipe(
      epochs: epochs, batchSize: 20, learningRate: 0.05, seed: 3, schedule: Schedule(.constant),
      validation: validation, patience: patience, threads: 1)
  }

  private struct Course {
    var rates: [Double] = []
    var digests: [String] = []
    var last: Network
  }

  private func train(_ recipe: Recipe) throws -> Course {
    var course = Course(last: Network(.mlp([784, 64, 10]), seed: 5))
    course.last = try course.last.trained(on: Self.data, using: recipe) { progress, state in
      if let rate = progress.epoch?.validationErrorRate {
        course.rates.append(rate)
        course.digests.append(state.network.digest)
      }
      return .proceed
    }
    return course
  }

  @Test("What is kept is the network of the first epoch with the fewest errors")
  func keepsTheBest() throws {
    let whole = try train(Self.recipe(patience: nil))
    let patient = try train(Self.recipe(patience: Self.epochs))
    #expect(patient.rates == whole.rates)
    let best = try #require(whole.rates.firstIndex(of: whole.rates.min() ?? 1))
    #expect(best < Self.epochs - 1, "the last epoch is the best: nothing is tested")
    #expect(patient.last.digest == whole.digests[best])
    #expect(whole.last.digest == whole.digests[Self.epochs - 1])
  }

  @Test("Training stops when patience is at its end", arguments: [1, 2, 3])
  func stops(patience: Int) throws {
    let whole = try train(Self.recipe(patience: nil)).rates
    var (best, end) = (0, whole.count)
    for (epoch, rate) in whole.enumerated() {
      if rate < whole[best] { best = epoch }
      if epoch - best >= patience {
        end = epoch + 1
        break
      }
    }
    #expect(try train(Self.recipe(patience: patience)).rates == Array(whole[..<end]))
  }

  @Test("A run that was stopped in between ends with the same network")
  func resumes() throws {
    let recipe = Self.recipe(patience: 3)
    let whole = try train(recipe)
    let (training, held) = try recipe.split(Self.data)
    var state = TrainingState(Network(.mlp([784, 64, 10]), seed: 5), using: recipe)
    let engine = recipe.makeEngine()
    try withTemporaryFolder { folder in
      for pause in [25, 70, 1000] {
        try state.run(
          on: training, targets: nil, objective: .labelsOnly, validation: held, using: recipe,
          on: engine
        ) { progress, _ in progress.step == pause ? .stop : .proceed }
        try state.write(to: folder + "/state.safetensors")
        state = try TrainingState(
          contentsOf: folder + "/state.safetensors", optimizer: recipe.optimizer)
      }
    }
    #expect(state.network.digest == whole.last.digest)
  }

  @Test("Patience without anything to judge by is refused")
  func needsValidation() {
    #expect(throws: NetworkError.self) {
      try train(Self.recipe(patience: 3, validation: 0))
    }
  }

  @Test("Recipes have it, and read back equal")
  func recipes() throws {
    var file = TrainingPlan(
      architecture: .mlp([784, 64, 10]), recipe: Self.recipe(patience: 4))
    #expect(try TrainingPlan(yaml: file.yaml, source: "test") == file)
    #expect(file.yaml.contains("patience: 4"))
    file.recipe.patience = nil
    #expect(!file.yaml.contains("patience"))
  }
}
