public import DistillTensors

/// Layers one after another; itself a layer.
public struct LayerStack<Scalar: TensorScalar>: Layer {
  /// The layers, from the input on.
  public var layers: [any Layer<Scalar>]

  /// The stack of these layers.
  public init(_ layers: [any Layer<Scalar>]) {
    self.layers = layers
  }

  /// The last layer's output for a batch.
  @specialized(where Scalar == Float)
  public func callAsFunction(_ input: Tensor<Scalar>, on engine: Engine) -> Tensor<Scalar> {
    layers.reduce(input) { value, layer in layer(value, on: engine) }
  }

  /// The outputs of every layer, from the first on, for methods that match features.
  public func activations(_ input: Tensor<Scalar>, on engine: Engine) -> [Tensor<Scalar>] {
    var outputs: [Tensor<Scalar>] = []
    for layer in layers { outputs.append(layer(outputs.last ?? input, on: engine)) }
    return outputs
  }

  /// The chain rule: the pullbacks of the layers, from the last to the first.
  @specialized(where Scalar == Float)
  public func pullback(
    at input: Tensor<Scalar>, using pass: TrainingPass
  ) -> (output: Tensor<Scalar>, pullback: Pullback<Scalar>) {
    var value = input
    var pullbacks: [Pullback<Scalar>] = []
    for (place, layer) in layers.enumerated() {
      let here = TrainingPass(
        engine: pass.engine, seed: pass.seed, step: pass.step, layer: pass.layer + place)
      let (output, pullback) = layer.pullback(at: value, using: here)
      value = output
      pullbacks.append(pullback)
    }
    // Below the first layer with parameters no gradient is needed.
    let first = pullbacks.isEmpty ? 0 : firstLayerWithParameters
    return (
      value,
      { upstream, needsInput in
        var gradient: Tensor<Scalar>? = upstream
        var gradients: [[Tensor<Scalar>]] = []
        for place in pullbacks.indices.reversed() {
          guard let current = gradient else { break }
          let (input, parameters) = pullbacks[place](current, needsInput || place > first)
          gradient = input
          gradients.append(parameters)
        }
        return (needsInput ? gradient : nil, gradients.reversed().flatMap { $0 })
      }
    )
  }

  /// The stack as a network's: its last layer gives the logits, and all others are hidden.
  func endingInLogits() -> LayerStack {
    var stack = self
    for place in layers.indices {
      guard var dense = layers[place] as? Dense<Scalar> else { continue }
      dense.isOutput = place == layers.count - 1
      stack.layers[place] = dense
    }
    return stack
  }

  private var firstLayerWithParameters: Int {
    layers.firstIndex { layer in
      var layer = layer
      var hasParameters = false
      layer.forEachParameter { _, _ in hasParameters = true }
      return hasParameters
    } ?? 0
  }

  /// The parameters of each layer in turn, from the first on.
  @specialized(where Scalar == Float)
  public mutating func forEachParameter(
    _ body: (_ role: ParameterRole, _ parameter: inout Tensor<Scalar>) -> Void
  ) {
    for place in layers.indices { layers[place].forEachParameter(body) }
  }

  /// The parameters in the order of `forEachParameter(_:)`. Cost: no elements are copied.
  public var parameters: [(role: ParameterRole, tensor: Tensor<Scalar>)] {
    var copy = self
    var parameters: [(role: ParameterRole, tensor: Tensor<Scalar>)] = []
    copy.forEachParameter { role, tensor in parameters.append((role, tensor)) }
    return parameters
  }
}
