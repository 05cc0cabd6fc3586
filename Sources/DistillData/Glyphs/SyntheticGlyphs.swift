import DistillTensors

/// Characters of synthetic alphabets: 28 × 28 grey pixels, any number of classes.
///
/// A character is two to four connected strokes (lines, arcs, hooks, rings, dots and the like) on a grid of
/// nine points. The strokes of an alphabet come from a small set, and grid, forms and slant are common to
/// it, so classes of one alphabet are easily confused and classes of different ones less so: many classes
/// in known groups, for specialists. No two classes have the same strokes. In each drawing every point is
/// displaced a little; shear, rotation, scale, position, and the pen's thickness and darkness are random,
/// and up to three dots or lines are added as noise.
public struct SyntheticGlyphs: Sendable {
  /// The number of alphabets.
  public let alphabets: Int
  /// The number of characters of each alphabet.
  public let charactersPerAlphabet: Int
  /// Characters and drawings are a pure function of the seed and their indices.
  public let seed: UInt64
  /// The classes, “Alphabet 1/character 1” and so on: the alphabet comes before the slash.
  public let classNames: [String]

  private let inventories: [GlyphAlphabet]
  private static let side = 28

  /// The glyphs of `seed`.
  ///
  /// An alphabet is the same whatever the number of those after it. Cost: about 0.1 ms a class.
  ///
  /// - Parameters:
  ///   - alphabets: At least 1.
  ///   - charactersPerAlphabet: From 1 to 1000.
  ///   - seed: The seed of characters and drawings.
  public init(alphabets: Int, charactersPerAlphabet: Int, seed: UInt64) {
    precondition(
      alphabets > 0 && (1...1000).contains(charactersPerAlphabet),
      "\(alphabets) alphabets of \(charactersPerAlphabet) characters; there is at least one, of 1 to "
        + "1000 characters")
    self.alphabets = alphabets
    self.charactersPerAlphabet = charactersPerAlphabet
    self.seed = seed
    var taken: Set<Set<GlyphPart>> = []
    inventories = (0..<alphabets).map { index in
      var random = RandomStream(seed: seed, purpose: .alphabet, index: UInt64(index))
      return GlyphAlphabet(count: charactersPerAlphabet, taken: &taken, using: &random)
    }
    classNames = (1...alphabets).flatMap { alphabet in
      (1...charactersPerAlphabet).map { "Alphabet \(alphabet)/character \($0)" }
    }
  }

  /// Examples `firstIndex` ..< `firstIndex` + `perClass` of every class, the classes in turn; ids
  /// start at 0.
  ///
  /// Different ranges never share an example, so one seed serves training and test examples. Cost:
  /// about 6 µs an example, on the calling thread.
  public func dataset(perClass: Int, firstIndex: Int = 0) -> Dataset {
    precondition(
      perClass >= 0 && firstIndex >= 0, "examples \(firstIndex) and \(perClass) more of each class")
    let count = perClass * classNames.count
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * Self.side * Self.side)
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    let shapes = classNames.indices.map { shape(of: $0) }
    for index in firstIndex..<firstIndex + perClass {
      for (label, shape) in shapes.enumerated() {
        pixels += draw(shape, label: label, index: index)
        labels.append(Int32(label))
      }
    }
    return Dataset(
      storage: FeatureStorage(
        values: .pixels(pixels), shape: [Self.side, Self.side], rowCount: count),
      ids: Array(0..<count), labels: labels, classNames: classNames)
  }

  /// The pixels of example `index`, from 0, of the class `label`, row-major, bright strokes on black.
  public func glyph(label: Int, at index: Int) -> [UInt8] {
    precondition(
      classNames.indices.contains(label) && index >= 0,
      "example \(index) of class \(label), where there are \(classNames.count) classes")
    return draw(shape(of: label), label: label, index: index)
  }

  /// The strokes of the class `label`, each as a text that is equal where the strokes are.
  public func strokes(label: Int) -> Set<String> {
    Set(parts(of: label).map(\.description))
  }

  private func parts(of label: Int) -> [GlyphPart] {
    inventories[label / charactersPerAlphabet].characters[label % charactersPerAlphabet]
  }

  private func shape(of label: Int) -> [[Float]] {
    inventories[label / charactersPerAlphabet].shape(of: label % charactersPerAlphabet)
  }

  private func draw(_ shape: [[Float]], label: Int, index: Int) -> [UInt8] {
    // The index of a stream is enough for 2³² examples of 2³² classes.
    var random = RandomStream(
      seed: seed, purpose: .drawing, index: UInt64(label) << 32 | UInt64(index))
    let habits = inventories[label / charactersPerAlphabet].habits
    return InkCanvas(side: Self.side, shape: shape, habits: habits, using: &random).pixels
  }
}
