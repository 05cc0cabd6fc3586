import DistillData
import DistillNetworks
import DistillTensors
import Foundation
import Testing

/// Keys of earlier versions, and what makes one recipe another.
@Suite("Recipes across versions")
struct RecipeChangesTests {
  private static func recipe(limit: String, elastic: String) -> String {
    """
    architecture:
      inputs: 4
      layers: [dense 5 relu, dense 3]
    epochs: 1
    batchSize: 2
    learningRate: 0.05
    seed: 0
    optimizer: {rule: sgd, momentum: 0.9, \(limit): 15}
    distortion:
      \(elastic): 2
    """
  }

  @Test("Keys of earlier versions are read, with a notice that names the present ones")
  func formerKeys() throws {
    let now = try TrainingPlan.read(
      yaml: Self.recipe(limit: "maxSquaredNorm", elastic: "elastic"), source: "r.yml")
    let before = try TrainingPlan.read(
      yaml: Self.recipe(limit: "normLimit", elastic: "bend"), source: "r.yml")
    #expect(now.file == before.file)
    #expect(now.file.recipe.optimizer.maxSquaredNorm == 15)
    #expect(now.file.recipe.distortion?.elastic == 2)
    #expect(now.notices == [])
    #expect(
      before.notices.map(\.description).sorted() == [
        "r.yml, line 10: the key “bend” is deprecated; use “elastic”.",
        "r.yml, line 8: the key “normLimit” is deprecated; use “maxSquaredNorm”.",
      ])
  }

  @Test("A key by both its names is refused, and former names are not suggested")
  func bothKeys() {
    let text = Self.recipe(limit: "normLimit: 3, maxSquaredNorm", elastic: "elastic")
    let error = #expect(throws: NetworkError.self) { try TrainingPlan(yaml: text, source: "r.yml") }
    #expect(error?.description.contains("“normLimit” is given beside “maxSquaredNorm”") == true)
    let other = Self.recipe(limit: "normLimits", elastic: "bend")
    let unknown = #expect(throws: NetworkError.self) {
      try TrainingPlan(yaml: other, source: "r.yml")
    }
    #expect(unknown?.description.contains("there is no key “normLimits”") == true)
    #expect(unknown?.description.contains("“normLimit”?") == false)
  }

  @Test("Differences between recipes are clauses, in the order of the recipe")
  func differences() throws {
    let before = try TrainingPlan(
      yaml: Self.recipe(limit: "normLimit", elastic: "bend"), source: "r.yml")
    #expect(before.differences(from: before) == [])
    var now = before
    now.recipe.learningRate = 0.1
    now.recipe.optimizer.maxSquaredNorm = nil
    now.recipe.patience = 3
    #expect(
      before.differences(from: now) == [
        "the recipe's `learningRate` was 0.05 when the run began and is 0.1 now",
        "the recipe's `optimizer: maxSquaredNorm` was 15.0 when the run began and is not given now",
        "the recipe's `patience` was not given when the run began and is 3 now",
      ])
  }

  private static func record(_ file: TrainingPlan) -> RunFolder.Record {
    RunFolder.Record(
      commandLine: ["distill"], kind: "network", recipe: .init(file), seed: file.recipe.seed,
      digests: ["data": "ab", "examples": "cd", "members": "3", "teacher": "ef"], versions: [:],
      machine: .init(cpu: "some processor", threads: 2),
      precision: file.recipe.precision.rawValue)
  }

  private static func file() throws -> TrainingPlan {
    try TrainingPlan(yaml: recipe(limit: "maxSquaredNorm", elastic: "elastic"), source: "r.yml")
      .overridden(threads: 2)
  }

  @Test("A run goes on by the values of its recipe, not by their text")
  func identity() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/u"
      var stored = Self.record(try Self.file())
      // As another version wrote it: other keys, another order, another layout.
      stored.recipe = .array(
        """
        seed: 0
        threads: 2
        learningRate: 5e-2
        batchSize: 2
        distortion: {bend: 2}
        optimizer:
          rule: sgd
          normLimit: 15.0
          momentum: 0.9
        epochs: 1
        architecture: {inputs: 4, layers: [dense 5 relu, dense 3]}
        """.split(separator: "\n").map { .string(String($0)) })
      _ = try RunFolder(path, for: stored)
      #expect(try RunFolder(path, for: Self.record(try Self.file())).isResumed)
    }
  }

  private static let changes:
    [(String, @Sendable (inout TrainingPlan) -> Void, @Sendable (inout RunFolder.Record) -> Void)] =
      [
        (
          "the number of threads was 2 when the run began and is 1 now; give --threads 2 to resume "
            + "that run, or choose another folder.", { $0.recipe.threads = 1 }, { _ in }
        ),
        (
          "the seed was 0 when the run began and is 5 now; the number of epochs was 1 when the run "
            + "began and is 7 now; give --seed 0 --epochs 1 to resume that run, or choose another "
            + "folder.",
          {
            $0.recipe.seed = 5
            $0.recipe.epochs = 7
          }, { _ in }
        ),
        (
          "the recipe's `learningRate` was 0.05 when the run began and is 0.1 now; give what that run "
            + "began with, or choose another folder.", { $0.recipe.learningRate = 0.1 }, { _ in }
        ),
        (
          "the training examples are others; give what that run began with, or choose another folder.",
          { _ in },
          {
            $0.digests["data"] = "x"
            $0.digests["examples"] = "y"
          }
        ),
        (
          "the number of members was 3 when the run began and is 4 now; the teacher is another; the "
            + "validation examples were not given when the run began and are now; give what that run "
            + "began with, or choose another folder.",
          { _ in },
          {
            $0.digests["members"] = "4"
            $0.digests["teacher"] = "x"
            $0.digests["validation"] = "y"
          }
        ),
        (
          "it is a run of kind “network”, and this command makes one of kind “student”; give what "
            + "that run began with, or choose another folder.", { _ in }, { $0.kind = "student" }
        ),
      ]

  @Test("Another run is refused in words, with the options that lead back", arguments: changes)
  func otherRun(
    sentence: String, file change: @Sendable (inout TrainingPlan) -> Void,
    record changeRecord: @Sendable (inout RunFolder.Record) -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/u"
      var file = try Self.file()
      _ = try RunFolder(path, for: Self.record(file))
      change(&file)
      var record = Self.record(file)
      changeRecord(&record)
      let error = #expect(throws: FileError.self) { try RunFolder(path, for: record) }
      #expect(error?.description == "\(path) holds another run: \(sentence)")
    }
  }
}
