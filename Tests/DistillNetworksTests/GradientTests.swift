import DistillNetworks
import DistillTensors
import Testing

@Suite("Gradients against central differences")
struct GradientTests {
  /// Every kind of layer, alone and stacked.
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case linear, rectified, dropout, standardize
    case stack = "stack with dropout between layers"
    case dropoutFirst = "stack that begins with dropout"
    case standardizeFirst = "stack that begins with standardised inputs"
    case nested = "stack in a stack"
    var testDescription: String { rawValue }

    func layer(
      inputs: Int, units: Int, outputs: Int, from stream: inout RandomStream
    ) -> any Layer<Double> {
      func dense(_ inputs: Int, _ units: Int, _ relu: Bool) -> any Layer<Double> {
        var dense = Dense<Double>(inputs: inputs, units: units, relu: relu, from: &stream)
        // Biases begin at zero, where a mistake in them could hide.
        dense.bias = Tensor((0..<units).map { _ in stream.normal() }, shape: [units])
        return dense
      }
      switch self {
      case .linear: return dense(inputs, units, false)
      case .rectified: return dense(inputs, units, true)
      case .dropout: return Dropout<Double>(rate: 0.4)
      case .standardize: return Standardize<Double>(mean: -0.7, standardDeviation: 0.3)
      case .stack:
        return LayerStack([
          dense(inputs, units, true), Dropout(rate: 0.25), dense(units, outputs, true),
          dense(outputs, 3, false),
        ])
      case .dropoutFirst:
        return LayerStack([
          Dropout(rate: 0.25), dense(inputs, units, true), Dropout(rate: 0.5),
          dense(units, outputs, false),
        ])
      case .standardizeFirst:
        return LayerStack([
          Standardize(mean: 0.2, standardDeviation: 1.7), dense(inputs, units, true),
          dense(units, outputs, false),
        ])
      case .nested:
        return LayerStack([
          LayerStack([dense(inputs, units, true), dense(units, outputs, true)]),
          dense(outputs, 2, false),
        ])
      }
    }
  }

  /// A layer of random sizes and an input for it.
  private static func draw(_ kind: Kind, _ seed: UInt64) -> (any Layer<Double>, Tensor<Double>) {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    let (batch, inputs) = (1 + stream.integer(below: 7), 1 + stream.integer(below: 12))
    let layer = kind.layer(
      inputs: inputs, units: 1 + stream.integer(below: 12), outputs: 1 + stream.integer(below: 8),
      from: &stream)
    return (layer, .random([batch, inputs], seed: seed &+ 1000))
  }

  @Test(
    "The pullback of every layer is its slope", arguments: Kind.allCases,
    1...8 as ClosedRange<UInt64>)
  func layers(kind: Kind, seed: UInt64) {
    let (layer, input) = Self.draw(kind, seed)
    let check = GradientCheck(seed: seed)
    func run(_ layer: some Layer<Double>) -> [GradientCheck.Disagreement] {
      check.disagreements(of: layer, at: input)
    }
    #expect(run(layer) == [])
  }

  @Test(
    "Without the gradient of the input, those of the parameters are the same bits",
    arguments: Kind.allCases)
  func inputNotNeeded(kind: Kind) {
    let (layer, input) = Self.draw(kind, 5)
    let engine = Engine(threads: 1, precision: .float32)
    let pass = TrainingPass(engine: engine, seed: 1, step: 2, layer: 0)
    let (output, pullback) = layer.pullback(at: input, using: pass)
    let upstream = Tensor<Double>.random(output.shape, seed: 9)
    let (with, without) = (pullback(upstream, true), pullback(upstream, false))
    #expect(with.input?.shape == input.shape)
    #expect(without.input == nil)
    #expect(with.parameters.map(\.values) == without.parameters.map(\.values))
    #expect(with.parameters.isEmpty == (kind == .dropout || kind == .standardize))
  }

  @Test("Standardised features have the mean and deviation taken off", arguments: [1, 3])
  func standardized(threads: Int) {
    let input = Tensor<Double>.random([37, 29], seed: 4)
    let output = Standardize<Double>(mean: 0.25, standardDeviation: 2)(
      input, on: Engine(threads: threads, precision: .float32))
    #expect(output.values == input.values.map { 0.5 * $0 - 0.125 })
  }

  // MARK: The harness can fail

  /// A dense layer whose gradient is wrong at one place by one part in a thousand.
  private struct Wrong: Layer {
    var dense: Dense<Double>
    let place: Int

    func callAsFunction(_ input: Tensor<Double>, on engine: Engine) -> Tensor<Double> {
      dense(input, on: engine)
    }

    func pullback(
      at input: Tensor<Double>, using pass: TrainingPass
    ) -> (output: Tensor<Double>, pullback: Pullback<Double>) {
      let (output, pullback) = dense.pullback(at: input, using: pass)
      let place = place
      func wrong(_ gradient: Tensor<Double>) -> Tensor<Double> { gradient.map { $0 * 1.001 } }
      return (
        output,
        { upstream, needsInput in
          var (input, parameters) = pullback(upstream, needsInput)
          if place < 0 {
            input = input.map(wrong)
          } else {
            parameters[place] = wrong(parameters[place])
          }
          return (input, parameters)
        }
      )
    }

    mutating func forEachParameter(_ body: (ParameterRole, inout Tensor<Double>) -> Void) {
      dense.forEachParameter(body)
    }
  }

  @Test("A wrong gradient is found where it is", arguments: [-1, 0, 1])
  func harnessFails(place: Int) {
    var stream = RandomStream(seed: 3, purpose: .sampling)
    let dense = Dense<Double>(inputs: 5, units: 4, relu: true, from: &stream)
    let found = GradientCheck(seed: 4).disagreements(
      of: Wrong(dense: dense, place: place), at: .random([3, 5], seed: 5))
    #expect(Set(found.map(\.place)) == [place < 0 ? "input" : "parameter \(place)"])
  }

  // MARK: The objective

  /// Which rows have labels, and whether there are targets.
  enum Knowledge: CaseIterable {
    case targetsAndLabels, someLabels, targetsOnly, labelsOnly, fewLabelsOnly

    var labels: [Int32]? {
      switch self {
      case .targetsAndLabels, .labelsOnly: [0, 4, 2, 2, 1]
      case .someLabels: [-1, 4, -1, 2, -1]
      case .fewLabelsOnly: [3, -1, -1, -1, -1]
      case .targetsOnly: nil
      }
    }
    var hasTargets: Bool { self != .labelsOnly && self != .fewLabelsOnly }
  }

  static let hardWeights = [0, 0.1, 0.5, 1]
  static let objectives = [1, 2.5, 4, 8, 20].flatMap { temperature in
    hardWeights.map { Objective(temperature: temperature, hardWeight: $0) }
  }

  /// C from what is reported: the weighted sums over the rows.
  private func value(_ objective: Objective, _ sums: Engine.ObjectiveSums, rows: Int) -> Double {
    let (t, w) = (objective.temperature ?? .nan, objective.hardWeight)
    return ((1 - w) * t * t * sums.softCrossEntropy + w * sums.hardCrossEntropy) / Double(rows)
  }

  @Test("The gradient of every objective is its slope", arguments: objectives, Knowledge.allCases)
  func objective(_ objective: Objective, knowledge: Knowledge) {
    let check = GradientCheck(seed: 11)
    let teacher = Tensor<Double>.random([5, 6], seed: 12, scale: 4)
    let targets = check.engine.softmax(teacher, temperature: objective.temperature ?? .nan)
    func result(_ values: [Double]) -> (gradient: Tensor<Double>, sums: Engine.ObjectiveSums) {
      objective.gradient(
        logits: Tensor(values, shape: [5, 6]), targets: knowledge.hasTargets ? targets : nil,
        labels: knowledge.labels, on: check.engine)
    }
    let logits = Tensor<Double>.random([5, 6], seed: 13, scale: 3).values
    let gradient = result(logits).gradient.values
    let found = check.disagreements(
      at: "logits", gradient: gradient, point: logits, tolerance: Tolerances.objective
    ) { value(objective, result($0).sums, rows: 5) }
    #expect(found == [])
    // Something is to be learnt unless nothing is known.
    let isSilent =
      knowledge == .targetsOnly && objective.hardWeight == 1
      || !knowledge.hasTargets && objective.hardWeight == 0
    #expect(gradient.contains { $0 != 0 } != isSilent)
  }

  @Test(
    "The gradient of matching logits is its slope", arguments: hardWeights,
    [Knowledge.targetsAndLabels, .someLabels, .targetsOnly])
  func logits(hardWeight: Double, knowledge: Knowledge) {
    let check = GradientCheck(seed: 11)
    let objective = Objective(matching: .logits, hardWeight: hardWeight)
    let teacher = Tensor<Double>.random([5, 6], seed: 12, scale: 4)
    func result(_ values: [Double]) -> (gradient: Tensor<Double>, value: Double) {
      let (gradient, distance, sums) = objective.gradient(
        logits: Tensor(values, shape: [5, 6]), matching: teacher, labels: knowledge.labels,
        on: check.engine)
      return (gradient, ((1 - hardWeight) * distance + hardWeight * sums.hardCrossEntropy) / 5)
    }
    let point = Tensor<Double>.random([5, 6], seed: 13, scale: 3).values
    let gradient = result(point).gradient.values
    let found = check.disagreements(
      at: "logits", gradient: gradient, point: point, tolerance: Tolerances.objective
    ) { result($0).value }
    #expect(found == [])
    let isSilent = knowledge == .targetsOnly && hardWeight == 1
    #expect(gradient.contains { $0 != 0 } != isSilent)
  }

  @Test("A gradient without T² is found wrong", arguments: [2.5, 4, 8, 20])
  func withoutTemperature(temperature: Double) {
    let check = GradientCheck(seed: 11)
    let objective = Objective(temperature: temperature, hardWeight: 0.1)
    let targets = check.engine.softmax(
      Tensor<Double>.random([5, 6], seed: 12, scale: 4), temperature: temperature)
    let logits = Tensor<Double>.random([5, 6], seed: 13, scale: 3)
    func result(_ logits: Tensor<Double>) -> (gradient: Tensor<Double>, sums: Engine.ObjectiveSums)
    {
      objective.gradient(logits: logits, targets: targets, labels: nil, on: check.engine)
    }
    let unscaled = result(logits).gradient.map { $0 / (temperature * temperature) }
    let found = check.disagreements(
      at: "logits", gradient: unscaled.values, point: logits.values,
      tolerance: Tolerances.objective
    ) { value(objective, result(Tensor($0, shape: [5, 6])).sums, rows: 5) }
    #expect(!found.isEmpty)
  }
}
