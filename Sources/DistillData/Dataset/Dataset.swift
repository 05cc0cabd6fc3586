/// Examples: the features of each, its class where it is known, and a permanent id.
///
/// A data set is a value. Features are stored once; a view (``subset(_:)``,
/// ``excluding(classes:)``, ``split(validation:seed:)`` and so on) shares them and costs an id and
/// a label for each of its examples.
public struct Dataset: Sendable {
  /// The label of an example whose class is not known.
  public static let unknownLabel: Int32 = -1

  /// The shape of one example: [height, width] for a grey image, [channels, height, width]
  /// otherwise, [features] where an example is no image.
  public var shape: [Int] { storage.shape }
  /// Numbers in one example, the product of ``shape``.
  public var featureCount: Int { storage.featureCount }
  /// Whether an example is an image, which can be augmented: neither frames nor a list of features.
  public var isOfImages: Bool { shape.count >= 2 && storage.windows == nil }
  /// The names of the classes; a label is a position in this list. Empty where nothing is labelled.
  public let classNames: [String]
  /// The position of each example in the source of which this data set is a view. Unlike positions in the
  /// view, ids never change, so soft targets are stored under them.
  public let ids: [Int]
  /// The class of each example, ``unknownLabel`` where it is not known.
  public let labels: [Int32]
  /// The number of examples.
  public var count: Int { ids.count }
  /// SHA-256 of the source's features and sizes, hexadecimal: the same for all views of one source
  /// and for plain and gzipped files; labels and class names are not part of it.
  ///
  /// Computed at the first access, in about 0.03 s for 47 MB, then cached.
  public var digest: String { storage.digest }

  let storage: FeatureStorage

  init(storage: FeatureStorage, ids: [Int], labels: [Int32], classNames: [String]) {
    self.storage = storage
    self.ids = ids
    self.labels = labels
    self.classNames = classNames
  }

  /// Examples from 8-bit pixels, which represent 0 ... 1 in steps of 1/255.
  ///
  /// - Parameters:
  ///   - pixels: One example after another, each row-major of `shape`.
  ///   - shape: The shape of one example; positive sizes.
  ///   - labels: One for each example, −1 where it is not known; nil where none is known.
  ///   - classNames: The name of each class, all different.
  /// - Throws: ``DataError`` when counts disagree, a label is out of range, or two classes share a
  ///   name.
  public init(
    pixels: [UInt8], shape: [Int], labels: [Int32]? = nil, classNames: [String]
  ) throws(DataError) {
    try self.init(
      values: .pixels(pixels), count: pixels.count, shape: shape, labels: labels,
      classNames: classNames)
  }

  /// Examples from features, which are not scaled.
  ///
  /// - Parameters:
  ///   - features: One example after another, each row-major of `shape`; finite.
  ///   - shape: The shape of one example; positive sizes.
  ///   - labels: One for each example, −1 where it is not known; nil where none is known.
  ///   - classNames: The name of each class, all different.
  /// - Throws: ``DataError`` when counts disagree, a label is out of range, two classes share a name,
  ///   or a feature is not finite.
  public init(
    features: [Float], shape: [Int], labels: [Int32]? = nil, classNames: [String]
  ) throws(DataError) {
    try self.init(
      values: .features(features), count: features.count, shape: shape, labels: labels,
      classNames: classNames)
    if let bad = features.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(value: features[bad], position: bad / featureCount)
    }
  }

  private init(
    values: FeatureStorage.Values, count: Int, shape: [Int], labels: [Int32]?,
    classNames: [String]
  ) throws(DataError) {
    let width = shape.reduce(1, *)
    precondition(
      !shape.isEmpty && shape.allSatisfy { $0 > 0 }, "an example cannot have shape \(shape)")
    guard count % width == 0 else {
      throw .countsDisagree(
        what: "numbers for whole examples of \(width)", expected: count / width * width,
        found: count)
    }
    try self.init(
      FeatureStorage(values: values, shape: shape, rowCount: count / width), labels: labels,
      classNames: classNames)
  }

  init(
    _ storage: FeatureStorage, labels: [Int32]?, classNames: [String]
  ) throws(DataError) {
    let rows = storage.rowCount
    let labels = labels ?? [Int32](repeating: Self.unknownLabel, count: rows)
    guard labels.count == rows else {
      throw .countsDisagree(
        what: "one label for each example", expected: rows, found: labels.count)
    }
    if let bad = labels.firstIndex(where: { $0 < -1 || Int($0) >= classNames.count }) {
      throw .labelOutOfRange(
        label: Int(labels[bad]), position: bad, classCount: classNames.count)
    }
    var seen = Set<String>()
    if let twice = classNames.first(where: { !seen.insert($0).inserted }) {
      throw .duplicateClassName(twice)
    }
    self.init(storage: storage, ids: Array(0..<rows), labels: labels, classNames: classNames)
  }

  /// The class of the example at `position`, nil where it is not known.
  public func label(at position: Int) -> Int? {
    let label = labels[position]
    return label == Self.unknownLabel ? nil : Int(label)
  }

  /// Writes the examples at `positions` to `features`, row-major [positions.count,
  /// ``featureCount``].
  ///
  /// Pixels become value × (1/255), so 0 ... 1. `features` is resized where it has another size and
  /// written in place otherwise. Cost: one copy of memory.
  ///
  /// - Parameters:
  ///   - positions: Positions in this view, in any order; repetitions are allowed.
  ///   - shifts: A shift for each example, or nil for none; needs a ``shape`` of two dimensions or more.
  ///   - features: Where the numbers go.
  public func gather(
    _ positions: [Int], shifts: [Shift]? = nil, into features: inout [Float]
  ) {
    gather(positions, augmentation: Augmentation(shifts: shifts), into: &features)
  }

  func gather(_ positions: [Int], augmentation: Augmentation, into features: inout [Float]) {
    let size = positions.count * featureCount
    if features.count != size { features = [Float](repeating: 0, count: size) }
    let rows = positions.map { ids[$0] }
    features.withUnsafeMutableBufferPointer {
      storage.copy(rows: rows, augmentation: augmentation, to: $0)
    }
  }

  /// The example at `position` as 8-bit pixels, for display; features are clamped to 0 ... 1.
  public func pixels(at position: Int) -> [UInt8] {
    if case .pixels(let pixels) = storage.values {
      let row = ids[position] * featureCount
      return Array(pixels[row..<row + featureCount])
    }
    var features: [Float] = []
    gather([position], into: &features)
    return features.map { UInt8((max(0, min(1, $0)) * 255).rounded()) }
  }
}
