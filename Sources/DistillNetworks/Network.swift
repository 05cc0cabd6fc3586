package import DistillData
public import DistillTensors
import Foundation

/// A network that classifies: an architecture, its weights and the names of the classes. A value.
public struct Network: Sendable {
  /// The layers' types and sizes.
  public let architecture: Architecture
  /// The layers with their weights, in the order of the architecture.
  ///
  /// They can be read by everybody, and changed with ``forEachParameter(_:)``, which keeps their shapes:
  /// a network whose layers differ from its architecture could be written and not be read.
  public package(set) var layers: LayerStack<Float>
  /// The class of each logit; empty until the network is trained on data with class names.
  public package(set) var classNames: [String]

  /// An untrained network with random weights drawn from `seed`.
  public init(_ architecture: Architecture, seed: UInt64) {
    self.init(architecture, layers: architecture.makeLayers(seed: seed), classNames: [])
  }

  init(_ architecture: Architecture, layers: LayerStack<Float>, classNames: [String]) {
    self.architecture = architecture
    self.layers = layers
    self.classNames = classNames
  }

  /// The number of weights and biases.
  public var parameterCount: Int { architecture.parameterCount }

  /// Calls `body` for each weight matrix and bias vector in turn, from the first layer on; `body` may
  /// change the numbers.
  ///
  /// - Precondition: `body` keeps the shape of the parameter.
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Float>) -> Void
  ) {
    layers.forEachParameter { role, parameter in
      let shape = parameter.shape
      body(role, &parameter)
      precondition(
        parameter.shape == shape,
        "a parameter of shape \(shape) was replaced by one of shape \(parameter.shape)")
    }
  }

  /// The logits of a batch, [examples, classes], of features [examples, inputs].
  public func logits(for features: Tensor<Float>, on engine: Engine) -> Tensor<Float> {
    layers(features, on: engine)
  }

  /// The logits of every example of `dataset`, row-major [examples, classes], which are not checked to be
  /// finite: for measurements while the network trains. `Teacher.logits(for:on:)` checks them.
  ///
  /// - Throws: ``NetworkError/mismatch(what:expected:found:remedy:)`` where an example has another
  ///   number of features than the network has inputs.
  package func uncheckedLogits(
    for dataset: Dataset, on engine: Engine
  ) throws(NetworkError) -> [Float] {
    try architecture.check(features: dataset)
    var logits: [Float] = []
    logits.reserveCapacity(dataset.count * architecture.classes)
    var features: [Float] = []
    let batch = 256
    for start in stride(from: 0, to: dataset.count, by: batch) {
      let positions = Array(start..<min(start + batch, dataset.count))
      dataset.gather(positions, into: &features)
      let input = engine.tensor(features, shape: [positions.count, dataset.featureCount])
      logits += self.logits(for: input, on: engine).values
    }
    return logits
  }

  /// SHA-256 of architecture, class names and weights, as hexadecimal digits. Cost: one pass over the
  /// weights.
  public var digest: String {
    var digest = Digest()
    digest.update(architecture.text)
    for name in classNames { digest.update(name + "\0") }
    for (_, tensor) in layers.parameters { digest.update(tensor.values) }
    return digest.hexadecimal()
  }
}
