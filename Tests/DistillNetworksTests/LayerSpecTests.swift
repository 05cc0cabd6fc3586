import DistillNetworks
import DistillTensors
import Testing

/// The contract of every kind of layer. A new kind adds its texts here and is covered.
@Suite("Kinds of layers")
struct LayerSpecTests {
  /// At least one text of every kind, with an input shape that it accepts.
  static let samples: [(text: String, input: Shape)] =
    [
      ("dense 4", Shape([5])), ("dense 3 relu", Shape([2])), ("dropout 0.25", Shape([6])),
      ("standardize -0.5 2.0", Shape([3])), ("leaky-relu 0.1", Shape([7])),
    ] + ["relu", "relu6", "tanh", "sigmoid", "gelu", "silu", "hard-swish"].map { ($0, Shape([7])) }

  @Test("Every keyword of every kind has a sample")
  func allKinds() {
    let words = LayerDescription.kinds.flatMap { $0.keywords }
    #expect(Set(words).count == words.count, "a keyword belongs to one kind")
    let sampled = Set(
      Self.samples.compactMap { $0.text.split(separator: " ").first.map(String.init) })
    #expect(sampled == Set(words))
  }

  @Test("A text reads back equal, and as no text with further words", arguments: samples)
  func text(text: String, input: Shape) throws {
    let layer = try LayerDescription(text)
    #expect(layer.text == text)
    #expect(try LayerDescription(layer.text) == layer)
    for wrong in ["\(text) more", "\(text) 1 2 3", text.uppercased()] {
      #expect(throws: NetworkError.self) { try LayerDescription(wrong) }
    }
  }

  @Test(
    "Parameters and output have the shapes that the specification gives", arguments: samples)
  func shapes(text: String, input: Shape) throws {
    let spec = try LayerDescription(text).spec
    func check(_ spec: some LayerSpec) throws {
      var stream = RandomStream(seed: 1, purpose: .initialization)
      var layer: any Layer<Float> = spec.makeLayer(for: input, from: &stream)
      var tensors: [Tensor<Float>] = []
      layer.forEachParameter { _, parameter in tensors.append(parameter) }
      #expect(tensors.map(\.shape) == spec.parameters(for: input).map(\.shape))
      let engine = Engine(threads: 1, precision: .float32)
      let x = Tensor<Float>.random([4] + input.sizes, seed: 2)
      let y = layer(x, on: engine)
      #expect(y.shape == [4] + (try spec.outputShape(for: input)).sizes)
      let again = spec.makeLayer(with: tensors)
      #expect(again(x, on: engine).values == y.values, "the same parameters, the same layer")
    }
    try check(spec)
  }

  @Test("The pullback is the slope", arguments: samples, 1...4 as ClosedRange<UInt64>)
  func gradients(sample: (text: String, input: Shape), seed: UInt64) throws {
    let spec = try LayerDescription(sample.text).spec
    func layer(_ spec: some LayerSpec) -> any Layer<Double> {
      var stream = RandomStream(seed: seed, purpose: .initialization)
      return spec.makeLayer(for: sample.input, from: &stream)
    }
    let input = Tensor<Double>.random([5] + sample.input.sizes, seed: seed &+ 9, scale: 2)
    func disagreements(_ layer: some Layer<Double>) -> [GradientCheck.Disagreement] {
      GradientCheck(seed: seed).disagreements(of: layer, at: input)
    }
    #expect(disagreements(layer(spec)) == [])
  }

  @Test(
    "Values out of range are refused",
    arguments: ["dense 0", "dropout 1", "dropout -0.1", "standardize 0 0", "leaky-relu 2"])
  func outOfRange(text: String) throws {
    let layer = try LayerDescription(text)
    #expect(throws: NetworkError.self) {
      try Architecture(inputs: 3, layers: [layer, .dense(units: 2, relu: false)])
    }
  }

  @Test("A network with activations is written, read and trained on like any other")
  func network() throws {
    let architecture = try Architecture(
      text: "6: dense 5, tanh, dropout 0.1, dense 4, gelu, dense 3")
    #expect(architecture.name == "6-5-4-3" && architecture.classes == 3)
    #expect(architecture.parameterCount == 7 * 5 + 6 * 4 + 5 * 3)
    let network = Network(architecture, seed: 1)
    var roles: [ParameterRole] = []
    var copy = network
    copy.forEachParameter { role, _ in roles.append(role) }
    #expect(
      roles == [.hiddenWeight, .bias, .hiddenWeight, .bias, .outputWeight, .bias],
      "hidden units without a rectifier of their own are hidden")
    try withTemporaryFolder { folder in
      try network.write(to: "\(folder)/n.safetensors")
      let read = try Network(contentsOf: "\(folder)/n.safetensors")
      let engine = Engine(threads: 1, precision: .float32)
      let x = Tensor<Float>.random([4, 6], seed: 3)
      #expect(read.architecture == architecture && read.digest == network.digest)
      #expect(read.logits(for: x, on: engine).values == network.logits(for: x, on: engine).values)
    }
  }
}
