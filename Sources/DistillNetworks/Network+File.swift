public import DistillData
import DistillTensors
import Foundation

extension Network {
  /// Writes the network to a safetensors file, wholly or not at all: the weights as
  /// `layers.0.weight` [units, inputs] and `layers.0.bias`, architecture and class names in the
  /// metadata.
  public func write(to path: String) throws(FileError) {
    try Safetensors.write(tensors, metadata: metadata, to: path)
  }

  /// Reads a network that ``write(to:)`` wrote, checking every shape against the architecture.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged or is no network.
  public init(contentsOf path: String) throws(FileError) {
    try self.init(from: Safetensors(path: path), path: path)
  }

  var tensors: [Safetensors.Tensor] {
    zip(parameterNames, layers.parameters).map { name, parameter in
      Safetensors.Tensor(name, shape: parameter.tensor.shape, .float32(parameter.tensor.values))
    }
  }

  var metadata: [String: String] {
    ["distill": "network 1", "architecture": architecture.text, "classes": Self.json(classNames)]
  }

  /// The names of the parameters in a file, in the order of `forEachParameter(_:)`.
  var parameterNames: [String] {
    layers.layers.enumerated().flatMap { place, layer in
      var layer = layer
      var names: [String] = []
      layer.forEachParameter { role, _ in
        names.append("layers.\(place).\(role == .bias ? "bias" : "weight")")
      }
      return names
    }
  }

  init(from file: Safetensors, path: String) throws(FileError) {
    let remedy = "choose a model.safetensors that distill wrote"
    func malformed(_ at: String, _ expected: String, _ found: String) -> FileError {
      .malformed(path: path, at: at, expected: expected, found: found, remedy: remedy)
    }
    guard let text = file.metadata["architecture"] else {
      throw malformed("metadata", "the key “architecture”", "none")
    }
    let architecture: Architecture
    do {
      architecture = try Architecture(text: text)
    } catch {
      throw malformed("metadata “architecture”", "an architecture", error.description)
    }
    // A hostile architecture must not make us allocate what the file does not hold.
    let (stored, overflow) = file.names.reduce((0, false)) { sum, name in
      let (total, over) = sum.0.addingReportingOverflow(
        ((try? file.shape(of: name)) ?? []).reduce(1, *))
      return (total, sum.1 || over)
    }
    guard !overflow, let needed = architecture.checkedParameterCount, needed <= stored else {
      throw malformed(
        "metadata “architecture”", "the weights of \(architecture.name)", "\(stored) numbers")
    }
    let names = try? JSONDecoder().decode(
      [String].self, from: Data((file.metadata["classes"] ?? "").utf8))
    guard let names, names.isEmpty || names.count == architecture.classes else {
      throw malformed(
        "metadata “classes”", "a list of \(architecture.classes) names",
        names.map { "\($0.count) names" } ?? "none")
    }
    var inputs = architecture.inputs
    var layers: [any Layer<Float>] = []
    for (place, layer) in architecture.layers.enumerated() {
      switch layer {
      case .dense(let units, let relu):
        let (shape, name) = ([units, inputs], "layers.\(place)")
        layers.append(
          Dense<Float>(
            weight: Tensor(try file.floats(named: "\(name).weight", shape: shape), shape: shape),
            bias: Tensor(try file.floats(named: "\(name).bias", shape: [units]), shape: [units]),
            relu: relu))
        inputs = units
      case .dropout(let rate): layers.append(Dropout<Float>(rate: rate))
      case .standardize(let mean, let deviation):
        layers.append(Standardize<Float>(mean: mean, deviation: deviation))
      }
    }
    self.init(architecture, layers: LayerStack(layers), classNames: names)
  }

  /// The strings as a JSON list: class names may hold any character.
  package static func json(_ strings: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(strings)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}
