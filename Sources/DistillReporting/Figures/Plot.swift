/// The rectangle of a figure in which values are drawn, and the axes around it.
struct Plot {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let vertical: Axis
  let verticalTitle: String
  let horizontalTitle: String

  /// The plot of a figure of `width` × `height`, with `margin` to the right of it.
  init(
    width: Double, height: Double, margin: Double, vertical: Axis, verticalTitle: String,
    horizontalTitle: String, labelLines: Int = 1
  ) {
    let longest = vertical.ticks.map { Numeral.tick($0).count }.max() ?? 0
    left = max(30, Double(longest) * FigureLabel.character + 12)
    right = width - margin
    top = verticalTitle.isEmpty ? 10 : 28
    bottom =
      height - (horizontalTitle.isEmpty ? 10 : 25) - Double(labelLines) * FigureLabel.lineHeight
    self.vertical = vertical
    self.verticalTitle = verticalTitle
    self.horizontalTitle = horizontalTitle
  }

  func x(_ share: Double) -> Double { left + share * (right - left) }
  func y(_ value: Double) -> Double { bottom - vertical.position(value) * (bottom - top) }

  /// The vertical axis with its grid, the horizontal line, and the titles of both.
  func axes() -> Markup {
    let rows = vertical.ticks.map { tick -> Markup in
      """
      <path class="grid" d="M\(left) \(y(tick))H\(right)"/>\
      <text x="\(left - 7)" y="\(y(tick) + 4)" text-anchor="end">\(Numeral.tick(tick))</text>

      """
    }
    let base = vertical.range.contains(0) ? y(0) : bottom
    let across: Markup =
      horizontalTitle.isEmpty
      ? ""
      : """
      <text x="\((left + right) / 2)" y="\(bottom + 34)" text-anchor="middle">\(horizontalTitle)</text>

      """
    let up: Markup =
      verticalTitle.isEmpty
      ? "" : "<text x=\"0\" y=\"12\">\(verticalTitle)</text>\n"
    return "\(rows)<path class=\"tick\" d=\"M\(left) \(base)H\(right)\"/>\n\(across)\(up)"
  }
}
