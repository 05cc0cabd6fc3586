public import DistillTensors

/// A function of every element: y = f(x).
public struct Activate<Scalar: TensorScalar>: Layer {
  /// The function.
  public let function: Activation

  /// The layer that applies `function`.
  public init(_ function: Activation) { self.function = function }

  /// f of every element, of the input's shape.
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    engine.activation(function, of: input)
  }

  /// ∂/∂x = f′(x) · upstream.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    let (engine, function) = (pass.engine, function)
    return (
      self(input, on: engine),
      { upstream, needsInput in
        (
          needsInput
            ? engine.activationPullback(function, of: input, upstream: upstream) : nil, []
        )
      }
    )
  }

  /// An activation has no parameters.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {}
}

/// An activation in an architecture: `tanh`, `leaky-relu 0.01`.
package struct ActivationSpec: LayerSpec {
  private static let plain: [(word: String, function: Activation)] = [
    ("relu", .relu), ("relu6", .relu6), ("tanh", .tanh), ("sigmoid", .sigmoid), ("gelu", .gelu),
    ("silu", .silu), ("hard-swish", .hardSwish),
  ]

  package static var keywords: [String] { plain.map(\.word) + ["leaky-relu"] }
  package static var forms: [String] { plain.map(\.word) + ["leaky-relu SLOPE"] }

  /// The function.
  package let function: Activation

  /// A layer that applies `function`.
  package init(_ function: Activation) { self.function = function }

  package init?(words: [String]) {
    if words.count == 2, words[0] == "leaky-relu", let slope = DecimalNumber.number(words[1]) {
      self.init(.leakyReLU(slope: slope))
    } else if words.count == 1,
      let function = Self.plain.first(where: { $0.word == words[0] })?.function
    {
      self.init(function)
    } else {
      return nil
    }
  }

  package var text: String {
    if case .leakyReLU(let slope) = function { return "leaky-relu \(slope)" }
    return Self.plain.first { $0.function == function }?.word ?? ""
  }

  package func outputShape(for input: Shape) throws(NetworkError) -> Shape {
    if case .leakyReLU(let slope) = function, !(0...1 ~= slope) {
      throw .invalidArchitecture(found: text, expected: "a slope from 0 to 1")
    }
    return input
  }

  package func makeLayer<Scalar: TensorScalar>(
    for input: Shape, from stream: inout RandomStream
  ) -> any Layer<Scalar> {
    Activate<Scalar>(function)
  }

  package func makeLayer(with parameters: [Tensor<Float>]) -> any Layer<Float> {
    Activate<Float>(function)
  }
}

extension LayerDescription {
  /// A function of every element.
  public static func activation(_ function: Activation) -> LayerDescription {
    LayerDescription(ActivationSpec(function))
  }
}
