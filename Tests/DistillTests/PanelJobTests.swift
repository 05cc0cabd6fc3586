import Distill
import Foundation
import Synchronization
import Testing

@Suite("Panels in run folders")
struct PanelJobTests {
  private static let engine = TeacherFixtures.engine
  private static let digits = SyntheticDigits(seed: 8).dataset(count: 240)
  private static let architecture = Architecture.mlp([784, 8, 10])
  private static let clusters = ClassClusters([[3, 5, 8], [4, 9], [0, 6]])

  private static func generalist(seed: UInt64 = 1) throws -> Network {
    try Network(architecture, seed: seed).trained(
      on: digits, using: Recipe(epochs: 1, batchSize: 30, learningRate: 0.1, seed: 2, threads: 1))
  }

  private static func job(
    _ generalist: Network, _ kind: Specialist.Kind = .dustbin,
    clusters: ClassClusters = clusters, on data: Dataset = digits, threads: Int = 2,
    ownClassShare: Double = 0.5, architecture: Architecture = .mlp([784, 8, 10], dropout: 0.2),
    holdingOut: Int = 0, validation: Dataset? = nil
  ) -> PanelJob {
    let recipe = Recipe(
      epochs: 2, batchSize: 20, learningRate: 0.05, seed: 5, validation: holdingOut,
      threads: threads)
    return PanelJob(
      TrainingPlan(architecture: architecture, recipe: recipe), generalist: generalist,
      clusters: clusters, kind: kind, ownClassShare: ownClassShare, repetitions: 1,
      temperature: kind == .fullSoftmax ? 2 : nil, on: data, validation: validation,
      commandLine: ["test"])
  }

  private static func panel(_ path: String, allowingMissing: Bool = false) throws -> Panel {
    try Panel(
      contentsOf: path, topK: 1, divergence: .forward, allowingMissing: allowingMissing)
  }

  private static func models(in path: String) throws -> [Data] {
    try (1...3).map {
      try Data(
        contentsOf: URL(fileURLWithPath: "\(path)/specialist-\($0)/model.safetensors"))
    }
  }

  /// The bytes and the time of the last change of every file in the folder.
  private static func snapshot(_ path: String) throws -> [String: [String]] {
    var files: [String: [String]] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
      let file = "\(path)/\(name)"
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      files[name] = [
        "\(String(describing: attributes[.modificationDate]))",
        "\(String(describing: attributes[.systemFileNumber]))", bytes.base64EncodedString(),
      ]
    }
    return files
  }

  private static func sentence(_ body: () throws -> Void) -> String {
    (#expect(throws: (any Error).self, performing: body)).map { "\($0)" } ?? ""
  }

  @Test("What is read back is what was trained, with each dustbin corrected")
  func dustbins() throws {
    try TeacherFixtures.withFolder { folder in
      let generalist = try Self.generalist()
      #expect(try Self.job(generalist).run(in: "\(folder)/p") { _, _ in .proceed })
      let panel = try Self.panel("\(folder)/p")
      #expect(panel.generalist.digest == generalist.digest && panel.missing.isEmpty)
      #expect(panel.specialists.map(\.classes) == Self.clusters.clusters)
      for (place, classes) in Self.clusters.clusters.enumerated() {
        let stored = try Network(
          contentsOf: "\(folder)/p/specialist-\(place + 1)/model.safetensors")
        let own = Self.digits.labels.count { classes.contains(Int($0)) }
        let correction = Specialist.dustbinCorrection(
          ownClassShare: 0.5, prior: Double(own) / Double(Self.digits.count))
        let expected = try Specialist(stored, among: generalist.classNames)
          .raisingDustbin(by: correction)
        #expect(panel.specialists[place].network.digest == expected.network.digest)
        // Trained as a network of its own would be.
        let seed = RandomStream.childSeed(place, of: 5)
        let alone = try Specialist.initialWeights(
          with: generalist.with(.mlp([784, 8, 10], dropout: 0.2)), classes: classes
        ).trained(
          on: Specialist.examples(
            of: Self.digits, classes: classes, ownClassShare: 0.5, repetitions: 1, seed: seed),
          using: Recipe(epochs: 2, batchSize: 20, learningRate: 0.05, seed: seed, threads: 1))
        #expect(alone.digest == stored.digest)
      }
      guard case .panel(let model) = try Model(contentsOf: "\(folder)/p") else {
        Issue.record("no panel")
        return
      }
      #expect(model.digest == panel.digest)
      let bytes = try Self.models(in: "\(folder)/p").reduce(0) { $0 + $1.count }
      #expect((Model.bytes(in: "\(folder)/p") ?? 0) > bytes)
    }
  }

  @Test("Its bits do not depend on the number of threads, nor on where it was stopped")
  func determinism() throws {
    try TeacherFixtures.withFolder { folder in
      let generalist = try Self.generalist()
      for kind in Specialist.Kind.allCases {
        let (whole, broken) = ("\(folder)/\(kind)-1", "\(folder)/\(kind)-3")
        #expect(try Self.job(generalist, kind, threads: 1).run(in: whole) { _, _ in .proceed })
        let job = Self.job(generalist, kind, threads: 3)
        for stop in 2...4 {
          let steps = Mutex(0)
          let finished = try job.run(in: broken) { _, _ in
            steps.withLock { steps in
              steps += 1
              return steps >= stop ? .stop : .proceed
            }
          }
          #expect(!finished)
        }
        #expect(Self.sentence { _ = try Self.panel(broken) }.contains("specialist-1"))
        #expect(try job.run(in: broken) { _, _ in .proceed })
        #expect(try Self.models(in: whole) == Self.models(in: broken))
        #expect(try Self.panel(whole).digest == Self.panel(broken).digest)
        let sentence = Self.sentence { _ = try job.run(in: broken) { _, _ in .proceed } }
        #expect(sentence.contains("already holds a finished run"))
      }
    }
  }

  @Test("A specialist with a full softmax learns from labels of its classes and soft targets else")
  func fullSoftmax() throws {
    try TeacherFixtures.withFolder { folder in
      let generalist = try Self.generalist()
      #expect(
        try Self.job(generalist, .fullSoftmax, architecture: Self.architecture)
          .run(in: "\(folder)/p") { _, _ in .proceed })
      let panel = try Self.panel("\(folder)/p")
      #expect(panel.specialists.allSatisfy { $0.kind == .fullSoftmax })
      #expect(panel.specialists.map(\.classes) == Self.clusters.clusters)
      let seed = RandomStream.childSeed(1, of: 5)
      let examples = try Specialist.examples(
        of: Self.digits, classes: [4, 9], kind: .fullSoftmax, ownClassShare: 0.5, repetitions: 1,
        seed: seed)
      let targets = try generalist.softTargets(
        for: examples,
        objective: Objective(
          matching: .probabilities(temperature: 2), hardWeight: 0, labelShare: 1))
      var state = TrainingState(
        generalist,
        using: Recipe(epochs: 2, batchSize: 20, learningRate: 0.05, seed: seed, threads: 1))
      try state.run(
        on: examples, targets: targets,
        objective: Objective(
          matching: .probabilities(temperature: 2), hardWeight: 0, labelShare: 1),
        using: Recipe(epochs: 2, batchSize: 20, learningRate: 0.05, seed: seed, threads: 1),
        on: Self.engine
      ) { _, _ in .proceed }
      #expect(state.network.digest == panel.specialists[1].network.digest)
    }
  }

  @Test("A specialist that was deleted or damaged is trained again alone, to the same bits")
  func retrained() throws {
    try TeacherFixtures.withFolder { folder in
      let job = Self.job(try Self.generalist())
      let path = "\(folder)/p"
      #expect(try job.run(in: path) { _, _ in .proceed })
      let (before, models) = (try Self.snapshot(path), try Self.models(in: path))
      let own = "\(path)/specialist-2"
      for damage in [
        { try FileManager.default.removeItem(atPath: own) },
        { try models[1].prefix(500).write(to: URL(fileURLWithPath: "\(own)/model.safetensors")) },
        { try FileManager.default.removeItem(atPath: "\(own)/model.safetensors") },
        { try models[0].write(to: URL(fileURLWithPath: "\(path)/generalist.safetensors")) },
        { try FileManager.default.removeItem(atPath: "\(path)/panel.json") },
      ] as [() throws -> Void] {
        try damage()
        #expect(throws: (any Error).self) { try Self.panel(path) }
        let trained = Mutex<Set<Int>>([])
        let finished = try job.run(in: path) { place, _ in
          trained.withLock { _ = $0.insert(place) }
          return .proceed
        }
        #expect(finished && trained.withLock { $0 }.isSubset(of: [1]))
        #expect(try Self.models(in: path) == models)
        let after = try Self.snapshot(path)
        #expect(after.keys.sorted() == before.keys.sorted())
        for (name, content) in after where name.contains("specialist-") {
          #expect(name.contains("specialist-2") || before[name] == content, "\(name)")
        }
        _ = try Self.panel(path)
      }
    }
  }

  @Test("What is missing is named with the remedy, and can be left out")
  func missing() throws {
    try TeacherFixtures.withFolder { folder in
      let job = Self.job(try Self.generalist())
      let path = "\(folder)/p"
      #expect(try job.run(in: path) { _, _ in .proceed })
      let whole = try Self.panel(path)
      try FileManager.default.moveItem(atPath: "\(path)/specialist-2", toPath: "\(folder)/kept")
      let sentence = Self.sentence { _ = try Self.panel(path) }
      #expect(
        sentence == "\(path)/specialist-2 does not exist; give the “distill specialize” command "
          + "again, or continue without it (--allow-missing).")
      let others = try Self.panel(path, allowingMissing: true)
      #expect(
        others.missing == [
          "\(path)/specialist-2 does not exist; give the “distill specialize” command again."
        ])
      #expect(others.specialists.map(\.classes) == [[3, 5, 8], [0, 6]])
      #expect(others.digest != whole.digest)
      let model = try Data(
        contentsOf: URL(fileURLWithPath: "\(path)/specialist-3/model.safetensors"))
      try model.prefix(900).write(
        to: URL(fileURLWithPath: "\(path)/specialist-3/model.safetensors"))
      let two = try Self.panel(path, allowingMissing: true)
      #expect(two.missing.count == 2 && two.specialists.count == 1)
      #expect(two.missing[1].contains("specialist-3/model.safetensors"))
      #expect(Self.sentence { _ = try Self.panel(path) }.contains("--allow-missing"))
    }
  }

  @Test("A specialist of another generalist, or for other classes, is refused by name")
  func foreign() throws {
    try TeacherFixtures.withFolder { folder in
      let (path, other) = ("\(folder)/p", "\(folder)/q")
      let job = Self.job(try Self.generalist())
      #expect(try job.run(in: path) { _, _ in .proceed })
      #expect(
        try Self.job(try Self.generalist(seed: 4)).run(in: other) { _, _ in .proceed })
      let own = "\(path)/specialist-2"
      for (from, words) in [
        ("\(other)/specialist-2", "a specialist of the generalist"),
        ("\(path)/specialist-1", "the classes"),
      ] {
        try FileManager.default.removeItem(atPath: own)
        try FileManager.default.copyItem(atPath: from, toPath: own)
        for body in [
          { _ = try Self.panel(path) }, { _ = try Self.panel(path, allowingMissing: true) },
          { _ = try job.run(in: path) { _, _ in .proceed } },
        ] as [() throws -> Void] {
          let sentence = Self.sentence(body)
          #expect(sentence.contains(own) && sentence.contains(words), "\(sentence)")
          #expect(sentence.contains("delete that folder"))
        }
      }
    }
  }

  @Test("Held-out examples are in no specialist's training, and every one is judged on them")
  func validation() throws {
    try TeacherFixtures.withFolder { folder in
      let generalist = try Self.generalist()
      let rates = Mutex<[Int: Double]>([:])
      #expect(
        try Self.job(generalist, holdingOut: 60).run(in: "\(folder)/p") { place, progress in
          if let rate = progress.epoch?.validationErrorRate {
            rates.withLock { $0[place] = rate }
          }
          return .proceed
        })
      let held = Self.digits.split(validation: 60, seed: 5).validation
      let panel = try Self.panel("\(folder)/p")
      for (place, classes) in Self.clusters.clusters.enumerated() {
        let network = try Network(
          contentsOf: "\(folder)/p/specialist-\(place + 1)/model.safetensors")
        let logits = try network.logits(for: held, on: Self.engine)
        let width = classes.count + 1
        let errors = (0..<held.count).count { row in
          let own = logits[(row * width)..<((row + 1) * width)]
          let best = (own.indices.max { own[$0] < own[$1] } ?? 0) - row * width
          return best != classes.firstIndex(of: Int(held.labels[row])) ?? classes.count
        }
        #expect(rates.withLock { $0[place] } == Double(errors) / 60)
      }
      #expect(panel.specialists.count == 3)
      let given = Self.sentence {
        try Self.job(generalist, holdingOut: 60, validation: held).preflight("\(folder)/q")
      }
      #expect(given.contains("set “validation: 0”"))
    }
  }

  @Test("What does not go together is refused before anything is written")
  func refusals() throws {
    try TeacherFixtures.withFolder { folder in
      let generalist = try Self.generalist()
      let names = Self.digits.classNames
      let without4And9 = Self.digits.excluding(classes: [4, 9])
      for (job, words) in [
        (Self.job(generalist, architecture: .mlp([784, 9, 10])), "784: dense 9 relu, dense 10"),
        (Self.job(generalist, on: Self.digits.named(names.reversed())), "generalist's classes"),
        (Self.job(generalist, clusters: ClassClusters([Array(0..<10)])), "smaller clusters"),
        (Self.job(generalist, clusters: ClassClusters([[0], [1, 1]])), "different ones"),
        (Self.job(generalist, on: without4And9), "Specialist 2, for 4, 9, needs"),
        (Self.job(generalist, on: Self.digits.only(classes: [3, 5, 8])), "others; found"),
        (Self.job(generalist, on: Self.digits.hidingLabels()), "Specialist 1, for 3, 5, 8"),
      ] {
        let sentence = Self.sentence { _ = try job.run(in: "\(folder)/p") { _, _ in .proceed } }
        #expect(sentence.contains(words), "\(sentence)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      // With a full softmax one cluster of all classes is a plain student.
      try Self.job(generalist, .fullSoftmax, clusters: ClassClusters([Array(0..<10)]))
        .preflight("\(folder)/p")
      #expect(try Self.job(generalist).run(in: "\(folder)/p") { _, _ in .stop } == false)
      for other in [
        Self.job(generalist, ownClassShare: 0.25),
        Self.job(generalist, clusters: ClassClusters([[1]])),
      ] {
        let sentence = Self.sentence {
          _ = try other.run(in: "\(folder)/p") { _, _ in .proceed }
        }
        #expect(sentence.contains("choose another folder"), "\(sentence)")
      }
      let model = Self.sentence { _ = try Model(contentsOf: "\(folder)/p", topK: 11) }
      #expect(model.contains("choose a number from 1 to 10"))
    }
  }
}
