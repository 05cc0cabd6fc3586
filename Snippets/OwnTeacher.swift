// A teacher of your own: any type that returns logits for a batch of features.

import Distill

/// Classifies a strip of ten pixels by its brightest one.
struct Brightest: Teacher {
  let classNames = (0..<10).map(String.init)
  let inputs = 10
  let parameterCount = 0
  let mean = EnsembleMean.geometric
  let digest = "brightest pixel, version 1"

  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    [features.map { 20 * $0 }]
  }
}

var stream = RandomStream(seed: 1, purpose: .sampling)
let strips = try Dataset(
  features: (0..<20_000).map { _ in Float(stream.uniform()) }, shape: [10], labels: nil,
  classNames: Brightest().classNames)

// No example has a label: the student learns from the soft targets alone.
let targets = try Brightest().softTargets(for: strips, temperature: 2)
let recipe = Recipe(epochs: 10, batchSize: 50, learningRate: 0.02, seed: 3)
let student = try Network(.mlp([10, 40, 10]), seed: 4)
  .distilled(from: targets, on: strips, hardWeight: 0, using: recipe)

let engine = Engine(threads: 1, precision: .float32)
let predicted = try student.logits(for: strips, on: engine)
let reference = try Brightest().logits(for: strips, on: engine)
let agreements = (0..<strips.count).count { row in
  let range = row * 10..<(row + 1) * 10
  return predicted[range].firstIndex(of: predicted[range].max() ?? 0)
    == reference[range].firstIndex(of: reference[range].max() ?? 0)
}
print("Teacher and student agree on \(100 * agreements / strips.count) % of the strips.")
