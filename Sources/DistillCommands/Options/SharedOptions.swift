package import ArgumentParser
package import Distill
import Foundation

/// What a command prints; every command has these options.
package struct OutputOptions: ParsableArguments {
  @Flag(help: "Print no progress, only results, notes and errors.")
  package var quiet = false

  @Flag(help: "Print the results as JSON.")
  package var json = false

  package init() {}
}

/// The options of a command that computes.
package protocol ComputeSettings: Sendable {
  /// Threads that compute; nil where the option is not given.
  var threads: Int? { get }
  /// What is printed.
  var output: OutputOptions { get }
}

extension ComputeSettings {
  /// Whether progress is switched off.
  package var quiet: Bool { output.quiet }
  /// Whether results are printed as JSON.
  package var json: Bool { output.json }

  /// An engine for labelling and evaluation.
  package func makeEngine(precision: Precision = .float32) -> Engine {
    Engine(threads: threads ?? Engine.availableThreads, precision: precision)
  }

  fileprivate func requireThreads() throws {
    guard threads.map({ 1...1024 ~= $0 }) ?? true else {
      throw ValidationError("--threads is \(threads ?? 0); expected a number from 1 to 1024.")
    }
  }
}

/// Options of commands that compute without a recipe.
package struct ComputeOptions: ParsableArguments, ComputeSettings {
  @Option(help: "Threads that compute (default: one per processor).")
  package var threads: Int?

  @OptionGroup package var output: OutputOptions

  package init() {}

  package func validate() throws { try requireThreads() }
}

/// Options of commands that train by a recipe.
struct TrainingOptions: ParsableArguments, ComputeSettings {
  @Option(help: "Threads that compute (default: the recipe's “threads”, or one per processor).")
  var threads: Int?

  @OptionGroup var output: OutputOptions

  func validate() throws { try requireThreads() }
}

/// Options that choose the examples and labels to train on.
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

  /// The examples and labels of `dataset` that these options leave; which labels depends on `seed`.
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

extension RecipeOptions {
  /// The recipe in the file at `path` with these options and `threads`; its notices are printed.
  func recipe(at path: String, threads: Int?) throws -> TrainingPlan {
    let (file, notices) = try TrainingPlan.read(contentsOf: path)
    Console.show(notices)
    return file.overridden(seed: seed, epochs: epochs, precision: precision, threads: threads)
  }
}
