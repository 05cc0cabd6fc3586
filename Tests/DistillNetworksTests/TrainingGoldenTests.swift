import DistillNetworks
import DistillTensors
import Foundation
import Testing

@Suite("Training against NumPy")
struct TrainingGoldenTests {
  struct Golden: Decodable {
    struct Step: Decodable {
      let softDivergence, hardCrossEntropy: Double
    }
    let inputs, teacherLogits: [[Double]]
    let labels: [Int32]
    let temperature, hardWeight, learningRate, momentum: Double
    let initial, final: [OptimizerTests.Parameters]
    let steps: [Step]
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, on engine: Engine) throws {
    let golden = try #require(try Goldens<Golden>.load("training").first)
    var layers = LayerStack<Scalar>(
      golden.initial.enumerated().map { place, layer in
        Dense<Scalar>(
          weight: Tensor(rows: layer.weight),
          bias: Tensor(layer.bias.map { Scalar($0) }, shape: [layer.bias.count]),
          relu: place < golden.initial.count - 1)
      })
    let inputs = Tensor<Scalar>(rows: golden.inputs)
    let targets = engine.softmax(
      Tensor<Scalar>(rows: golden.teacherLogits), temperature: Scalar(golden.temperature))
    let entropy = targets.values.reduce(0) { $0 - ($1 > 0 ? Double($1) * log(Double($1)) : 0) }
    let objective = Objective(temperature: golden.temperature, hardWeight: golden.hardWeight)
    let optimizer = Optimizer(.sgd(momentum: golden.momentum, nesterov: false))
    var state = optimizer.initialState(for: layers)
    let tolerance = Tolerances.steps(Scalar.self)
    for (step, expected) in golden.steps.enumerated() {
      let pass = TrainingPass(engine: engine, seed: 0, step: step, layer: 0)
      let (logits, pullback) = layers.pullback(at: inputs, using: pass)
      let (gradient, sums) = objective.gradient(
        logits: logits, targets: targets, labels: golden.labels, on: engine)
      let divergence = (sums.softCrossEntropy - entropy) / Double(golden.labels.count)
      #expect(abs(divergence - expected.softDivergence) <= tolerance)
      let hard = sums.hardCrossEntropy / Double(sums.labelled)
      #expect(abs(hard - expected.hardCrossEntropy) <= tolerance)
      optimizer.update(
        &layers, along: pullback(gradient, false).parameters, state: &state,
        rate: golden.learningRate, on: engine)
    }
    let expected = golden.final.flatMap { $0.weight.joined() + $0.bias }
    let found = layers.parameters.flatMap(\.tensor.values)
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(abs(Double(found) - expected) <= tolerance)
    }
  }

  @Test("Five steps of distillation in Double")
  func double() throws {
    try check(Double.self, on: Engine(threads: 1, precision: .float32))
  }

  @Test("Five steps of distillation in Float", arguments: Engine.Backend.allCases, 1...2)
  func float(backend: Engine.Backend, threads: Int) throws {
    try check(Float.self, on: Engine(threads: threads, precision: .float32, backend: backend))
  }
}
