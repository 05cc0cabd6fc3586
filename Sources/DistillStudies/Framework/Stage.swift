import Distill

/// One part of a study: it makes one folder or file from those of other stages.
///
/// A stage is finished or not, and its result is in its place, so a study that was stopped or killed
/// continues with the stages that are missing.
struct Stage: Sendable {
  /// Its place in the study's folder.
  let name: String
  /// The stages whose results it reads.
  let needs: [String]
  /// Its estimated cost.
  let cost: Cost
  /// Whether its place, given as a path, holds its result.
  let isFinished: @Sendable (_ path: String) throws -> Bool
  /// Makes the result in its place; false where `observe` returned stop.
  let run: @Sendable (_ workspace: Workspace, _ observe: Observer) throws -> Bool

  typealias Observer = @Sendable (_ share: Double) -> TrainingControl
}

/// The cost of a stage on one thread.
package struct Cost: Sendable {
  /// Multiplications and additions, each counted as one operation.
  package var operations: Double
  /// Steps or batches, each of which costs something however small it is.
  package var steps: Double
  /// Bytes left on the disk.
  package var bytes: Int

  /// A cost of these parts.
  package init(operations: Double, steps: Double, bytes: Int) {
    self.operations = operations
    self.steps = steps
    self.bytes = bytes
  }

  /// The sum of two costs.
  static func + (left: Cost, right: Cost) -> Cost {
    Cost(
      operations: left.operations + right.operations, steps: left.steps + right.steps,
      bytes: left.bytes + right.bytes)
  }

  /// No cost.
  static let none = Cost(operations: 0, steps: 0, bytes: 0)

  /// The cost of training by the recipe `file` on `count` examples: six operations per weight and example,
  /// two in the forward pass and four in the backward pass.
  static func training(_ file: TrainingPlan, on count: Int) -> Cost {
    let seen = Double(count) * Double(file.recipe.epochs)
    let weights = file.architecture.parameterCount
    return Cost(
      operations: 6 * Double(weights) * seen, steps: seen / Double(file.recipe.batchSize),
      bytes: 4 * weights + 1 << 13)
  }
}
