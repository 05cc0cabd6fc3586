import DistillTensors

extension Network {
  /// The network with `offsets` added to the biases of its last layer, one for each class: to its
  /// logits, whatever the example.
  ///
  /// The weights are shared with this network, not copied.
  public func adding(biases offsets: [Double]) -> Network {
    precondition(
      offsets.count == architecture.classes,
      "\(offsets.count) offsets for \(architecture.classes) classes")
    var network = self
    let last = network.layers.layers.count - 1
    guard var dense = network.layers.layers[last] as? Dense<Float> else {
      preconditionFailure("the last layer is \(network.layers.layers[last]), which has no biases")
    }
    let biases = zip(dense.bias.values, offsets).map { Float(Double($0) + $1) }
    dense.bias = Tensor(biases, shape: [biases.count])
    network.layers.layers[last] = dense
    return network
  }
}
