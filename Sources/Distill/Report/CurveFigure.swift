/// Lines over epochs or steps as an SVG figure, labelled at their ends.
struct CurveFigure {
  struct Line {
    var name: String
    var colorClass: String
    /// In order of place; where a value is missing or not finite the line is interrupted.
    var points: [(place: Int, value: Double?)]
    /// Drawn solid and labelled, rather than dashed.
    var isMain: Bool

    var values: [(place: Int, value: Double)] {
      points.compactMap { point in
        point.value.flatMap { $0.isFinite ? (point.place, $0) : nil }
      }
    }
  }

  var title: String
  var note = ""
  /// What places count.
  var unit: String
  var lines: [Line]

  private static let width = 360.0
  private static let height = 230.0
  private static let top = 10.0
  private static let bottom = 36.0
  private static let left = 44.0
  /// The height of a label, and the width of its average character.
  private static let labelSize = (height: 13.0, character: 7.0)
  private static let longestLabel = 12

  func svg() -> Markup {
    let values = lines.flatMap(\.values)
    let horizontal = Axis(places: values.map(\.place))
    let vertical = Axis(fitting: values.map(\.value))
    let labels = lines.filter(\.isMain).map { Self.shortened($0.name) }
    let right = Double(labels.map(\.count).max() ?? 0) * Self.labelSize.character + 14
    let plotRight = Self.width - right
    let plotBottom = Self.height - Self.bottom
    func x(_ place: Double) -> Double {
      Self.left + horizontal.position(place) * (plotRight - Self.left)
    }
    func y(_ value: Double) -> Double {
      plotBottom - vertical.position(value) * (plotBottom - Self.top)
    }

    let rows = vertical.ticks.map { tick -> Markup in
      """
      <path class="grid" d="M\(Self.left) \(y(tick))H\(plotRight)"/>\
      <text x="\(Self.left - 7)" y="\(y(tick) + 4)" text-anchor="end">\(Numeral.tick(tick))</text>

      """
    }
    let columns = horizontal.ticks.map { tick -> Markup in
      """
      <path class="tick" d="M\(x(tick)) \(plotBottom)v4"/>\
      <text x="\(x(tick))" y="\(plotBottom + 17)" text-anchor="middle">\(Numeral.tick(tick))</text>

      """
    }
    let paths = lines.map { line -> Markup in
      path(of: line, x: x, y: y)
    }
    let ends = lines.filter(\.isMain).compactMap { line in
      line.values.last.map { (line: line, y: y($0.value)) }
    }
    let places = Self.spread(
      ends.map(\.y), apart: Self.labelSize.height, within: Self.top...plotBottom)
    let names = zip(ends, places).map { end, place -> Markup in
      """
      <text class="name \(end.line.colorClass)" x="\(plotRight + 8)" y="\(place + 4)">\
      \(Self.shortened(end.line.name))</text>

      """
    }
    let remarks = [note, vertical.isLogarithmic ? "log scale" : ""].filter { !$0.isEmpty }
      .joined(separator: "; ")
    let summary = lines.compactMap { line in
      line.values.last.map {
        "\(line.name)\(line.isMain ? "" : " (dashed)") ends at \(Numeral.tick($0.value))"
      }
    }.joined(separator: "; ")
    return """
      <figure>
      <figcaption><h3>\(title)</h3> <span>\(remarks)</span></figcaption>
      <svg viewBox="0 0 \(Self.width) \(Self.height)" role="img">
      <title>\(title), by \(unit)</title>
      <desc>\(summary).</desc>
      \(rows)\(columns)<path class="tick" d="M\(Self.left) \(plotBottom)H\(plotRight)"/>
      <text x="\((Self.left + plotRight) / 2)" y="\(Self.height - 3)" text-anchor="middle">\(unit)</text>
      \(paths)\(names)</svg>
      </figure>

      """
  }

  private func path(
    of line: Line, x: (Double) -> Double, y: (Double) -> Double
  ) -> Markup {
    var path: Markup = ""
    var isDrawing = false
    for point in line.points {
      guard let value = point.value, value.isFinite else {
        isDrawing = false
        continue
      }
      let command: Markup = isDrawing ? "L" : "M"
      path.text += ("\(command)\(x(Double(point.place))) \(y(value))" as Markup).text
      isDrawing = true
    }
    guard let last = line.values.last else { return "" }
    let style = line.isMain ? "line" : "line dashed"
    return """
      <path class="\(style) \(line.colorClass)" d="\(path)"/>\
      <circle class="dot \(line.colorClass)" cx="\(x(Double(last.place)))" cy="\(y(last.value))" \
      r="\(line.isMain ? 2.5 : 1.5)"/>

      """
  }

  private static func shortened(_ name: String) -> String {
    name.count <= longestLabel ? name : name.prefix(longestLabel - 1) + "…"
  }

  /// Places as near to `wanted` as the distance between them allows: pushed down in order, and
  /// those that leave the bounds pushed up again.
  private static func spread(
    _ wanted: [Double], apart: Double, within bounds: ClosedRange<Double>
  ) -> [Double] {
    var places = wanted
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    var floor = -Double.infinity
    for index in order {
      places[index] = max(places[index], floor)
      floor = places[index] + apart
    }
    var ceiling = bounds.upperBound
    for index in order.reversed() {
      places[index] = min(places[index], ceiling)
      ceiling = places[index] - apart
    }
    return places
  }
}
