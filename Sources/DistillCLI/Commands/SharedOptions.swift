import ArgumentParser
import Distill
import Foundation

/// Options of all commands that compute.
struct ComputeOptions: ParsableArguments {
  @Option(help: "Threads that compute (default: the recipe's, or one per processor).")
  var threads: Int?

  @Flag(help: "Print no progress, only results, notes and errors.")
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
  func recipe(at path: String, threads: Int?) throws -> RecipeFile {
    let (file, notices) = try RecipeFile.read(contentsOf: path)
    Console.show(notices)
    return file.overridden(seed: seed, epochs: epochs, precision: precision, threads: threads)
  }
}
