import DistillData
import Testing

@Suite("Data sets and their views")
struct DatasetTests {
  /// `count` examples of one pixel, whose value is their id, of classes 0, 1, 2 in turn.
  static func numbered(_ count: Int) throws -> Dataset {
    try Dataset(
      pixels: (0..<count).map { UInt8($0 % 256) }, shape: [1, 1],
      labels: (0..<count).map { Int32($0 % 3) }, classNames: ["a", "b", "c"])
  }

  @Test("Digests are those an independent program computes, for every view")
  func digests() throws {
    let pixels = try Dataset(pixels: Array(0..<8), shape: [2, 2], classNames: [])
    #expect(pixels.digest == "aa1aa984dca7a47eba4556aa76c3ca7f64167b6c2f0f15af9d82a3642ee9d70f")
    #expect(pixels.subset([1]).hidingLabels().digest == pixels.digest)
    let features = try Dataset(features: [0, 0.5, -1, 2, 3.25, 1e-3], shape: [3], classNames: [])
    #expect(features.digest == "e0392a916539a1063573b0a8dee7f1ae767966c5e5a020849da619dfe5d9747f")
  }

  @Test("Pixels become value / 255, features stay what they are")
  func gather() throws {
    let all = try Dataset(pixels: Array(0...255), shape: [64], classNames: [])
    var features: [Float] = []
    all.gather([3, 0], into: &features)
    for (found, value) in zip(features, Array(192...255) + Array(0...63)) {
      #expect(abs(found - Float(value) / 255) <= 1e-7)
    }
    #expect(features[63] == 1 && features[64] == 0)
    let floats = try Dataset(features: [1.5, -2, 3, 4], shape: [2], classNames: [])
    floats.gather([1, 0, 1], into: &features)
    #expect(features == [3, 4, 1.5, -2, 3, 4])
    #expect(floats.pixels(at: 0) == [255, 0])
    #expect(all.pixels(at: 1) == Array(64...127))
  }

  @Test(
    "A shift augmentation every plane, and zeros enter at the edges",
    arguments: [
      (0, 0), (1, 0), (-1, 0), (0, 2), (2, -1), (-3, 1), (4, 0), (0, -3), (9, 9), (-9, 0),
    ])
  func shifts(dx: Int, dy: Int) throws {
    let (planes, height, width) = (2, 3, 4)
    let values = (1...planes * height * width).map { Float($0) }
    let data = try Dataset(features: values, shape: [planes, height, width], classNames: [])
    var moved: [Float] = []
    data.gather([0, 0], shifts: [.none, Shift(dx: dx, dy: dy)], into: &moved)
    #expect(Array(moved.prefix(values.count)) == values)
    for plane in 0..<planes {
      for y in 0..<height {
        for x in 0..<width {
          let isInside = (0..<height).contains(y - dy) && (0..<width).contains(x - dx)
          let expected =
            isInside ? values[(plane * height + y - dy) * width + x - dx] : 0
          #expect(moved[values.count + (plane * height + y) * width + x] == expected)
        }
      }
    }
  }

  @Test("Ids survive every view, and views of views")
  func ids() throws {
    let data = try Self.numbered(30)
    let view = data.excluding(classes: [1]).subset([5, 3, 0])
    #expect(view.ids == [8, 5, 0])
    #expect(view.labels == [2, 2, 0])
    #expect(view.classNames == ["a", "b", "c"])
    var features: [Float] = []
    view.gather([0, 2], into: &features)
    #expect(view.pixels(at: 0) == [8] && features[1] == 0)
    #expect(data.only(classes: [1]).ids == Array(stride(from: 1, to: 30, by: 3)))
    #expect(data.only(classes: [0, 1, 2]).ids == data.ids)
  }

  @Test("Examples of unknown class are neither of a class nor excluded by one")
  func unknown() throws {
    let data = try Dataset(
      pixels: [0, 1, 2], shape: [1], labels: [0, -1, 1], classNames: ["a", "b"])
    #expect(data.label(at: 1) == nil && data.label(at: 2) == 1)
    #expect(data.excluding(classes: [0]).ids == [1, 2])
    #expect(data.only(classes: [0]).ids == [0])
    #expect(data.hidingLabels().labels == [-1, -1, -1])
    #expect(data.hidingLabels().excluding(classes: [-1]).count == 3)
  }

  @Test(
    "A split is a partition, by seed, in order, with each class in proportion",
    arguments: [
      0, 1, 10, 90, 299, 300,
    ])
  func split(count: Int) throws {
    let data = try Self.numbered(300)
    let (training, validation) = data.split(validation: count, seed: 5)
    #expect(validation.count == count)
    #expect((training.ids + validation.ids).sorted() == data.ids)
    #expect(training.ids == training.ids.sorted() && validation.ids == validation.ids.sorted())
    for label in 0..<3 {
      let share = Double(validation.only(classes: [label]).count)
      #expect(abs(share - Double(count) / 3) <= 1)
    }
    #expect(data.split(validation: count, seed: 5).validation.ids == validation.ids)
    if count == 90 {
      #expect(data.split(validation: count, seed: 6).validation.ids != validation.ids)
    }
  }

  @Test("Fractions keep classes in proportion, and the smaller is part of the larger")
  func fractions() throws {
    let data = try Self.numbered(300)
    let (small, large) = (data.fraction(0.1, seed: 3), data.fraction(0.5, seed: 3))
    #expect(small.count == 30 && large.count == 150)
    #expect(Set(small.ids).isSubset(of: large.ids))
    #expect((0..<3).allSatisfy { small.only(classes: [$0]).count == 10 })
    #expect(data.fraction(0, seed: 3).count == 0 && data.fraction(1, seed: 3).ids == data.ids)

    let hidden = data.hidingLabels(keeping: 0.2, seed: 3)
    #expect(hidden.ids == data.ids)
    #expect((0..<3).allSatisfy { hidden.only(classes: [$0]).count == 20 })
    #expect(zip(hidden.labels, data.labels).allSatisfy { $0 == -1 || $0 == $1 })
    #expect(data.hidingLabels(keeping: 1, seed: 3).labels == data.labels)
  }

  @Test("A share of the labels is wrong, and nothing else changes", arguments: [0, 0.1, 0.5, 1])
  func mislabelled(share: Double) throws {
    let data = try Self.numbered(300).hidingLabels(keeping: 0.8, seed: 2)
    let wrong = data.mislabelled(share: share, seed: 4)
    let changed = data.ids.indices.filter { wrong.labels[$0] != data.labels[$0] }
    #expect(changed.count == Int(share * 240))
    #expect(changed.allSatisfy { data.labels[$0] >= 0 && wrong.labels[$0] >= 0 })
    for label: Int32 in 0..<3 {
      #expect(changed.count { data.labels[$0] == label } == changed.count / 3)
      // Half go to each other class, to within four standard deviations.
      let next = changed.count { data.labels[$0] == label && wrong.labels[$0] == (label + 1) % 3 }
      let half = Double(changed.count) / 6
      #expect(abs(Double(next) - half) <= 4 * (half / 2).squareRoot())
    }
    #expect(wrong.ids == data.ids && wrong.digest == data.digest)
    #expect(data.mislabelled(share: share, seed: 4).labels == wrong.labels)
    if share == 0.1 {
      #expect(data.mislabelled(share: share, seed: 5).labels != wrong.labels)
      let more = data.mislabelled(share: 0.5, seed: 4)
      #expect(changed.allSatisfy { more.labels[$0] == wrong.labels[$0] })
    }
  }

  @Test("What does not fit together is refused")
  func refusals() throws {
    #expect(
      throws: DataError.countsDisagree(
        what: "numbers for whole examples of 4", expected: 4, found: 7)
    ) {
      try Dataset(pixels: [UInt8](repeating: 0, count: 7), shape: [2, 2], classNames: [])
    }
    #expect(
      throws: DataError.countsDisagree(
        what: "one label for each example", expected: 2, found: 1)
    ) {
      try Dataset(pixels: [0, 0], shape: [1], labels: [0], classNames: ["a"])
    }
    for label: Int32 in [-2, 1, .max, .min] {
      #expect(
        throws: DataError.labelOutOfRange(label: Int(label), position: 1, classCount: 1)
      ) {
        try Dataset(pixels: [0, 0], shape: [1], labels: [0, label], classNames: ["a"])
      }
    }
    #expect(throws: DataError.duplicateClassName("a")) {
      try Dataset(pixels: [0], shape: [1], classNames: ["a", "b", "a"])
    }
    #expect(throws: DataError.notFinite(value: .infinity, position: 1)) {
      try Dataset(features: [0, 1, .infinity, 2], shape: [2], classNames: [])
    }
  }
}

@Suite("Augmented copies")
struct MovedCopiesTests {
  private static let digits = SyntheticDigits(seed: 3).dataset(count: 20)

  @Test(
    "Each copy is its image shifted by at most the given number of pixels, with the image's label")
  func augmentation() throws {
    let pixels = 2
    let moved = Self.digits.subset([4, 0, 7]).augmented(copies: 5, by: pixels, seed: 1)
    #expect(moved.count == 15 && moved.ids == Array(0..<15))
    var seen: Set<Int> = []
    for (place, position) in (0..<5).flatMap({ _ in [4, 0, 7] }).enumerated() {
      #expect(moved.labels[place] == Self.digits.labels[position])
      let shift = (0..<25).first { index in
        Self.shifted(Self.digits.pixels(at: position), index % 5 - 2, index / 5 - 2)
          == moved.pixels(at: place)
      }
      seen.insert(try #require(shift))
    }
    #expect(seen.count > 5)
  }

  @Test(
    "The same seed gives the same shifts, another seed others, and 0 pixels give the images")
  func seeds() {
    let once = Self.digits.augmented(copies: 2, by: 2, seed: 1)
    #expect(once.digest == Self.digits.augmented(copies: 2, by: 2, seed: 1).digest)
    #expect(once.digest != Self.digits.augmented(copies: 2, by: 2, seed: 2).digest)
    #expect(Self.digits.augmented(copies: 1, by: 0, seed: 1).digest == Self.digits.digest)
  }

  private static func shifted(_ pixels: [UInt8], _ dx: Int, _ dy: Int) -> [UInt8] {
    (0..<28 * 28).map { place in
      let (x, y) = (place % 28 - dx, place / 28 - dy)
      return 0..<28 ~= x && 0..<28 ~= y ? pixels[y * 28 + x] : 0
    }
  }
}
