import Distill
import Foundation

extension FuzzedParser {
  /// Recipes, and files of weights and logits.
  static let networks = [
    FuzzedParser("recipe") { folder in
      let text = try String(contentsOfFile: "\(folder)/input", encoding: .utf8)
      let recipe = try TrainingPlan(yaml: text, source: "recipe.yaml")
      guard try TrainingPlan(yaml: recipe.yaml, source: "recipe.yaml") == recipe else {
        preconditionFailure("\(recipe) was written as \(recipe.yaml)")
      }
      _ = try? recipe.recipe.check(examples, for: recipe.architecture)
      if recipe.architecture.parameterCount < 1000 {
        _ = Network(recipe.architecture, seed: 1)
      }
    },
    FuzzedParser("model", "run", "model.safetensors") { folder in
      try use(try Network(contentsOf: "\(folder)/model.safetensors"))
    },
    FuzzedParser("targets", "targets", "targets.safetensors") { folder in
      let store = try LabellingJob.store(in: folder)
      let engine = Engine(threads: 1, precision: .float32)
      let targets = try SoftTargets(
        store, for: examples,
        objective: Objective(matching: .probabilities(temperature: 2), hardWeight: 0.5), on: engine)
      _ = targets.targets(at: [0], on: engine)
    },
    FuzzedParser("checkpoint", "unfinished", "checkpoint.safetensors") { folder in
      let file = "\(folder)/checkpoint.safetensors"
      let momentum = Optimizer(.sgd(momentum: 0.9, nesterov: false))
      let state = try TrainingState(contentsOf: file, optimizer: momentum)
      try state.write(to: file)
    },
  ]

  /// The training part of the fixtures' data.
  static var examples: Dataset {
    get throws {
      let pixels = (0..<24).flatMap { number -> [UInt8] in
        (0..<16).map { place -> UInt8 in
          let isInk = (place + number) % 5 == number % 3
          return isInk ? 255 : UInt8((place * 7 + number) % 4 * 16)
        }
      }
      return try Dataset(
        pixels: pixels, shape: [4, 4], labels: (0..<24).map { Int32($0 % 3) },
        classNames: ["circle", "square", "triangle"])
    }
  }

  /// Gets the logits of a few examples.
  static func use(_ model: some Teacher) throws {
    guard model.inputs < 1000 else { return }
    let features = [Float](repeating: 0.5, count: 3 * model.inputs)
    let dataset = try Dataset(
      features: features, shape: [model.inputs], labels: nil, classNames: model.classNames)
    _ = try model.logits(for: dataset, on: Engine(threads: 1, precision: .float32))
  }
}
