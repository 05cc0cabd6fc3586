import Distill
import DistillStudies
import Foundation
import Testing

/// A folder that is not this study's is refused in a sentence, and stays as it is.
@Suite("Refused studies")
struct StudyRefusalTests {
  private func expectRefusal(
    _ run: StudyRun, saying words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try Self.files(run.folder)
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) {
      try run.run { _ in .proceed }
    }
    for word in words {
      #expect(
        error?.description.contains(word) == true,
        "“\(word)” is not in: \(error?.description ?? "")", sourceLocation: sourceLocation)
    }
    #expect(try Self.files(run.folder) == before, sourceLocation: sourceLocation)
  }

  /// All files but the log of times.
  private static func files(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where name != "time.json" {
      files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
    }
    return files
  }

  @Test("A finished run of another recipe in a run's place")
  func otherRecipe() throws {
    try withTemporaryFolder { folder in
      _ = try Tiny.run(in: "\(folder)/s").run { _ in .proceed }
      let longer = Tiny.study([Tiny.students(epochs: 4)])
      try expectRefusal(
        Tiny.run(longer, in: "\(folder)/s"), saying: "s/runs/t-", "epochs",
        "delete that run")
    }
  }

  @Test("An unfinished run of another recipe in a run's place")
  func otherUnfinishedRecipe() throws {
    try withTemporaryFolder { folder in
      let first = Tiny.study([Tiny.students()])
      let stopped = try Tiny.run(first, in: "\(folder)/s")
        .run(observe: Recorder(stoppingAt: 5).observe)
      #expect(stopped == nil)
      let longer = Tiny.study([Tiny.students(epochs: 4)])
      try expectRefusal(
        Tiny.run(longer, in: "\(folder)/s"), saying: "s/runs/t-", "epochs", "4", "3",
        "choose another folder")
    }
  }

  @Test("A folder of something else, and a file")
  func foreign() throws {
    try withTemporaryFolder { folder in
      try "mine".write(toFile: "\(folder)/notes.txt", atomically: false, encoding: .utf8)
      try expectRefusal(
        Tiny.run(in: folder), saying: "notes.txt", "no study wrote", "choose another folder")
      #expect(throws: FileError.self) {
        try Tiny.run(in: "\(folder)/notes.txt").run { _ in .proceed }
      }
    }
  }

  @Test("Another study, effort, precision, data or labels")
  func otherSetting() throws {
    try withTemporaryFolder { folder in
      _ = try Tiny.run(only: ["controls"], in: folder).run { _ in .proceed }
      let (train, test) = (Tiny.train, Tiny.test)
      let other = SyntheticDigits(seed: 2)
      for (context, words) in [
        (Tiny.context(effort: .full), ["effort is full, found quick"]),
        (Tiny.context(precision: .bfloat16), ["precision is bfloat16, found float32"]),
        (Tiny.context(train: other.dataset(count: 120)), ["training data"]),
        (Tiny.context(test: other.dataset(count: 60)), ["test data"]),
        (Tiny.context(train: train.mislabelled(share: 0.5, seed: 1)), ["training labels"]),
        (Tiny.context(test: test.mislabelled(share: 0.5, seed: 1)), ["test labels"]),
      ] {
        let run = try Tiny.run(on: context, in: folder)
        for word in words { try expectRefusal(run, saying: word, "what it was started with") }
      }
      let study = Study(name: "huge", title: "Huge", experiments: [Tiny.controls])
      try expectRefusal(Tiny.run(study, in: folder), saying: "study is huge, found tiny")
    }
  }

  @Test(
    "Damaged files of the study are named",
    arguments: ["study.json", "runs/c-1/result.json"], ["", "{}", "{\"recipe\": 7", "[1]"])
  func damage(file: String, content: String) throws {
    try withTemporaryFolder { folder in
      _ = try Tiny.run(only: ["controls"], in: folder).run { _ in .proceed }
      try content.write(toFile: "\(folder)/\(file)", atomically: false, encoding: .utf8)
      try expectRefusal(Tiny.run(in: folder), saying: "\(folder)/\(file), its content", "delete it")
    }
  }

  @Test("A folder in which a study is under way")
  func inUse() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/s"
      let recorder = Recorder(stoppingAt: 1)
      let stopped = try Tiny.run(in: path).run { step in
        #expect(throws: FileError.inUse(path: path)) {
          try Tiny.run(in: path).run { _ in .proceed }
        }
        return recorder.observe(step)
      }
      #expect(stopped == nil)
    }
  }

  @Test("Experiments that there are not, and that do not apply")
  func experiments() throws {
    let study = Tiny.study([
      Tiny.controls, Tiny.experiment("barred", obstacle: "the sky is green") { _ in [] },
    ])
    #expect(throws: StudyError.unknownExperiment(name: "x", known: ["controls", "barred"])) {
      try Tiny.run(study, only: ["controls", "x"], in: "nowhere")
    }
    let error = #expect(throws: StudyError.self) {
      try Tiny.run(study, only: ["barred"], in: "nowhere")
    }
    #expect(
      error?.description
        == "The experiment “barred” does not apply to these data: the sky is green.")
    let run = try Tiny.run(study, in: "nowhere")
    #expect(run.omitted.map(\.name) == ["barred"])
    #expect(run.omitted.map(\.reason) == ["the sky is green"])
  }
}
