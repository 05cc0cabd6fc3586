public import DistillData
public import DistillTensors
import Foundation

/// A network that tells classes apart: an architecture, its weights and the classes' names. A value.
public struct Network: Sendable {
  /// The shape of the network.
  public let architecture: Architecture
  /// The layers with their weights.
  public var layers: LayerStack<Float>
  /// What each logit stands for; empty until the network is trained on data that names its classes.
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

  /// The logits of a batch, [examples, classes], of features [examples, inputs].
  public func logits(for features: Tensor<Float>, on engine: Engine) -> Tensor<Float> {
    layers(features, on: engine)
  }

  /// The logits of every example of `dataset`, row-major [examples, classes].
  ///
  /// - Throws: ``NetworkError/mismatch(what:expected:found:remedy:)`` where an example has another
  ///   number of features than the network has inputs.
  public func logits(
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

  /// SHA-256 of architecture, class names and weights, as hexadecimal digits: equal for networks that
  /// compute the same.
  public var digest: String {
    var digest = Digest()
    digest.update(architecture.text)
    for name in classNames { digest.update(name + "\0") }
    for (_, tensor) in layers.parameters { digest.update(tensor.values) }
    return digest.hexadecimal()
  }
}
