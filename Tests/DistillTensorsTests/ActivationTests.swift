import DistillTensors
import Testing

@Suite("Activations")
struct ActivationTests {
  struct Golden: Decodable {
    let name: String
    let x, y, dy: [Double]
  }

  static let functions: [String: Activation] = [
    "relu": .relu, "relu6": .relu6, "leaky relu": .leakyReLU(slope: 0.125), "tanh": .tanh,
    "sigmoid": .sigmoid, "gelu": .gelu, "silu": .silu, "hard swish": .hardSwish,
  ]

  private func goldens<Scalar: TensorScalar>(_ scalar: Scalar.Type) throws {
    let engine = Engine(threads: 2, precision: .float32)
    let goldens = try Goldens<Golden>.load("activations")
    #expect(Set(goldens.map(\.name)) == Set(Self.functions.keys))
    for golden in goldens {
      let activation = try #require(Self.functions[golden.name])
      let x = Tensor(golden.x.map { Scalar($0) }, shape: [golden.x.count])
      // A value may be the difference of two numbers as large as 1, and x itself is a factor.
      func check(_ found: Tensor<Scalar>, _ expected: [Double], _ what: String) {
        for ((found, expected), x) in zip(zip(found.values, expected), golden.x) {
          let bound = 16 * Tolerances.roundoff(Scalar.self) * (1 + abs(expected) + abs(x))
          #expect(abs(Double(found) - expected) <= bound, "\(golden.name)\(what) at \(x)")
        }
      }
      check(engine.activation(activation, of: x), golden.y, "")
      let upstream = Tensor<Scalar>(repeating: 2, shape: x.shape)
      check(
        engine.activationPullback(activation, of: x, upstream: upstream).map { $0 / 2 }, golden.dy,
        "'")
    }
  }

  @Test("Activations in Float, as Python's functions give them")
  func inFloat() throws { try goldens(Float.self) }
  @Test("Activations in Double, as Python's functions give them")
  func inDouble() throws { try goldens(Double.self) }

  @Test("Threads make no difference, and NaN passes", arguments: Array(functions.values))
  func parts(activation: Activation) {
    let x = Tensor<Float>.random([300, 333], seed: 1)
    let dy = Tensor<Float>.random([300, 333], seed: 2)
    let (one, three) = (Engine.plain(), Engine(threads: 3, precision: .float32))
    #expect(
      one.activation(activation, of: x).values == three.activation(activation, of: x).values)
    #expect(
      one.activationPullback(activation, of: x, upstream: dy).values
        == three.activationPullback(activation, of: x, upstream: dy).values)
    #expect(one.activation(activation, of: Tensor<Float>([.nan], shape: [1])).values[0].isNaN)
  }
}
