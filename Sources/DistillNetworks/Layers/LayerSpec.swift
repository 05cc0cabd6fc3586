package import DistillTensors

/// A kind of layer as an architecture has it: its text in recipes and model files, its output shape, its
/// parameters, and how a layer is made of them.
///
/// A kind is one file, with its specification and its ``Layer``, and one line in
/// ``LayerDescription/kinds``; nothing else distinguishes kinds.
package protocol LayerSpec: Hashable, Sendable {
  /// The words that its text begins with: `dense`.
  static var keywords: [String] { get }
  /// The forms of its text, for messages: `dense UNITS`.
  static var forms: [String] { get }

  /// The specification that these words describe, a keyword first; nil where they have another form.
  init?(words: [String])
  /// The words in a row, which read back equal.
  var text: String { get }

  /// The shape of the output for an example of shape `input`.
  ///
  /// - Throws: ``NetworkError/invalidArchitecture(found:expected:)`` where a value is out of range, or the
  ///   layer does not fit `input`.
  func outputShape(for input: Shape) throws(NetworkError) -> Shape

  /// The parameters for examples of shape `input`, in the order of ``Layer/forEachParameter(_:)``.
  func parameters(for input: Shape) -> [ParameterSpec]

  /// The layer with random parameters drawn from `stream`.
  func makeLayer<Scalar: TensorScalar>(
    for input: Shape, from stream: inout RandomStream
  ) -> any Layer<Scalar>

  /// The layer with these parameters, which have the shapes of ``parameters(for:)``.
  func makeLayer(with parameters: [Tensor<Float>]) -> any Layer<Float>

  /// Whether the layer acts in training only, and inference can leave it out.
  var isForTrainingOnly: Bool { get }

  /// Mean and standard deviation of the outputs for inputs of this mean and deviation; nil where they
  /// are not determined by those.
  func moments(ofOutputFor input: (mean: Double, deviation: Double)) -> (
    mean: Double, deviation: Double
  )?
}

extension LayerSpec {
  /// No parameters.
  package func parameters(for input: Shape) -> [ParameterSpec] { [] }
  /// False.
  package var isForTrainingOnly: Bool { false }
  /// nil.
  package func moments(ofOutputFor input: (mean: Double, deviation: Double)) -> (
    mean: Double, deviation: Double
  )? { nil }
}

/// A parameter of a layer: its name in files after the layer's, such as `weight`, and its shape.
package struct ParameterSpec: Hashable, Sendable {
  /// The name in files.
  package let name: String
  /// The sizes of its dimensions.
  package let shape: [Int]

  /// The parameter `name` of `shape`.
  package init(_ name: String, _ shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// The number of elements; nil where it overflows.
  var count: Int? {
    shape.reduce(1) { product, size in
      guard let product else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? nil : next
    }
  }
}

/// The shape of one example within a network: `[784]`.
package struct Shape: Hashable, Sendable {
  /// The sizes of the dimensions, outermost first.
  package let sizes: [Int]

  /// A shape of these sizes.
  package init(_ sizes: [Int]) { self.sizes = sizes }

  /// The number of elements. Sizes in an architecture are checked so that it does not overflow.
  package var count: Int { sizes.reduce(1, *) }
}

/// One layer of an architecture, of any kind.
public struct LayerDescription: Sendable, Equatable {
  /// The kinds of layers, in the order in which messages list them.
  package static let kinds: [any LayerSpec.Type] = [
    DenseSpec.self, ActivationSpec.self, DropoutSpec.self, StandardizeSpec.self,
  ]

  /// What it is.
  package let spec: any LayerSpec

  /// The layer that `spec` specifies.
  package init(_ spec: some LayerSpec) { self.spec = spec }

  /// The layer as it is written in recipes: `dense 1200 relu`, `dropout 0.5`.
  public var text: String { spec.text }

  /// The layer that `text` describes.
  public init(_ text: String) throws(NetworkError) {
    self.init(any: try Self.spec(text))
  }

  private init(any spec: any LayerSpec) { self.spec = spec }

  private static func spec(_ text: String) throws(NetworkError) -> any LayerSpec {
    let words = text.split(separator: " ").map(String.init)
    let kind = kinds.first { $0.keywords.contains(words.first ?? "") }
    if let spec = kind?.init(words: words) { return spec }
    let forms = kinds.flatMap { $0.forms }.map { "“\($0)”" }
    throw .invalidArchitecture(
      found: "the layer “\(text.prefix(80))”",
      expected: "\(forms.dropLast().joined(separator: ", ")) or \(forms.last ?? ""), with "
        + "numbers in decimal digits")
  }

  /// Layers of one text are equal.
  public static func == (first: LayerDescription, second: LayerDescription) -> Bool {
    first.text == second.text
  }
}
