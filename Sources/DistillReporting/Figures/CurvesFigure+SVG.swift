extension CurvesFigure {
  private static let width = 360.0
  private static let height = 240.0
  private static let longestLabel = 15

  /// The figure with axes that fit its values; `colorClass` gives a name its style class.
  package func svg(colorClass: (String) -> String) -> Markup {
    let points = series.flatMap(\.drawn)
    let values = points.flatMap { [$0.y] + ($0.band.map { [$0.lowerBound, $0.upperBound] } ?? []) }
    return svg(
      note: "",
      horizontal: Axis(
        holding: points.map(\.x), air: 0.02, isLogarithmic: horizontal.isLogarithmic),
      vertical: Axis(holding: values, air: 0.06, isLogarithmic: vertical.isLogarithmic),
      colorClass: colorClass)
  }

  /// The figure on the given axes, each curve labelled at its end.
  package func svg(
    note: String, horizontal places: Axis, vertical values: Axis, colorClass: (String) -> String
  ) -> Markup {
    let solid = Set(series.filter { $0.style == .solid }.map(\.name))
    let labelled = series.filter {
      !$0.drawn.isEmpty && ($0.style == .solid || !solid.contains($0.name))
    }
    let labels = labelled.map { FigureLabel($0.name, width: Self.longestLabel, most: 2) }
    let needed = labels.map(\.height).reduce(0, +) + 66
    let plot = Plot(
      width: Self.width, height: max(Self.height, needed),
      margin: (labels.map(\.width).max() ?? 0) + 14, vertical: values,
      verticalTitle: Self.title(of: vertical, on: values),
      horizontalTitle: Self.title(of: horizontal, on: places))
    let ends = FigureLabel.spread(
      labelled.map { plot.y($0.drawn.last?.y ?? 0) }, heights: labels.map(\.height),
      within: plot.top...plot.bottom)
    let names = labelled.indices.map { index in
      labels[index].text(
        x: plot.right + 8, y: ends[index], class: "name \(colorClass(labelled[index].name))")
    }
    let bands = series.flatMap { $0.band(on: plot, places, colorClass: colorClass($0.name)) }
    let lines = series.map { $0.line(on: plot, places, colorClass: colorClass($0.name)) }
    let remarks = [note, vertical.title.isEmpty && values.isLogarithmic ? "log scale" : ""]
      .filter { !$0.isEmpty }.joined(separator: "; ")
    let summary = series.compactMap { series in
      series.drawn.last.map {
        "\(series.name)\(series.style == .solid ? "" : " (dashed)") ends at \(Numeral.tick($0.y))"
      }
    }
    return """
      <figure>
      <figcaption><h3>\(title)</h3> <span>\(remarks)</span></figcaption>
      <svg viewBox="0 0 \(Self.width) \(max(Self.height, needed))" role="img">
      <title>\(title), by \(horizontal.title)</title>
      <desc>\(summary.isEmpty ? "No values" : summary.joined(separator: "; ")).</desc>
      \(plot.axes())\(ticks(of: places, on: plot))\(bands)\(lines)\(names)</svg>
      </figure>

      """
  }

  private static func title(of scale: Scale, on axis: Axis) -> String {
    scale.title.isEmpty || !axis.isLogarithmic ? scale.title : scale.title + ", log scale"
  }

  /// The horizontal axis's ticks, with labels where they have room.
  private func ticks(of axis: Axis, on plot: Plot) -> [Markup] {
    var end = -Double.infinity
    return axis.ticks.map { tick in
      let x = plot.x(axis.position(tick))
      let label = FigureLabel(Numeral.tick(tick), width: 12, most: 1)
      let mark: Markup = "<path class=\"tick\" d=\"M\(x) \(plot.bottom)v4\"/>"
      if x - label.width / 2 < end + 5 { return mark }
      end = x + label.width / 2
      return "\(mark)\(label.text(x: x, y: plot.bottom + 13, anchor: "middle"))"
    }
  }
}

extension CurvesFigure.Point {
  /// From the band's lower to its upper bound, where it has both.
  fileprivate var band: ClosedRange<Double>? {
    guard let low, let high, low.isFinite, high.isFinite else { return nil }
    return min(low, high)...max(low, high)
  }

  fileprivate var isDrawn: Bool { x.isFinite && y.isFinite }
}

extension CurvesFigure.Series {
  /// With more points than this a curve is a line, and its points are not marked.
  private static let mostMarks = 16

  /// The points that have a place in the figure.
  fileprivate var drawn: [CurvesFigure.Point] { points.filter(\.isDrawn) }

  fileprivate func line(on plot: Plot, _ places: Axis, colorClass: String) -> Markup {
    guard let last = drawn.last else { return "" }
    var path: Markup = ""
    var isDrawing = false
    for point in points {
      if point.isDrawn {
        let command: Markup = isDrawing ? "L" : "M"
        let x = plot.x(places.position(point.x))
        path.text += ("\(command)\(x) \(plot.y(point.y))" as Markup).text
      }
      isDrawing = point.isDrawn
    }
    let radius = style == .solid ? 2.5 : 1.5
    let dots = (drawn.count <= Self.mostMarks ? drawn : [last]).map { point -> Markup in
      """
      <circle class="dot \(colorClass)" cx="\(plot.x(places.position(point.x)))" \
      cy="\(plot.y(point.y))" r="\(radius)"/>
      """
    }
    let dashes = style == .solid ? "line" : "line dashed"
    return "<path class=\"\(dashes) \(colorClass)\" d=\"\(path)\"/>\(dots)\n"
  }

  /// The area between the bounds wherever neighbours have them, and a line where a point has none that
  /// has.
  fileprivate func band(on plot: Plot, _ places: Axis, colorClass: String) -> [Markup] {
    let runs = points.split { !$0.isDrawn || $0.band == nil }
    return runs.map { run in
      func outline(_ points: [CurvesFigure.Point], _ bound: (ClosedRange<Double>) -> Double)
        -> [(x: Double, y: Double)]
      {
        points.compactMap { point in
          point.band.map { (plot.x(places.position(point.x)), plot.y(bound($0))) }
        }
      }
      let corners = outline(Array(run), \.upperBound) + outline(run.reversed(), \.lowerBound)
      let path = corners.enumerated().map { index, corner -> Markup in
        let command: Markup = index == 0 ? "M" : "L"
        return "\(command)\(corner.x) \(corner.y)"
      }
      let shape = run.count > 1 ? "band" : "reach"
      return "<path class=\"\(shape) \(colorClass)\" d=\"\(path)\"/>\n"
    }
  }
}
