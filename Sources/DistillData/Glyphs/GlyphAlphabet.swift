import DistillTensors

/// The characters of one alphabet: strokes from a small common set, the stock, on a grid of the alphabet's
/// own proportions.
///
/// The stock begins with eight strokes of four or five forms and grows by one whenever new characters
/// become hard to find, so that large alphabets have more strokes and the characters of small ones are
/// similar.
struct GlyphAlphabet: Sendable {
  /// The strokes of each character, in the order of the stock.
  let characters: [[GlyphPart]]
  /// How the alphabet is written.
  let habits: Hand.Habits
  private let grid: [SIMD2<Float>]

  /// An alphabet of `count` characters, none of which is in `taken`; they are added to it.
  init(count: Int, taken: inout Set<Set<GlyphPart>>, using random: inout RandomStream) {
    grid = Self.grid(using: &random)
    let aspect = random.uniform(in: 0.85...1.15)
    habits = Hand.Habits(
      height: 17.5...22, aspect: (aspect - 0.12)...(aspect + 0.12),
      slant: random.uniform(in: -0.1...0.25), wobble: 1.5...5, radius: 0.6...1.3)
    var forms = GlyphForm.allCases.filter { $0 != .line }
    let order = random.permutation(of: forms.count)
    forms = [.line] + order.prefix(3 + random.integer(below: 2)).map { forms[$0] }
    var stock: [GlyphPart] = []
    for place in 0..<8 { Self.extend(&stock, isLong: place < 3, forms, using: &random) }
    var characters: [[GlyphPart]] = []
    var failures = 0
    while characters.count < count {
      if let parts = Self.character(of: stock, on: grid, using: &random),
        taken.insert(Set(parts)).inserted
      {
        characters.append(parts)
        failures = 0
      } else {
        failures += 1
        if failures % 20 == 0 {
          // Where all strokes of the forms are in use, a form is added, so that there is always one more.
          if failures % 200 == 0 { forms = GlyphForm.allCases }
          Self.extend(&stock, isLong: random.integer(below: 3) == 0, forms, using: &random)
        }
      }
    }
    self.characters = characters
  }

  /// The pen's paths of the character at `index`, in hundredths of its height from its middle.
  func shape(of index: Int) -> [[Float]] {
    let paths = characters[index].flatMap { $0.paths(on: grid) }
    let (low, high) = Self.box(of: paths)
    let middle = (low + high) / 2
    // Neither wide nor low characters are drawn much larger or smaller than others.
    let scale = min(1.25, 100 / (high.y - low.y), 76 / (high.x - low.x))
    return paths.map { path in
      path.indices.map { (path[$0] - ($0 % 2 == 0 ? middle.x : middle.y)) * scale }
    }
  }

  private static func box(of paths: [[Float]]) -> (low: SIMD2<Float>, high: SIMD2<Float>) {
    var (low, high) = (SIMD2<Float>(repeating: 1000), SIMD2<Float>(repeating: -1000))
    for path in paths {
      for index in stride(from: 0, to: path.count, by: 2) {
        let point = SIMD2(path[index], path[index + 1])
        low = pointwiseMin(low, point)
        high = pointwiseMax(high, point)
      }
    }
    return (low, high)
  }

  private static func grid(using random: inout RandomStream) -> [SIMD2<Float>] {
    func number(_ range: ClosedRange<Double>) -> Float { Float(random.uniform(in: range)) }
    let columns = [-number(22...36), number(-6...6), number(22...36)]
    let rows = [-50, number(-14...14), 50]
    return rows.flatMap { row in columns.map { SIMD2($0, row) } }
  }

  /// Adds a stroke that `stock` does not have; up, down and across are more frequent than oblique.
  private static func extend(
    _ stock: inout [GlyphPart], isLong: Bool, _ forms: [GlyphForm], using random: inout RandomStream
  ) {
    for _ in 0..<1000 {
      let start = random.integer(below: 9)
      let end = (start + 1 + random.integer(below: 8)) % 9
      let part = GlyphPart(
        form: forms[random.integer(below: forms.count)], from: start, to: end,
        isMirrored: random.integer(below: 2) == 0)
      let isRare = !part.isStraight && random.integer(below: 3) > 0
      if part.isLong == isLong, part.form.fits(isLong: isLong), !isRare, !stock.contains(part) {
        stock.append(part)
        return
      }
    }
  }

  /// Two to four strokes of `stock`, in its order, that are connected: the first a long one, none over
  /// another, neither too simple nor too complex; nil where there is no such choice.
  private static func character(
    of stock: [GlyphPart], on grid: [SIMD2<Float>], using random: inout RandomStream
  ) -> [GlyphPart]? {
    let count = 2 + random.integer(below: 3)
    let stems = stock.indices.filter { stock[$0].isLong }
    guard !stems.isEmpty else { return nil }
    var chosen = [stems[random.integer(below: stems.count)]]
    var reached = stock[chosen[0]].points
    while chosen.count < count {
      let candidates = stock.indices.filter { index in
        let part = stock[index]
        return (part.form == .dot || !part.points.isDisjoint(with: reached))
          && !chosen.contains { stock[$0].overlaps(part) }
      }
      guard !candidates.isEmpty else { return nil }
      chosen.append(candidates[random.integer(below: candidates.count)])
      reached.formUnion(stock[chosen[chosen.count - 1]].points)
    }
    let parts = chosen.sorted().map { stock[$0] }
    let box = box(of: parts.flatMap { $0.paths(on: grid) })
    let size = box.high - box.low
    guard parts.count(where: { $0.form != .dot }) > 1,
      parts.reduce(0, { $0 + $1.form.effort }) <= 5,
      size.x >= 24, size.y >= 48
    else { return nil }
    return parts
  }
}
