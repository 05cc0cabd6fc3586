import DistillNetworks
import DistillTensors

/// Compares gradients with central differences (f(x + εd) − f(x − εd))/2ε along random directions d.
struct GradientCheck {
  /// Where a gradient is not the slope of its function.
  struct Disagreement: Equatable {
    /// `input`, `parameter 0`, `logits` and so on.
    let place: String
    let claimed, measured: Double
  }

  let seed: UInt64
  let engine = Engine(threads: 1, precision: .float32, backend: .portable)
  private static let directions = 5

  /// Where `gradient` is not that of `function` at `point`. Directions along which `pattern` changes
  /// between the two points of the difference cross a kink and are drawn again.
  func disagreements(
    at place: String, gradient: [Double], point: [Double], tolerance: Double,
    pattern: ([Double]) -> [Bool] = { _ in [] }, function: ([Double]) -> Double
  ) -> [Disagreement] {
    precondition(
      gradient.count == point.count, "\(place): \(gradient.count) of \(point.count) slopes")
    var stream = RandomStream(seed: seed, purpose: .sampling, index: 1)
    let step = Tolerances.differenceStep
    let here = pattern(point)
    var found: [Disagreement] = []
    var compared = 0
    for _ in 0..<10 * Self.directions where compared < Self.directions {
      let direction = point.map { _ in stream.normal() }
      let above = zip(point, direction).map { $0 + step * $1 }
      let below = zip(point, direction).map { $0 - step * $1 }
      guard pattern(above) == here, pattern(below) == here else { continue }
      compared += 1
      let claimed = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let measured = (function(above) - function(below)) / (2 * step)
      let bound = tolerance * (length(gradient) * length(direction) + 1)
      if !(abs(claimed - measured) <= bound) {
        found.append(Disagreement(place: place, claimed: claimed, measured: measured))
      }
    }
    // Without a comparison nothing was checked, which is a disagreement too.
    if compared == 0 { found.append(Disagreement(place: place, claimed: .nan, measured: .nan)) }
    return found
  }

  private func length(_ x: [Double]) -> Double {
    x.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Where a layer's pullback is not the slope of Σ u·output, u random: the input, and each parameter,
  /// while all others stay.
  func disagreements(
    of layer: some Layer<Double>, at input: Tensor<Double>
  ) -> [Disagreement] {
    let pass = TrainingPass(engine: engine, seed: seed, step: 3, layer: 0)
    let (output, pullback) = layer.pullback(at: input, using: pass)
    let upstream = Tensor<Double>.random(output.shape, seed: seed &+ 77)
    let gradients = pullback(upstream, true)
    func sum(_ layer: some Layer<Double>, _ input: Tensor<Double>) -> Double {
      let output = layer.pullback(at: input, using: pass).output
      return zip(output.values, upstream.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func moved(_ values: [Double]) -> Tensor<Double> { Tensor(values, shape: input.shape) }
    var found = disagreements(
      at: "input", gradient: gradients.input?.values ?? [], point: input.values,
      tolerance: Tolerances.layer, pattern: { zeros(of: layer, at: moved($0), pass) },
      function: { sum(layer, moved($0)) })
    for (place, parameter) in parameters(of: layer).enumerated() {
      func changed(_ values: [Double]) -> some Layer<Double> {
        var copy = layer
        var next = 0
        copy.forEachParameter { _, tensor in
          if next == place { tensor.assign(values) }
          next += 1
        }
        return copy
      }
      found += disagreements(
        at: "parameter \(place)", gradient: gradients.parameters[place].values,
        point: parameter.values, tolerance: Tolerances.layer,
        pattern: { zeros(of: changed($0), at: input, pass) },
        function: { sum(changed($0), input) })
    }
    return found
  }

  func parameters(of layer: some Layer<Double>) -> [Tensor<Double>] {
    var copy = layer
    var parameters: [Tensor<Double>] = []
    copy.forEachParameter { _, tensor in parameters.append(tensor) }
    return parameters
  }

  /// Which outputs are zero, at every layer: it changes where a rectifier switches.
  private func zeros(
    of layer: some Layer<Double>, at input: Tensor<Double>, _ pass: TrainingPass
  ) -> [Bool] {
    let layers = (layer as? LayerStack<Double>)?.layers ?? [layer]
    var zeros: [Bool] = []
    var value = input
    for (place, layer) in layers.enumerated() {
      let here = TrainingPass(engine: engine, seed: pass.seed, step: pass.step, layer: place)
      value = layer.pullback(at: value, using: here).output
      zeros += value.values.map { $0 == 0 }
    }
    return zeros
  }
}
