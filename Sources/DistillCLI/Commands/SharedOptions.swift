import ArgumentParser
import Distill
import Foundation

/// What commands that compute have in common.
struct ComputeOptions: ParsableArguments {
  @Option(help: "Threads that compute (default: what a recipe says, or one per processor).")
  var threads: Int?

  @Flag(help: "Say nothing but results and errors.")
  var quiet = false

  func validate() throws {
    guard threads.map({ 1...1024 ~= $0 }) ?? true else {
      throw ValidationError("--threads is \(threads ?? 0); expected a number from 1 to 1024.")
    }
  }

  /// An engine for labelling and evaluation.
  func makeEngine(precision: Precision = .float32) -> Engine {
    Engine(threads: threads ?? Engine.availableThreads, precision: precision)
  }
}

/// Which examples of the data a student or teacher gets to see, and which labels.
struct TransferOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Leave out examples of these classes: \(ClassList.help)"))
  var exclude: [String] = []

  @Option(help: ArgumentHelp("Use only examples of these classes: \(ClassList.help)"))
  var only: [String] = []

  @Option(help: "Keep this share of the labels, from 0 to 1, and hide the others.")
  var labels = 1.0

  func validate() throws {
    guard 0...1 ~= labels else {
      throw ValidationError("--labels is \(labels); expected a share from 0 to 1.")
    }
  }

  /// The examples of `dataset` that are left, with the labels that are; draws by `seed`.
  func apply(to dataset: Dataset, seed: UInt64) throws -> Dataset {
    var dataset = dataset
    if !only.isEmpty {
      dataset = dataset.only(
        classes: try ClassList.positions(only, of: "--only", among: dataset.classNames, "the data"))
    }
    if !exclude.isEmpty {
      dataset = dataset.excluding(
        classes: try ClassList.positions(
          exclude, of: "--exclude", among: dataset.classNames, "the data"))
    }
    guard dataset.count > 0 else {
      throw Failure("No examples are left after --only and --exclude.", code: 65)
    }
    return labels < 1 ? dataset.hidingLabels(keeping: labels, seed: seed) : dataset
  }
}

extension DataFolder {
  /// The folder's own validation examples, where it has some and `recipe` does not hold out others.
  func validation(for recipe: Recipe) throws -> Dataset? {
    recipe.validation > 0 ? nil : try validation()
  }
}

extension RecipeFile {
  /// Reads the recipe in the file at `path`.
  init(path: String) throws {
    // A thousand times what a recipe takes.
    let bytes = try OpenFile(path, for: .reading).contents(limit: 1 << 20)
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      throw NetworkError.unreadableRecipe(source: path, found: "it is not text in UTF-8")
    }
    try self.init(yaml: text, source: path)
  }

  /// This recipe with what the command line says instead.
  func overridden(
    seed: UInt64?, epochs: Int?, precision: Precision?, threads: Int?
  ) -> RecipeFile {
    var file = self
    if let seed { file.recipe.seed = seed }
    if let epochs { file.recipe.epochs = epochs }
    if let precision { file.recipe.precision = precision }
    // Written down, because the number of threads is part of what makes the bits.
    file.recipe.threads = threads ?? file.recipe.threads ?? Engine.availableThreads
    return file
  }
}

/// What replaces values of a recipe.
struct RecipeOptions: ParsableArguments {
  @Option(help: "The seed, instead of the recipe's.")
  var seed: UInt64?

  @Option(help: "The number of epochs, instead of the recipe's.")
  var epochs: Int?

  @Option(help: "float32 or bfloat16, instead of the recipe's.")
  var precision: Precision?

  func validate() throws {
    guard epochs.map({ 1...1_000_000_000 ~= $0 }) ?? true else {
      throw ValidationError(
        "--epochs is \(epochs ?? 0); expected a number from 1 to 1000000000.")
    }
  }
}
