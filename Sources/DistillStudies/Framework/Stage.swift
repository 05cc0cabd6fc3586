import Distill

/// One step of a study: it makes one folder or file from those of other stages.
///
/// A stage is finished or not; what it has made is found in its place, so a study that was stopped or
/// killed goes on with the stages that are missing.
struct Stage: Sendable {
  /// Its place in the study's folder.
  let name: String
  /// The stages whose results it reads.
  let needs: [String]
  /// What it takes, roughly.
  let cost: Cost
  /// Whether its place, given as a path, holds its result.
  let isFinished: @Sendable (_ path: String) throws -> Bool
  /// Makes the result in its place; false where `observe` said stop.
  let run: @Sendable (_ workspace: Workspace, _ observe: Observer) throws -> Bool

  typealias Observer = @Sendable (_ share: Double) -> TrainingControl
}

/// What a stage takes on one thread.
struct Cost: Sendable {
  /// Multiplications and additions, each counted as one operation.
  var operations: Double
  /// Steps or batches, each of which costs something however small it is.
  var steps: Double
  /// Bytes left on the disk.
  var bytes: Int

  /// The sum of two costs.
  static func + (left: Cost, right: Cost) -> Cost {
    Cost(
      operations: left.operations + right.operations, steps: left.steps + right.steps,
      bytes: left.bytes + right.bytes)
  }

  /// No cost.
  static let none = Cost(operations: 0, steps: 0, bytes: 0)

  /// The cost of training as `file` says on `count` examples: six operations per weight and example,
  /// two on the way forward and four on the way back.
  static func training(_ file: RecipeFile, on count: Int) -> Cost {
    let seen = Double(count) * Double(file.recipe.epochs)
    let weights = file.architecture.parameterCount
    return Cost(
      operations: 6 * Double(weights) * seen, steps: seen / Double(file.recipe.batchSize),
      bytes: 4 * weights + 1 << 13)
  }
}
