public import DistillTensors
import Foundation

/// The shape of a network: the number of its inputs, and its layers; written as text in recipes and model
/// files.
///
///     input: [784]
///     layers: [dropout 0.2, dense 1200 relu, dropout 0.5, dense 10]
public struct Architecture: Sendable, Equatable {
  /// One layer of an architecture.
  public enum LayerDescription: Sendable, Equatable {
    /// A fully connected layer, with or without a rectifier.
    case dense(units: Int, relu: Bool)
    /// Dropout in training.
    case dropout(rate: Double)
    /// (x − mean)/deviation for every feature; see ``Standardize``.
    case standardize(mean: Double, standardDeviation: Double)
  }

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
    for layer in layers {
      switch layer {
      case .dense(let units, _) where units < 1:
        throw .invalidArchitecture(found: "dense \(units)", expected: "at least one unit")
      case .dropout(let rate) where !(rate >= 0 && rate < 1):
        throw .invalidArchitecture(found: "dropout \(rate)", expected: "a rate from 0 to below 1")
      case .standardize(let mean, let standardDeviation)
      where !(mean.isFinite && standardDeviation > 0 && standardDeviation.isFinite):
        throw .invalidArchitecture(
          found: "standardize \(mean) \(standardDeviation)",
          expected: "a finite mean and a positive standard deviation")
      default: break
      }
    }
    guard case .dense(_, relu: false) = layers.last else {
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

  /// The number of logits.
  public var classes: Int {
    for case .dense(let units, _) in layers.reversed() { return units }
    return 0
  }

  /// The layers that a trained network computes with: without dropout, which acts in training only.
  var withoutDropout: Architecture {
    Architecture(
      checkedInputs: inputs,
      layers: layers.filter { if case .dropout = $0 { false } else { true } })
  }

  /// The same layers with `count` logits.
  package func withClasses(_ count: Int) -> Architecture {
    var layers = layers
    layers[layers.count - 1] = .dense(units: count, relu: false)
    return Architecture(checkedInputs: inputs, layers: layers)
  }

  /// The number of weights and biases.
  public var parameterCount: Int {
    var inputs = inputs
    var count = 0
    for case .dense(let units, _) in layers {
      count += (inputs + 1) * units
      inputs = units
    }
    return count
  }

  /// Sizes in a row, such as 784-1200-1200-10.
  public var name: String {
    ([inputs] + layers.compactMap { if case .dense(let units, _) = $0 { units } else { nil } })
      .map(String.init).joined(separator: "-")
  }

  /// The number of weights and biases, or nil where it overflows: for sizes that come from a file.
  var checkedParameterCount: Int? {
    var inputs = inputs
    var count = 0
    for case .dense(let units, _) in layers {
      let (next, overflow) = inputs.addingReportingOverflow(1)
      let (product, tooMany) = next.multipliedReportingOverflow(by: units)
      let (sum, tooLarge) = count.addingReportingOverflow(product)
      if overflow || tooMany || tooLarge { return nil }
      count = sum
      inputs = units
    }
    return count
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
    var inputs = inputs
    return LayerStack(
      layers.enumerated().map { place, layer -> any Layer<Scalar> in
        switch layer {
        case .dense(let units, let relu):
          defer { inputs = units }
          var stream = RandomStream(seed: seed, purpose: .initialization, index: UInt64(place))
          return Dense<Scalar>(inputs: inputs, units: units, relu: relu, from: &stream)
        case .dropout(let rate): return Dropout<Scalar>(rate: rate)
        case .standardize(let mean, let standardDeviation):
          return Standardize<Scalar>(mean: mean, standardDeviation: standardDeviation)
        }
      })
  }
}

extension Architecture.LayerDescription {
  /// The layer as it is written in recipes: `dense 1200 relu`, `dropout 0.5`.
  public var text: String {
    switch self {
    case .dense(let units, let relu): "dense \(units)\(relu ? " relu" : "")"
    case .dropout(let rate): "dropout \(rate)"
    case .standardize(let mean, let standardDeviation): "standardize \(mean) \(standardDeviation)"
    }
  }

  /// The layer that `text` describes.
  public init(_ text: String) throws(NetworkError) {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "dense" where words.count == 2 || words.count == 3 && words[2] == "relu":
      if let units = DecimalNumber.integer(words[1], as: Int.self) {
        self = .dense(units: units, relu: words.count == 3)
        return
      }
    case "dropout" where words.count == 2:
      if let rate = DecimalNumber.number(words[1]) {
        self = .dropout(rate: rate)
        return
      }
    case "standardize" where words.count == 3:
      if let mean = DecimalNumber.number(words[1]),
        let standardDeviation = DecimalNumber.number(words[2])
      {
        self = .standardize(mean: mean, standardDeviation: standardDeviation)
        return
      }
    default: break
    }
    throw .invalidArchitecture(
      found: "the layer “\(text.prefix(80))”",
      expected: "“dense UNITS”, “dense UNITS relu”, “dropout RATE” or “standardize MEAN SD”, with "
        + "numbers in decimal digits")
  }
}
