/// The text of a label in a figure, broken where it is too long for one line.
struct FigureLabel {
  static let lineHeight = 13.0
  /// The width of an average character.
  static let character = 6.6

  let lines: [String]

  var width: Double { Double(lines.map(\.count).max() ?? 0) * Self.character }
  var height: Double { Double(lines.count) * Self.lineHeight }

  /// `text` in at most `most` lines of at most `width` characters, cut where that is not enough.
  init(_ text: String, width: Int, most: Int) {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width || lines.count == most {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    self.lines = lines.map { $0.count <= width ? $0 : $0.prefix(width - 1) + "…" }
  }

  /// The lines, the middle of their height at `y`.
  func text(x: Double, y: Double, anchor: Markup = "start", class style: String = "") -> Markup {
    let top = y + 4 - (height - Self.lineHeight) / 2
    let texts = lines.enumerated().map { index, line -> Markup in
      """
      <text class="\(style)" x="\(x)" y="\(top + Double(index) * Self.lineHeight)" \
      text-anchor="\(anchor)">\(line)</text>
      """
    }
    return "\(texts)\n"
  }

  /// Positions for labels of `heights` that do not overlap, as near to `wanted` as possible: moved down in
  /// order, and up again where they would leave the bounds.
  static func spread(
    _ wanted: [Double], heights: [Double], within bounds: ClosedRange<Double>
  ) -> [Double] {
    var places = wanted
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    var floor = bounds.lowerBound - (heights.first ?? 0)
    for index in order {
      places[index] = max(places[index], floor + heights[index] / 2)
      floor = places[index] + heights[index] / 2
    }
    var ceiling = bounds.upperBound + lineHeight / 2
    for index in order.reversed() {
      places[index] = min(places[index], ceiling - heights[index] / 2)
      ceiling = places[index] - heights[index] / 2
    }
    return places
  }
}
