import DistillTensors

extension Network {
  /// The network with `offsets` added to the biases of its last layer, one for each class, and so to its
  /// logits for every example.
  ///
  /// The weights are shared with this network, not copied.
  public func adding(biases offsets: [Double]) -> Network {
    precondition(
      offsets.count == architecture.classes,
      "\(offsets.count) offsets for \(architecture.classes) classes")
    var network = self
    var dense = lastLayer
    let biases = zip(dense.bias.values, offsets).map { Float(Double($0) + $1) }
    dense.bias = Tensor(biases, shape: [biases.count])
    network.layers.layers[layers.layers.count - 1] = dense
    return network
  }

  /// The network with another last layer, for the classes `classNames`: `make` gets the weights
  /// [units, inputs] and biases of the present one, row-major, and returns those of the new one, which
  /// has a unit for each name.
  ///
  /// All other layers are shared with this network, not copied.
  public func replacingLastLayer(
    classNames: [String],
    _ make: (_ weights: [Float], _ biases: [Float]) -> (weights: [Float], biases: [Float])
  ) -> Network {
    let dense = lastLayer
    let (weights, biases) = make(dense.weight.values, dense.bias.values)
    let (units, inputs) = (classNames.count, dense.weight.columns)
    precondition(
      biases.count == units && weights.count == units * inputs,
      "\(weights.count) weights and \(biases.count) biases for \(units) units of \(inputs) inputs")
    var changed = layers
    changed.layers[layers.layers.count - 1] = Dense(
      weight: Tensor(weights, shape: [units, inputs]), bias: Tensor(biases, shape: [units]),
      relu: false)
    return Network(architecture.withClasses(units), layers: changed, classNames: classNames)
  }

  /// The layer that computes the logits; every architecture ends with one.
  private var lastLayer: Dense<Float> {
    guard let dense = layers.layers[layers.layers.count - 1] as? Dense<Float> else {
      preconditionFailure("the last layer of \(architecture.text) computes no logits")
    }
    return dense
  }
}
