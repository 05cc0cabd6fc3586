public import DistillTensors

/// Sets each input to 0 with a probability in training and scales the others up by 1/(1 − rate), so that
/// inference needs no scaling.
///
/// Source: Hinton, Srivastava, Krizhevsky, Sutskever, Salakhutdinov (2012), Improving neural networks
/// by preventing co-adaptation of feature detectors, arXiv:1207.0580.
public struct Dropout<Scalar: TensorScalar>: Layer {
  /// The probability of being dropped, from [0, 1).
  public let rate: Double

  /// The layer with the probability `rate` of dropping an input.
  public init(rate: Double) {
    precondition(rate >= 0 && rate < 1, "a dropout rate is from [0, 1), not \(rate)")
    self.rate = rate
  }

  /// The input unchanged: in inference nothing is dropped.
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    input
  }

  /// For one random mask the output is linear in the input, so the gradient goes through the same mask.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    let index = UInt64(pass.step) << 16 | UInt64(pass.layer)
    let rate = rate
    func drop(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
      pass.engine.dropout(x, rate: rate, seed: pass.seed, index: index)
    }
    return (drop(input), { upstream, needsInput in (needsInput ? drop(upstream) : nil, []) })
  }

  /// Dropout has no parameters.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {}
}

/// Dropout in an architecture: `dropout 0.5`.
package struct DropoutSpec: LayerSpec {
  package static let keywords = ["dropout"]
  package static let forms = ["dropout RATE"]

  /// The probability of being dropped, from [0, 1).
  package let rate: Double

  /// Dropout with the probability `rate`.
  package init(rate: Double) { self.rate = rate }

  package init?(words: [String]) {
    guard words.count == 2, let rate = DecimalNumber.number(words[1]) else { return nil }
    self.init(rate: rate)
  }

  package var text: String { "dropout \(rate)" }

  package func outputShape(for input: Shape) throws(NetworkError) -> Shape {
    guard rate >= 0 && rate < 1 else {
      throw .invalidArchitecture(found: "dropout \(rate)", expected: "a rate from 0 to below 1")
    }
    return input
  }

  package func makeLayer<Scalar: TensorScalar>(
    for input: Shape, from stream: inout RandomStream
  ) -> any Layer<Scalar> {
    Dropout<Scalar>(rate: rate)
  }

  package func makeLayer(with parameters: [Tensor<Float>]) -> any Layer<Float> {
    Dropout<Float>(rate: rate)
  }

  package var isForTrainingOnly: Bool { true }

  package func moments(ofOutputFor input: (mean: Double, deviation: Double)) -> (
    mean: Double, deviation: Double
  )? { input }
}

extension LayerDescription {
  /// Dropout in training.
  public static func dropout(rate: Double) -> LayerDescription {
    LayerDescription(DropoutSpec(rate: rate))
  }
}
