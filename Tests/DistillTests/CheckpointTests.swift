import Distill
import Foundation
import Synchronization
import Testing

/// A copy of a run folder at any moment is what a killed process would have left.
@Suite("Checkpoints")
struct CheckpointTests {
  private static let data = SyntheticDigits(seed: 3).dataset(count: 120)

  private static func job(
    learningRate: Double = 0.05, everyStep: Bool = true, patience: Int? = nil
  ) -> TrainingJob {
    var recipe = Recipe(
      epochs: 3, batchSize: 30, learningRate: learningRate, seed: 3, threads: 1)
    recipe.optimizer = Optimizer(.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
    recipe.patience = patience
    recipe.validation = patience == nil ? 0 : 30
    var job = TrainingJob(
      TrainingPlan(architecture: .mlp([784, 5, 10], dropout: 0.2), recipe: recipe), on: data,
      commandLine: ["test"])
    if everyStep { job.secondsBetweenCheckpoints = 0 }
    return job
  }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private static func copy(_ path: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: path, toPath: other)
  }

  @Test("A run continues from its last checkpoint to the same bits", arguments: [nil, 2])
  func resume(patience: Int?) throws {
    try TeacherFixtures.withFolder { folder in
      let plain = Self.job(everyStep: false, patience: patience)
      _ = try plain.run(in: "\(folder)/plain") { _ in .proceed }
      let job = Self.job(patience: patience)
      var steps: [Int] = []
      var failure: (any Error)?
      let whole = try job.run(in: "\(folder)/whole") { progress in
        guard !progress.isOver else { return .proceed }
        steps.append(progress.step)
        do {
          try Self.copy("\(folder)/whole", to: "\(folder)/killed-\(progress.step)")
        } catch { failure = error }
        return .proceed
      }
      #expect(failure == nil && steps.count >= 8)
      for file in ["model.safetensors", "metrics.jsonl"] {
        #expect(
          try Self.bytes("\(folder)/whole/\(file)") == Self.bytes("\(folder)/plain/\(file)"),
          "checkpoints change nothing")
      }
      for step in steps {
        let path = "\(folder)/killed-\(step)"
        #expect(FileManager.default.fileExists(atPath: "\(path)/checkpoint.safetensors"))
        var first: Int?
        let resumed = try job.run(in: path) { progress in
          first = first ?? progress.step
          return .proceed
        }
        #expect(first == step + 1, "the checkpoint was used")
        #expect(resumed?.digest == whole?.digest)
        for file in ["model.safetensors", "metrics.jsonl"] {
          #expect(try Self.bytes("\(path)/\(file)") == Self.bytes("\(folder)/whole/\(file)"))
        }
        #expect(!FileManager.default.fileExists(atPath: "\(path)/checkpoint.safetensors"))
      }
    }
  }

  @Test("Specialists and members save their states as often as is set")
  func interval() throws {
    try TeacherFixtures.withFolder { folder in
      let ensemble = EnsembleJob(Self.job(), members: 2)
      let found = Mutex<Set<Int>>([])
      let seen: @Sendable (Int, TrainingProgress, String) -> TrainingControl = {
        place, progress, name in
        if !progress.isOver,
          FileManager.default.fileExists(atPath: "\(folder)/\(name)/checkpoint.safetensors")
        {
          found.withLock { _ = $0.insert(place) }
        }
        return .proceed
      }
      _ = try ensemble.run(in: "\(folder)/e") { seen($0, $1, "e/member-\($0 + 1)") }
      #expect(found.withLock { $0 } == [0, 1])
      found.withLock { $0 = [] }
      let file = Self.job().file
      let generalist = try Network(file.architecture, seed: 1).trained(
        on: Self.data, using: file.recipe)
      var panel = PanelJob(
        file, generalist: generalist, clusters: ClassClusters([[3, 5], [4, 9]]), kind: .dustbin,
        ownClassShare: 0.5, repetitions: 1, temperature: nil, on: Self.data, commandLine: ["test"])
      panel.secondsBetweenCheckpoints = 0
      #expect(try panel.run(in: "\(folder)/p") { seen($0, $1, "p/specialist-\($0 + 1)") })
      #expect(found.withLock { $0 } == [0, 1])
    }
  }

  @Test("A damaged checkpoint is refused with a remedy that works")
  func damaged() throws {
    try TeacherFixtures.withFolder { folder in
      let path = "\(folder)/run"
      let job = Self.job()
      #expect(try job.run(in: path) { $0.step == 5 ? .stop : .proceed } == nil)
      let file = "\(path)/checkpoint.safetensors"
      var bytes = try Self.bytes(file)
      bytes[bytes.count - 9] ^= 4
      try bytes.write(to: URL(fileURLWithPath: file))
      let error = #expect(throws: FileError.self) { try job.run(in: path) { _ in .proceed } }
      #expect(
        error?.description.contains("its checksum: expected content with the SHA-256") == true)
      #expect(
        error?.description.hasSuffix("; delete it, and the run starts again from its first step.")
          == true)
      try FileManager.default.removeItem(atPath: file)
      let whole = try job.run(in: "\(folder)/whole") { _ in .proceed }
      #expect(try job.run(in: path) { _ in .proceed }?.digest == whole?.digest)
    }
  }

  @Test("A checkpoint that a kill left beside a finished run is removed")
  func leftBehind() throws {
    try TeacherFixtures.withFolder { folder in
      let path = "\(folder)/run"
      let job = Self.job()
      var failure: (any Error)?
      _ = try job.run(in: path) { progress in
        do {
          if progress.step == 5 {
            try Self.copy("\(path)/checkpoint.safetensors", to: "\(folder)/saved")
          }
        } catch { failure = error }
        return .proceed
      }
      #expect(failure == nil)
      try Self.copy("\(folder)/saved", to: "\(path)/checkpoint.safetensors")
      #expect(try job.isFinished(in: path))
      #expect(!FileManager.default.fileExists(atPath: "\(path)/checkpoint.safetensors"))
      try Self.copy("\(folder)/saved", to: "\(path)/checkpoint.safetensors")
      #expect(throws: FileError.self) { try job.run(in: path) { _ in .proceed } }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/checkpoint.safetensors"))
    }
  }

  @Test("A run that diverged is recorded, and neither continued nor evaluated")
  func diverged() throws {
    try TeacherFixtures.withFolder { folder in
      let path = "\(folder)/run"
      let wild = Self.job(learningRate: 1e6)
      let first = #expect(throws: NetworkError.self) { try wild.run(in: path) { _ in .proceed } }
      guard case .diverged = first else {
        Issue.record("\(String(describing: first))")
        return
      }
      let record = try RunFolder.Record(ofRunIn: path)
      #expect(record.state == .diverged)
      var steps = 0
      let again = #expect(throws: NetworkError.self) {
        try wild.run(in: path) { _ in
          steps += 1
          return .proceed
        }
      }
      #expect(again == first && steps == 0)
      let other = #expect(throws: FileError.self) {
        try Self.job(learningRate: 0.01).run(in: path) { _ in .proceed }
      }
      #expect(other?.description.contains("holds a run that diverged") == true)
      #expect(other?.description.contains("or choose another folder") == true)
      let model = #expect(throws: FileError.self) { try Model(contentsOf: path) }
      #expect(model?.description.contains("found one that diverged") == true)

      let ensemble = EnsembleJob(wild, members: 2)
      for _ in 0..<2 {
        #expect(throws: NetworkError.self) {
          try ensemble.run(in: "\(folder)/e") { _, _ in .proceed }
        }
        let record = try RunFolder.Record(ofRunIn: "\(folder)/e")
        #expect(record.state == .diverged)
      }
    }
  }
}
