public import DistillData
import DistillTensors
import Foundation

extension Network {
  /// Writes the network to a safetensors file, wholly or not at all: the weights as
  /// `layers.0.weight` [units, inputs] and `layers.0.bias`, with architecture, class names and a checksum
  /// in the metadata. The article FileFormats describes the format.
  ///
  /// Memory: one parameter is copied at a time.
  public func write(to path: String) throws(FileError) {
    try Safetensors.write(tensors, metadata: metadata, to: path)
  }

  /// Reads a network that ``write(to:)`` wrote.
  ///
  /// The checksum, where the file has one, every shape, and that every number is finite are checked.
  ///
  /// - Throws: ``FileError`` where the file is missing or damaged or is not a network.
  public init(contentsOf path: String) throws(FileError) {
    try self.init(from: Safetensors(path: path), path: path)
  }

  var tensors: [Safetensors.Tensor] {
    zip(parameterNames, layers.parameters).map { name, parameter in
      Safetensors.Tensor(name, shape: parameter.tensor.shape, float32: { parameter.tensor.values })
    }
  }

  var metadata: [String: String] {
    ["distill": "network 1", "architecture": architecture.text, "classes": Self.json(classNames)]
  }

  /// The names of the parameters in a file, in the order of `forEachParameter(_:)`.
  var parameterNames: [String] {
    architecture.parameters.enumerated().flatMap { place, parameters in
      parameters.map { Self.name(of: $0, at: place) }
    }
  }

  private static func name(of parameter: ParameterSpec, at place: Int) -> String {
    "layers.\(place).\(parameter.name)"
  }

  init(from file: Safetensors, path: String) throws(FileError) {
    let remedy = "choose a model file of distill"
    func malformed(_ at: String, _ expected: String, _ found: String) -> FileError {
      .malformed(path: path, at: at, expected: expected, found: found, remedy: remedy)
    }
    guard let text = file.metadata["architecture"] else {
      throw malformed("its metadata", "the key “architecture”", "none")
    }
    let architecture: Architecture
    do {
      architecture = try Architecture(text: text)
    } catch {
      throw malformed("metadata “architecture”", "an architecture", error.description)
    }
    // A hostile architecture must not allocate more than the file holds. The sizes of tensors of other
    // types are not bounded by the file.
    let (stored, overflow) = file.names.reduce((0, false)) { sum, name in
      guard (try? file.elementType(of: name)) != nil, let shape = try? file.shape(of: name) else {
        return sum
      }
      let (total, over) = sum.0.addingReportingOverflow(shape.reduce(1, *))
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
    var layers: [any Layer<Float>] = []
    for (place, parameters) in architecture.parameters.enumerated() {
      var tensors: [Tensor<Float>] = []
      for parameter in parameters {
        tensors.append(
          try file.finiteTensor(
            Self.name(of: parameter, at: place), shape: parameter.shape, path: path,
            remedy: Self.notFiniteRemedy))
      }
      layers.append(architecture.layers[place].spec.makeLayer(with: tensors))
    }
    self.init(architecture, layers: LayerStack(layers).endingInLogits(), classNames: names)
  }

  private static let notFiniteRemedy =
    "training diverged or another program wrote it: train the network again with a lower learning rate"

  /// The strings as a JSON list, since class names may contain any character.
  package static func json(_ strings: [String]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(strings)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
  }
}

extension Safetensors {
  /// The tensor `name` of the file `path`, checked to have `shape` and finite numbers.
  ///
  /// - Throws: ``FileError/malformed(path:at:expected:found:remedy:)``; with `remedy` where a number is not
  ///   finite.
  func finiteTensor(
    _ name: String, shape: [Int], path: String, remedy: String
  ) throws(FileError) -> DistillTensors.Tensor<Float> {
    let values = try floats(named: name, shape: shape)
    if let bad = values.firstIndex(where: { !$0.isFinite }) {
      let width = max(1, shape.dropFirst().reduce(1, *))
      throw .malformed(
        path: path, at: "tensor \(FileError.quoted(name)), row \(bad / width + 1)",
        expected: "finite numbers", found: "\(values[bad])", remedy: remedy)
    }
    return DistillTensors.Tensor(values, shape: shape)
  }
}
