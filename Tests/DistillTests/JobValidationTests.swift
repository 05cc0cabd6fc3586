import Distill
import Testing

@Suite("Validation examples of a job")
struct JobValidationTests {
  private static let data = SyntheticDigits(seed: 3).dataset(count: 120)
  private static let held = SyntheticDigits(seed: 3).dataset(count: 40, firstIndex: 120)

  private static func job(_ validation: Dataset?, holdingOut: Int = 0) -> TrainingJob {
    let recipe = Recipe(
      epochs: 2, batchSize: 30, learningRate: 0.05, seed: 3, validation: holdingOut, threads: 1)
    return TrainingJob(
      TrainingPlan(architecture: .mlp([784, 5, 10]), recipe: recipe), on: data,
      validation: validation, commandLine: ["test"])
  }

  @Test(
    "They are judged after every epoch and named in the record, and change no bit of the network")
  func judged() throws {
    try TeacherFixtures.withFolder { folder in
      var rates: [Double] = []
      let job = Self.job(Self.held)
      let judged = try job.run(in: "\(folder)/a") { progress in
        if let rate = progress.epoch?.validationErrorRate { rates.append(rate) }
        return .proceed
      }
      let engine = TeacherFixtures.engine
      let network = try #require(judged)
      let errors = try Evaluation(of: network, name: "a", on: Self.held, with: engine).errors
      #expect(rates.count == 2 && rates[1] == Double(errors) / 40)
      let plain = try Self.job(nil).run(in: "\(folder)/b") { progress in
        #expect(progress.epoch?.validationErrorRate == nil)
        return .proceed
      }
      #expect(plain?.digest == network.digest)
      let (with, without) = (
        try RunFolder.Record(ofRunIn: "\(folder)/a"), try RunFolder.Record(ofRunIn: "\(folder)/b")
      )
      #expect(with.digests["validation"]?.count == 64 && without.digests["validation"] == nil)
      // A run judged by others is another run.
      #expect(throws: FileError.self) {
        try Self.job(Self.held.subset([1])).isFinished(in: "\(folder)/a")
      }
    }
  }

  @Test(
    "Two sources, other classes, other features and none at all are refused before the first step")
  func refusals() throws {
    try TeacherFixtures.withFolder { folder in
      let strips = try Dataset(
        pixels: [0, 0], shape: [2], labels: [0], classNames: Self.data.classNames)
      for (job, words) in [
        (Self.job(Self.held, holdingOut: 10), "set “validation: 0”"),
        (Self.job(Self.held.named((0..<11).map { "\($0)" })), "same class names"),
        (Self.job(strips), "784 features"), (Self.job(Self.held.subset([])), "at least one"),
      ] {
        let error = #expect(throws: NetworkError.self) { try job.preflight("\(folder)/a") }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
    }
  }
}
