import Distill
import DistillStudies
import Foundation
import Testing

@Suite("Running a study")
struct StudyRunTests {
  /// What a folder holds once the tiny study is done: the bits of all networks and targets.
  private static func bits(_ folder: String) throws -> [String: Data] {
    var bits: [String: Data] = [:]
    for stage in Tiny.stages {
      let name = stage.hasPrefix("runs/") ? "model.safetensors" : "targets.safetensors"
      let path = "\(folder)/\(stage)/\(name)"
      bits[stage] = try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return bits
  }

  /// The times at which the files of stages were last changed.
  private static func times(_ folder: String) throws -> [String: Date] {
    var times: [String: Date] = [:]
    for part in ["runs", "targets"] {
      for name in try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(part)") {
        let path = "\(folder)/\(part)/\(name)"
        times[path] =
          try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
      }
    }
    return times
  }

  @Test(
    "Every stage runs once, after what it needs, and stages of one name are one",
    arguments: [1, 3])
  func stages(threads: Int) throws {
    try withTemporaryFolder { folder in
      let recorder = Recorder()
      _ = try #require(
        try Tiny.run(in: "\(folder)/s", threads: threads).run(observe: recorder.observe))
      let seen = recorder.stages
      #expect(Set(seen).sorted() == Tiny.stages)
      // Both experiments request this teacher.
      for run in Tiny.stages where run.hasPrefix("runs/") {
        #expect(seen.filter { $0 == run }.count == Tiny.stepsPerRun, "\(run)")
      }
      let labelling = try #require(seen.firstIndex(of: "targets/both"))
      let labelled = try #require(seen.lastIndex(of: "targets/both"))
      for (place, stage) in seen.enumerated() {
        if stage.hasPrefix("runs/t-") { #expect(place < labelling) }
        if stage.hasPrefix("runs/s-") { #expect(place > labelled) }
      }
      #expect(recorder.shares.allSatisfy { 0...1.000001 ~= $0 })
      if threads == 1 { #expect(recorder.shares == recorder.shares.sorted()) }
    }
  }

  @Test("Side by side or one after the other, networks and findings are the same")
  func workers() throws {
    try withTemporaryFolder { folder in
      let reports = try [1, 3].map { threads in
        try Tiny.run(in: "\(folder)/\(threads)", threads: threads).run { _ in .proceed }
      }
      let findings = try #require(reports[0]).findings
      #expect(findings.map(\.name) == ["students", "controls"])
      #expect(findings.map(\.title) == ["The students", "The controls"])
      #expect(findings.flatMap(\.samples).map(\.values.count) == [2, 3])
      #expect(findings == reports[1]?.findings)
      #expect(try Self.bits("\(folder)/1") == Self.bits("\(folder)/3"))
    }
  }

  @Test("The samples are the errors of the networks in the folder")
  func errors() throws {
    try withTemporaryFolder { folder in
      let report = try #require(try Tiny.run(in: "\(folder)/s").run { _ in .proceed })
      let engine = Engine(threads: 1, precision: .float32)
      let expected = try ["t-1", "c-1", "c-2"].map { name in
        let network = try Network(contentsOf: "\(folder)/s/runs/\(name)/model.safetensors")
        return Double(try Evaluation(of: network, name: "", on: Tiny.test, with: engine).errors)
      }
      #expect(report.findings[1].samples == [Sample("controls", expected)])
      let json = try String(contentsOfFile: "\(folder)/s/results.json", encoding: .utf8)
      #expect(try StudyReport(json: json) == report)
      for name in ["RESULTS.md", "report.html"] {
        let text = try String(contentsOfFile: "\(folder)/s/\(name)", encoding: .utf8)
        #expect(text.contains("Tiny networks") && text.contains("The controls"))
      }
    }
  }

  @Test(
    "Stopped at any step, a study continues to the same bits, and finished stages stay unchanged",
    arguments: [1, 7, 12, 13, 25, 40, 60])
  func stop(moment: Int) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/broken"
      let recorder = Recorder(stoppingAt: moment)
      let stopped = try Tiny.run(in: path).run(observe: recorder.observe)
      #expect(stopped == nil && recorder.stages.count == moment)
      #expect(!FileManager.default.fileExists(atPath: "\(path)/results.json"))
      let before = try Self.times(path)
      let results = before.keys.filter { $0.hasSuffix("/result.json") }

      let rest = Recorder()
      let report = try #require(try Tiny.run(in: path).run(observe: rest.observe))
      for result in results {
        let run = (result as NSString).deletingLastPathComponent
        #expect(!rest.stages.contains { run.hasSuffix($0) }, "\(run) ran again")
        for (file, time) in before where file.hasPrefix(run + "/") {
          #expect(try Self.times(path)[file] == time, "\(file) changed")
        }
      }
      let whole = try Tiny.run(in: "\(folder)/whole").run { _ in .proceed }
      #expect(report.findings == whole?.findings)
      #expect(try Self.bits(path) == Self.bits("\(folder)/whole"))
    }
  }

  @Test("A finished study is concluded again without running a stage")
  func again() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      let first = try Tiny.run(in: path).run { _ in .proceed }
      let times = try Self.times(path)
      let recorder = Recorder()
      let second = try Tiny.run(in: path).run(observe: recorder.observe)
      #expect(recorder.stages.isEmpty)
      #expect(try Self.times(path) == times)
      #expect(second?.findings == first?.findings)
    }
  }

  @Test("Files that kills left in a study's folder are removed the next time")
  func leftovers() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      _ = try Tiny.run(in: path).run { _ in .proceed }
      let before = try Set(Self.times(path).keys)
      let run = try #require(before.filter { $0.hasSuffix("/model.safetensors") }.min())
      let own = (run as NSString).deletingLastPathComponent
      for name in ["s/.distill-1-0.partial", "s/runs/.distill-1-0.partial"] {
        try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      }
      for name in [".distill-1-0.partial", "checkpoint.safetensors"] {
        let file = own.hasPrefix("/") ? "\(own)/\(name)" : "\(path)/\(own)/\(name)"
        try Data("x".utf8).write(to: URL(fileURLWithPath: file))
      }
      _ = try Tiny.run(in: path).run { _ in .proceed }
      #expect(try Set(Self.times(path).keys) == before)
    }
  }

  @Test("Chosen experiments run alone; experiments of earlier calls are reported too")
  func only() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      let recorder = Recorder()
      let controls = try Tiny.run(only: ["controls"], in: path).run(observe: recorder.observe)
      #expect(controls?.findings.map(\.name) == ["controls"])
      #expect(Set(recorder.stages) == ["runs/t-1", "runs/c-1", "runs/c-2"])
      let rest = Recorder()
      let students = try Tiny.run(only: ["students"], in: path).run(observe: rest.observe)
      #expect(students?.findings.map(\.name) == ["students", "controls"])
      #expect(Set(rest.stages) == ["runs/t-2", "targets/both", "runs/s-1", "runs/s-2"])
    }
  }

  @Test("Results of a run that was deleted are checked against the run that replaces it")
  func deletedTeacher() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      let first = try Tiny.run(in: path).run { _ in .proceed }
      let bits = try Self.bits(path)
      let teacher = "\(path)/runs/t-2"
      try FileManager.default.removeItem(atPath: teacher)
      let recorder = Recorder()
      let second = try Tiny.run(in: path).run(observe: recorder.observe)
      // The same teacher again: its targets and students are as good as they were.
      #expect(Set(recorder.stages) == ["runs/t-2"])
      #expect(try Self.bits(path) == bits && second?.findings == first?.findings)

      let other = Tiny.study([
        Tiny.experiment("students") { plan in
          let teacher = plan.train("t-2", Tiny.file(seed: 99), on: plan.context.train)
          let first = plan.train("t-1", Tiny.file(seed: 1), on: plan.context.train)
          let targets = plan.label(
            "both", plan.context.train, by: [first, teacher], mean: .arithmetic)
          return [
            plan.train(
              "s-1",
              Tiny.file(seed: 11, objective: Objective(temperature: 4, hardWeight: 0.1)),
              on: plan.context.train, targets: targets)
          ]
        }
      ])
      try FileManager.default.removeItem(atPath: teacher)
      let error = #expect(throws: FileError.self) {
        try Tiny.run(other, in: path).run { _ in .proceed }
      }
      #expect(
        error?.description.contains("targets/both holds another run: the teacher is another")
          == true)
    }
  }

  @Test(
    "A run that diverges counts as wrong on every example, and the study continues",
    arguments: [1, 2])
  func divergence(threads: Int) throws {
    try withTemporaryFolder { folder in
      let wild = Tiny.experiment("wild") { plan in
        let file = Tiny.file(seed: 1, epochs: 50, learningRate: 1e6)
        return [plan.train("wild", file, on: plan.context.train)]
      }
      let study = Tiny.study([wild, Tiny.controls])
      let report = try Tiny.run(study, in: "\(folder)/s", threads: threads).run { _ in .proceed }
      let samples = try #require(report).findings.flatMap(\.samples)
      #expect(samples[0].values == [60])
      #expect(samples[1].values.count == 3)
      let recorder = Recorder()
      let second = try Tiny.run(study, in: "\(folder)/s").run(observe: recorder.observe)
      #expect(recorder.stages.isEmpty && second?.findings == report?.findings)
    }
  }

  @Test("A teacher that diverges is named")
  func divergedTeacher() throws {
    try withTemporaryFolder { folder in
      let study = Tiny.study([
        Tiny.experiment("wild") { plan in
          let file = Tiny.file(seed: 1, epochs: 50, learningRate: 1e6)
          let teacher = plan.train("wild", file, on: plan.context.train)
          _ = plan.label("wild", plan.context.train, by: [teacher], mean: .geometric)
          return [teacher]
        }
      ])
      #expect(throws: StudyError.diverged(run: "\(folder)/s/runs/wild")) {
        try Tiny.run(study, in: "\(folder)/s").run { _ in .proceed }
      }
    }
  }

  /// A run of examples without labels, which is refused before its first step.
  private static func failing(epochs: Int) -> Experiment {
    Tiny.experiment("failing") { plan in
      let unlabelled = plan.context.train.hidingLabels()
      return [plan.train("failing", Tiny.file(seed: 1, epochs: epochs), on: unlabelled)]
    }
  }

  @Test("A stage that fails ends the study: its error is thrown, and waiting stages do not start")
  func failure() throws {
    try withTemporaryFolder { folder in
      // The longest, so the first.
      let study = Tiny.study([Self.failing(epochs: 1000), Tiny.controls])
      let recorder = Recorder()
      let error = #expect(throws: NetworkError.self) {
        try Tiny.run(study, in: "\(folder)/s").run(observe: recorder.observe)
      }
      #expect(error?.description.contains("labels") == true)
      #expect(recorder.stages.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/s/results.json"))

      // The others do not depend on it.
      let controls = try Tiny.run(study, only: ["controls"], in: "\(folder)/s").run { _ in .proceed
      }
      #expect(controls?.findings.map(\.name) == ["controls"])
    }
  }

  @Test(
    "A stage that fails stops those beside it, which are saved",
    .enabled(if: Engine.availableThreads > 1))
  func failureBeside() throws {
    try withTemporaryFolder { folder in
      let long = Tiny.experiment("long") { plan in
        [plan.train("long", Tiny.file(seed: 1, epochs: 20_000), on: plan.context.train)]
      }
      let study = Tiny.study([long, Self.failing(epochs: 1)])
      #expect(throws: NetworkError.self) {
        try Tiny.run(study, in: "\(folder)/s", threads: 2).run { _ in .proceed }
      }
      let run = "\(folder)/s/runs/long"
      #expect(FileManager.default.fileExists(atPath: "\(run)/checkpoint.safetensors"))
      #expect(!FileManager.default.fileExists(atPath: "\(run)/result.json"))
    }
  }
}
