import DistillData
import Testing

@Suite("Synthetic glyphs")
struct SyntheticGlyphsTests {
  @Test("A glyph depends on seed, class and index only")
  func pure() {
    let glyphs = SyntheticGlyphs(alphabets: 3, charactersPerAlphabet: 4, seed: 11)
    let data = glyphs.dataset(perClass: 5, firstIndex: 100)
    #expect(data.ids == Array(0..<60) && data.shape == [28, 28])
    #expect(data.classNames.first == "Alphabet 1/character 1")
    #expect(data.classNames.last == "Alphabet 3/character 4" && data.classNames.count == 12)
    for position in (0..<60).reversed() {
      #expect(data.label(at: position) == position % 12)
      #expect(
        data.pixels(at: position)
          == glyphs.glyph(label: position % 12, at: 100 + position / 12))
    }
    let other = SyntheticGlyphs(alphabets: 3, charactersPerAlphabet: 4, seed: 12)
      .dataset(perClass: 5, firstIndex: 100)
    #expect((0..<60).allSatisfy { other.pixels(at: $0) != data.pixels(at: $0) })
    // An alphabet is the same however many follow it.
    let more = SyntheticGlyphs(alphabets: 5, charactersPerAlphabet: 4, seed: 11)
    #expect((0..<12).allSatisfy { more.glyph(label: $0, at: 7) == glyphs.glyph(label: $0, at: 7) })
  }

  @Test(
    "No two classes have the same strokes",
    arguments: [(30, 55), (2, 1000), (200, 8), (1, 1)])
  func distinct(alphabets: Int, characters: Int) {
    let glyphs = SyntheticGlyphs(
      alphabets: alphabets, charactersPerAlphabet: characters, seed: 3)
    let strokes = glyphs.classNames.indices.map { glyphs.strokes(label: $0) }
    #expect(Set(strokes).count == alphabets * characters)
    #expect(strokes.allSatisfy { (2...4).contains($0.count) })
    #expect(Set(glyphs.classNames).count == alphabets * characters)
  }

  @Test("Drawings of a class differ, and every one has bright and dark pixels")
  func drawings() {
    let data = SyntheticGlyphs(alphabets: 20, charactersPerAlphabet: 10, seed: 1)
      .dataset(perClass: 10)
    var seen: Set<[UInt8]> = []
    for position in 0..<data.count {
      let pixels = data.pixels(at: position)
      #expect(pixels.count { $0 > 100 } >= 8 && pixels.count { $0 == 0 } >= 300)
      #expect(seen.insert(pixels).inserted)
    }
    for label in 0..<200 { #expect(data.only(classes: [label]).count == 10) }
  }

  @Test("The nearest class mean is right far more often than chance, not always")
  func learnable() {
    let glyphs = SyntheticGlyphs(alphabets: 5, charactersPerAlphabet: 20, seed: 2)
    let means = Self.means(glyphs.dataset(perClass: 30))
    let test = glyphs.dataset(perClass: 5, firstIndex: 30)
    var features: [Float] = []
    test.gather(Array(0..<test.count), into: &features)
    var (right, rightAlphabet) = (0, 0)
    for row in 0..<test.count {
      let image = features[row * 784..<(row + 1) * 784]
      let distances = means.map { Self.distance($0[...], image) }
      let found = distances.firstIndex(of: distances.min() ?? 0) ?? 0
      if found == row % 100 { right += 1 }
      if found / 20 == row % 100 / 20 { rightAlphabet += 1 }
    }
    // Chance is 5 of 500; a set that a linear rule solves would teach a small network nothing.
    #expect((125...400).contains(right), "\(right) of 500")
    // What is confused is confused within its alphabet more often than one in five.
    #expect(rightAlphabet - right > (500 - right) / 3, "\(right), \(rightAlphabet)")
  }

  @Test("Classes of one alphabet are nearer to each other than to those of others")
  func groups() {
    let glyphs = SyntheticGlyphs(alphabets: 6, charactersPerAlphabet: 12, seed: 4)
    let means = Self.means(glyphs.dataset(perClass: 20))
    var ratios: [Float] = []
    for alphabet in 0..<6 {
      var (inside, outside) = ([Float](), [Float]())
      for label in alphabet * 12..<(alphabet + 1) * 12 {
        for other in means.indices where other != label {
          let distance = Self.distance(means[label][...], means[other][...])
          if other / 12 == alphabet { inside.append(distance) } else { outside.append(distance) }
        }
      }
      ratios.append(
        inside.reduce(0, +) / Float(inside.count) * Float(outside.count) / outside.reduce(0, +))
    }
    #expect(ratios.allSatisfy { $0 < 1 } && ratios.reduce(0, +) / 6 < 0.85, "\(ratios)")
  }

  @Test("More than 256 classes keep labels and names in a data folder")
  func folder() throws {
    let folder = try TemporaryFolder()
    let data = SyntheticGlyphs(alphabets: 30, charactersPerAlphabet: 10, seed: 5)
      .dataset(perClass: 2)
    let read = try data.write(to: folder.path + "/d").training()
    #expect(read.labels == data.labels && read.classNames == data.classNames)
    #expect(read.labels.max() == 299 && read.digest == data.digest)
  }

  /// The mean image of each class, where the classes are in turn.
  private static func means(_ data: Dataset) -> [[Float]] {
    let classes = data.classNames.count
    var features: [Float] = []
    data.gather(Array(0..<data.count), into: &features)
    return (0..<classes).map { label in
      var sums = [Float](repeating: 0, count: 784)
      for row in stride(from: label, to: data.count, by: classes) {
        for pixel in 0..<784 { sums[pixel] += features[row * 784 + pixel] }
      }
      return sums.map { $0 / Float(data.count / classes) }
    }
  }

  private static func distance(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
