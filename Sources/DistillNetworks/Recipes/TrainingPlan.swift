public import DistillTensors

/// A recipe file: an architecture, how to train it, and, for a student, the objective.
///
///     architecture:
///       inputs: 784
///       layers: [dense 800 relu, dense 800 relu, dense 10]
///     epochs: 40
///     batchSize: 128
///     learningRate: 0.05
///     seed: 1
///     distillation: {temperature: 20, hardWeight: 0.1}
///
/// `distillation` also takes `labelShare`, or `match: logits` in place of a temperature; see
/// ``Objective``.
///
/// ```swift
/// var file = try TrainingPlan(contentsOf: "teacher.yaml")
/// file = file.overridden(epochs: 10)
/// let network = try Network(file.architecture, seed: file.recipe.seed)
///   .trained(on: dataset, using: file.recipe)
/// ```
///
/// The text decodes straight into this value: an unknown key is an error that names the nearest known
/// one, every value is checked where it stands, and numbers are decimal; see ``init(yaml:source:)``.
/// Two files are equal where they describe the same training, however they are written.
public struct TrainingPlan: Sendable, Equatable {
  /// The network.
  public var architecture: Architecture
  /// How it is trained.
  public var recipe: Recipe
  /// The objective of a student; nil where the file has none.
  public var objective: Objective?

  /// A file with these contents.
  public init(architecture: Architecture, recipe: Recipe, objective: Objective? = nil) {
    self.architecture = architecture
    self.recipe = recipe
    self.objective = objective
  }

  /// This recipe with other values where they are given, and with a number of threads.
  ///
  /// - Parameters:
  ///   - seed: The seed; nil for the recipe's.
  ///   - epochs: The number of epochs, positive; nil for the recipe's.
  ///   - precision: The precision of products; nil for the recipe's.
  ///   - threads: The number of threads, positive; nil for the recipe's, or where it has none, one for each
  ///     processor. The result always has a number, because a run is resumed with the threads that it was
  ///     begun with.
  public func overridden(
    seed: UInt64? = nil, epochs: Int? = nil, precision: Precision? = nil, threads: Int? = nil
  ) -> TrainingPlan {
    var file = self
    if let seed { file.recipe.seed = seed }
    if let epochs { file.recipe.epochs = epochs }
    if let precision { file.recipe.precision = precision }
    file.recipe.threads = threads ?? file.recipe.threads ?? Engine.availableThreads
    return file
  }
}
