import DistillNetworks
import DistillTensors
import Testing

@Suite("Optimizers")
struct OptimizerTests {
  struct Parameters: Decodable {
    let weight: [[Double]]
    let bias: [Double]
  }

  struct Golden: Decodable {
    let name, kind: String
    let momentum, weightDecay: Double
    let nesterov: Bool
    let maxSquaredNorm, beta1, beta2, epsilon: Double?
    let learningRates: [Double]
    let weight: [[Double]]
    let bias: [Double]
    let gradients, steps: [Parameters]

    var optimizer: Optimizer {
      get throws {
        let rule: Optimizer.Rule =
          kind == "adam"
          ? .adam(
            beta1: try #require(beta1), beta2: try #require(beta2), epsilon: try #require(epsilon))
          : .sgd(momentum: momentum, nesterov: nesterov)
        return Optimizer(rule, weightDecay: weightDecay, maxSquaredNorm: maxSquaredNorm)
      }
    }
  }

  private let engine = Engine(threads: 1, precision: .float32)

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    func tensor(_ x: [Double]) -> Tensor<Scalar> { Tensor(x.map { Scalar($0) }, shape: [x.count]) }
    for golden in try Goldens<Golden>.load("optimizers") {
      let optimizer = try golden.optimizer
      // A hidden layer, because the norm limit is for hidden units.
      var layer = Dense<Scalar>(
        weight: Tensor(rows: golden.weight), bias: tensor(golden.bias), relu: true)
      var state: Optimizer.State<Scalar> = optimizer.initialState(for: layer)
      for (place, expected) in golden.steps.enumerated() {
        let gradient = golden.gradients[place]
        optimizer.update(
          &layer, along: [Tensor(rows: gradient.weight), tensor(gradient.bias)], state: &state,
          rate: golden.learningRates[place], on: engine)
        let found = layer.weight.values + layer.bias.values
        for (found, expected) in zip(found, expected.weight.joined() + expected.bias) {
          #expect(
            abs(Double(found) - expected) <= Tolerances.steps(Scalar.self),
            "\(golden.name), step \(place + 1)")
        }
      }
      #expect(state.updates == golden.steps.count)
    }
  }

  @Test("Every step is NumPy's in Float") func float() throws { try check(Float.self) }
  @Test("Every step is NumPy's in Double") func double() throws { try check(Double.self) }

  private static let rules: [Optimizer.Rule] = [
    .sgd(momentum: 0, nesterov: false), .sgd(momentum: 0.9, nesterov: false),
    .sgd(momentum: 0.9, nesterov: true), .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
  ]

  private func stack() -> LayerStack<Float> {
    Architecture.mlp([6, 5, 4]).makeLayers(seed: 3)
  }

  @Test(
    "The norm limit is for hidden units alone, weight decay for weights alone", arguments: rules)
  func roles(rule: Optimizer.Rule) {
    let start = stack()
    func updated(_ optimizer: Optimizer) -> [[Float]] {
      var layers = start
      var state = optimizer.initialState(for: layers)
      let gradients = start.parameters.map { Tensor<Float>.random($0.tensor.shape, seed: 5) }
      optimizer.update(&layers, along: gradients, state: &state, rate: 0.1, on: engine)
      return layers.parameters.map(\.tensor.values)
    }
    let plain = updated(Optimizer(rule))
    let limited = updated(Optimizer(rule, maxSquaredNorm: 0.01))
    let decayed = updated(Optimizer(rule, weightDecay: 0.5))
    let roles = start.parameters.map(\.role)
    #expect(roles == [.hiddenWeight, .bias, .outputWeight, .bias])
    for (place, role) in roles.enumerated() {
      #expect((limited[place] == plain[place]) == (role != .hiddenWeight))
      #expect((decayed[place] == plain[place]) == (role == .bias))
    }
    for row in 0..<5 {
      let square = limited[0][row * 6..<row * 6 + 6].reduce(0) { $0 + $1 * $1 }
      #expect(abs(square - 0.01) < 1e-6)
    }
  }

  /// Memory without owning it: a strong reference would make the update copy.
  private struct Watch {
    weak var memory: AnyObject?
    init(_ tensor: Tensor<Float>) { memory = Self.memory(of: tensor) }
    static func memory(of tensor: Tensor<Float>) -> AnyObject? {
      Mirror(reflecting: tensor).descendant("storage") as AnyObject?
    }
  }

  @Test("A step copies no weights and none of its state", arguments: rules)
  func inPlace(rule: Optimizer.Rule) {
    let optimizer = Optimizer(rule, weightDecay: 0.01, maxSquaredNorm: 2)
    var layers = stack()
    var state = optimizer.initialState(for: layers)
    func tensors() -> [Tensor<Float>] { layers.parameters.map(\.tensor) + state.slots.joined() }
    let before = tensors().map(\.values)
    let watches = tensors().map(Watch.init)
    optimizer.update(
      &layers, along: layers.parameters.map { $0.tensor.map { _ in 1 } }, state: &state, rate: 0.1,
      on: engine)
    for (place, tensor) in tensors().enumerated() {
      #expect(watches[place].memory != nil && watches[place].memory === Watch.memory(of: tensor))
      #expect(tensor.values != before[place])
    }
    // The watches can fail: with a copy alive the memory has to be another.
    let copy = layers
    optimizer.update(
      &layers, along: copy.parameters.map { $0.tensor.map { _ in 1 } }, state: &state, rate: 0.1,
      on: engine)
    #expect(watches[0].memory !== Watch.memory(of: layers.parameters[0].tensor))
    #expect(watches[0].memory === Watch.memory(of: copy.parameters[0].tensor))
  }

  @Test("Gradients that are not one for each parameter stop the program")
  func wrongCount() async {
    await #expect(processExitsWith: .failure) {
      let optimizer = Optimizer(.sgd(momentum: 0.9, nesterov: false))
      var layers: LayerStack<Float> = Architecture.mlp([3, 2]).makeLayers(seed: 1)
      var state = optimizer.initialState(for: layers)
      optimizer.update(
        &layers, along: [], state: &state, rate: 0.1,
        on: Engine(threads: 1, precision: .float32))
    }
  }
}
