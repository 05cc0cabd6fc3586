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

  /// The network with another last layer, for the classes `classNames`: `make` gets the weights
  /// [units, inputs] and biases of this one's, row-major, and returns those of as many units as there
  /// are names.
  ///
  /// All other layers are shared with this network, not copied.
  public func replacingLastLayer(
    classNames: [String],
    _ make: (_ weights: [Float], _ biases: [Float]) -> (weights: [Float], biases: [Float])
  ) -> Network {
    let last = layers.layers.count - 1
    guard let dense = layers.layers[last] as? Dense<Float> else {
      preconditionFailure("the last layer is \(layers.layers[last]), which has no weights")
    }
    let (weights, biases) = make(dense.weight.values, dense.bias.values)
    let (units, inputs) = (classNames.count, dense.weight.columns)
    precondition(
      biases.count == units && weights.count == units * inputs,
      "\(weights.count) weights and \(biases.count) biases for \(units) units of \(inputs) inputs")
    var changed = layers
    changed.layers[last] = Dense(
      weight: Tensor(weights, shape: [units, inputs]), bias: Tensor(biases, shape: [units]),
      relu: false)
    return Network(
      architecture.withClasses(units), layers: changed, classNames: classNames)
  }
}
