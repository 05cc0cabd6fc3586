// A teacher whose probabilities come from outside: here a service that returns its two best classes.

import Distill
import Foundation

/// The two best of four classes and their probabilities, as a service might return them.
func service(_ features: ArraySlice<Float>) -> [(place: Int, probability: Float)] {
  let mean = features.reduce(0, +) / Float(features.count)
  let best = min(3, Int(4 * mean))
  return [(best, 0.7), ((best + 1) % 4, 0.2)]
}

struct Service: Teacher {
  let classNames = ["dark", "dim", "light", "bright"]
  let inputs = 10
  let parameterCount = 0
  let mean = EnsembleMean.geometric
  let digest = "brightness service, version 1"

  func memberLogits(for features: Tensor<Float>, on engine: Engine) -> [Tensor<Float>] {
    let (values, width, classes) = (features.values, features.columns, classNames.count)
    var logits: [Float] = []
    for row in 0..<features.rows {
      let best = service(values[row * width..<(row + 1) * width])
      let remainder = 1 - best.reduce(0) { $0 + $1.probability }
      var probabilities = [Float](
        repeating: remainder / Float(classes - best.count), count: classes)
      for (place, probability) in best { probabilities[place] = probability }
      // Softmax ignores a constant, so ln p serves as logits; ln 0 would not be finite.
      logits += probabilities.map { log(max($0, 1e-6)) }
    }
    return [engine.tensor(logits, shape: [features.rows, classes])]
  }
}

var stream = RandomStream(seed: 1, purpose: .sampling)
let strips = try Dataset(
  features: (0..<20_000).map { _ in Float(stream.uniform()) }, shape: [10], labels: nil,
  classNames: Service().classNames)
let engine = Engine(threads: 1, precision: .float32)

// The service is called once for each example, and the answers are kept.
let store = try SoftTargetStore(labelling: strips, by: Service(), on: engine)
try store.write(to: "brightness.safetensors")

let objective = Objective(temperature: 2, hardWeight: 0)
let targets = try SoftTargets(store, for: strips, objective: objective, on: engine)
let student = try Network(.mlp([10, 20, 4]), seed: 2)
  .distilled(
    from: targets, on: strips, hardWeight: objective.hardWeight,
    using: Recipe(epochs: 5, batchSize: 50, learningRate: 0.02, seed: 3))
print("\(store.ids.count) answers in brightness.safetensors; \(student.parameterCount) parameters.")
