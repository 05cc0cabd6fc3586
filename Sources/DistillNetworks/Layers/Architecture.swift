public import DistillTensors
import Foundation

/// The shape of a network: the number of its inputs, and its layers; written as text in recipes and model
/// files.
///
///     input: [784]
///     layers: [dropout 0.2, dense 1200 relu, dropout 0.5, dense 10]
public struct Architecture: Sendable, Equatable {
  /// The number of features of one example.
  public var inputs: Int
  /// The layers, from the input on; the last dense layer gives the logits.
  public var layers: [LayerDescription]

  /// The architecture with these layers. There is at least one dense layer, the last one without a
  /// rectifier.
  public init(inputs: Int, layers: [LayerDescription]) throws(NetworkError) {
    guard inputs > 0 else {
      throw .invalidArchitecture(
        found: "\(inputs) inputs", expected: "a positive number of inputs, such as 784")
    }
    var shape = Shape([inputs])
    for layer in layers { shape = try layer.spec.outputShape(for: shape) }
    guard let last = layers.last?.spec as? DenseSpec, !last.relu else {
      throw .invalidArchitecture(
        found: layers.last.map { "\($0.text) as the last layer" } ?? "no layers",
        expected: "a last layer that gives logits, such as dense 10")
    }
    self.inputs = inputs
    self.layers = layers
    guard checkedParameterCount != nil else {
      throw .invalidArchitecture(
        found: "more than 2⁶³ weights", expected: "sizes such as 784 and 1200")
    }
  }

  /// A multilayer perceptron: `sizes` from inputs over rectified hidden layers to logits, with
  /// `dropout` on every hidden layer and `inputDropout` on the inputs.
  ///
  /// `sizes` has at least two members, all positive.
  public static func mlp(
    _ sizes: [Int], dropout: Double = 0, inputDropout: Double = 0
  ) -> Architecture {
    precondition(
      sizes.count >= 2 && sizes.allSatisfy { $0 > 0 },
      "a perceptron has at least two positive sizes, not \(sizes)")
    precondition(
      0..<1 ~= dropout && 0..<1 ~= inputDropout,
      "dropout rates are from [0, 1), not \(dropout) and \(inputDropout)")
    var layers: [LayerDescription] = inputDropout > 0 ? [.dropout(rate: inputDropout)] : []
    for (place, units) in sizes.dropFirst().enumerated() {
      let isLast = place == sizes.count - 2
      layers.append(.dense(units: units, relu: !isLast))
      if dropout > 0, !isLast { layers.append(.dropout(rate: dropout)) }
    }
    return Architecture(checkedInputs: sizes[0], layers: layers)
  }

  private init(checkedInputs inputs: Int, layers: [LayerDescription]) {
    self.inputs = inputs
    self.layers = layers
  }

  /// The shapes of an example before each layer, and after the last one. An architecture is checked when it
  /// is made, so its layers fit one another.
  package var shapes: [Shape] {
    layers.reduce(into: [Shape([inputs])]) { shapes, layer in
      let input = shapes[shapes.count - 1]
      shapes.append((try? layer.spec.outputShape(for: input)) ?? input)
    }
  }

  /// The parameters of each layer, none where it has none.
  package var parameters: [[ParameterSpec]] {
    zip(layers, shapes).map { $0.spec.parameters(for: $1) }
  }

  /// The number of logits.
  public var classes: Int { layers.isEmpty ? 0 : shapes[layers.count].count }

  /// The layers that a trained network computes with: without dropout, which acts in training only.
  var withoutDropout: Architecture {
    Architecture(
      checkedInputs: inputs,
      layers: layers.filter { !$0.spec.isForTrainingOnly })
  }

  /// The same layers with `count` logits.
  package func withClasses(_ count: Int) -> Architecture {
    var layers = layers
    layers[layers.count - 1] = .dense(units: count, relu: false)
    return Architecture(checkedInputs: inputs, layers: layers)
  }

  /// The number of weights and biases.
  public var parameterCount: Int { checkedParameterCount ?? .max }

  /// Sizes in a row, such as 784-1200-1200-10.
  public var name: String {
    let made = zip(parameters, shapes.dropFirst()).filter { !$0.0.isEmpty }.map(\.1.count)
    return ([inputs] + made).map(String.init).joined(separator: "-")
  }

  /// The number of weights and biases, or nil where it overflows: for sizes that come from a file.
  var checkedParameterCount: Int? {
    parameters.joined().reduce(0) { sum, parameter in
      guard let sum, let count = parameter.count else { return nil }
      let (total, overflow) = sum.addingReportingOverflow(count)
      return overflow ? nil : total
    }
  }

  /// The whole as one line: `784: dense 1200 relu, dropout 0.5, dense 10`.
  public var text: String {
    "\(inputs): " + layers.map(\.text).joined(separator: ", ")
  }

  /// The architecture that ``text`` describes.
  public init(text: String) throws(NetworkError) {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let inputs = DecimalNumber.integer(String(parts[0]), as: Int.self)
    else {
      throw .invalidArchitecture(
        found: "“\(text.prefix(80))”", expected: "inputs, a colon and layers")
    }
    var layers: [LayerDescription] = []
    for layer in parts[1].split(separator: ",") {
      layers.append(try LayerDescription(layer.trimmingCharacters(in: .whitespaces)))
    }
    try self.init(inputs: inputs, layers: layers)
  }

  /// The layers with random weights: each has its own random stream, so that the weights of one layer do not
  /// depend on the other layers.
  public func makeLayers<Scalar: TensorScalar>(seed: UInt64) -> LayerStack<Scalar> {
    LayerStack(
      zip(layers, shapes).enumerated().map { place, layer -> any Layer<Scalar> in
        var stream = RandomStream(seed: seed, purpose: .initialization, index: UInt64(place))
        return layer.0.spec.makeLayer(for: layer.1, from: &stream)
      }
    ).endingInLogits()
  }
}
