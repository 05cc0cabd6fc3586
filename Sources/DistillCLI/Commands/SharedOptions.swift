import ArgumentParser
import Distill
import Foundation

/// What a command prints; every command has these options.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print no progress, only results, notices and errors.")
  var quiet = false

  @Flag(help: "Print the results as JSON.")
  var json = false
}

/// The options of a command that computes.
protocol ComputeSettings: Sendable {
  /// Threads that compute; nil where the option is not given.
  var threads: Int? { get }
  /// What is printed.
  var output: OutputOptions { get }
}

extension ComputeSettings {
  /// Whether progress is switched off.
  var quiet: Bool { output.quiet }
  /// Whether results are printed as JSON.
  var json: Bool { output.json }

  /// An engine for labelling and evaluation.
  func makeEngine(precision: Precision = .float32) -> Engine {
    Engine(threads: threads ?? Engine.availableThreads, precision: precision)
  }

  fileprivate func requireThreads() throws {
    guard threads.map({ 1...1024 ~= $0 }) ?? true else {
      throw ValidationError("--threads is \(threads ?? 0); expected a number from 1 to 1024.")
    }
  }
}

/// The options of a command that computes without a recipe.
struct ComputeOptions: ParsableArguments, ComputeSettings {
  @Option(help: "Threads that compute (default: one per processor).")
  var threads: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws { try requireThreads() }
}

/// The options of a command that trains by a recipe.
struct TrainingOptions: ParsableArguments, ComputeSettings {
  @Option(help: "Threads that compute (default: the recipe's “threads”, or one per processor).")
  var threads: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws { try requireThreads() }
}

/// The examples and labels of the data that are used.
struct TransferOptions: ParsableArguments {
  @Option(help: "Leave out examples of these classes, separated by commas.")
  var exclude: String?

  @Option(help: "Use only examples of these classes, separated by commas.")
  var only: String?

  @Option(help: "Keep this share of the labels, from 0 to 1, and hide the others.")
  var labels = 1.0

  func validate() throws {
    guard 0...1 ~= labels else {
      throw ValidationError("--labels is \(labels); expected a share from 0 to 1.")
    }
  }

  /// The examples and labels of `dataset` that are used; `seed` decides which labels.
  func apply(to dataset: Dataset, seed: UInt64) throws -> Dataset {
    var dataset = dataset
    if let only { dataset = dataset.only(classes: try classes(only, of: dataset, "--only")) }
    if let exclude {
      dataset = dataset.excluding(classes: try classes(exclude, of: dataset, "--exclude"))
    }
    guard dataset.count > 0 else {
      throw Failure("No examples are left after --only and --exclude.", code: 65)
    }
    return labels < 1 ? dataset.hidingLabels(keeping: labels, seed: seed) : dataset
  }

  private func classes(_ list: String, of dataset: Dataset, _ option: String) throws -> Set<Int> {
    var classes: Set<Int> = []
    for name in list.split(separator: ",") {
      let name = name.trimmingCharacters(in: .whitespaces)
      guard let place = dataset.classNames.firstIndex(of: name) else {
        let known = dataset.classNames.prefix(20).joined(separator: ", ")
        throw Failure(
          "\(option) names the class “\(name)”, which the data do not have; they have \(known).",
          code: 65)
      }
      classes.insert(place)
    }
    return classes
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

  /// This recipe with the values given on the command line.
  func overridden(
    seed: UInt64?, epochs: Int?, precision: Precision?, threads: Int?
  ) -> RecipeFile {
    var file = self
    if let seed { file.recipe.seed = seed }
    if let epochs { file.recipe.epochs = epochs }
    if let precision { file.recipe.precision = precision }
    // Stored, because the results depend on the number of threads in their last bits.
    file.recipe.threads = threads ?? file.recipe.threads ?? Engine.availableThreads
    return file
  }
}

/// Options that replace values of a recipe.
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
