extension BarsFigure {
  private static let leastWidth = 360.0
  private static let height = 240.0
  private static let shortestLimit = 10

  /// The figure, its series named in a legend; `colorClass` gives a name its style class.
  ///
  /// Where the groups need more room than a column has, it scrolls in a box of its own.
  package func svg(colorClass: (String) -> String) -> Markup {
    let values = groups.indices.flatMap { group in
      series.flatMap { series in
        series.value(at: group).map { [$0] + (series.whisker(at: group) ?? []) } ?? []
      }
    }
    let axis = Axis(barsTo: values, isLogarithmic: vertical.isLogarithmic)
    // Few groups leave room for longer names.
    let share = (Self.leastWidth - 56) / Double(max(1, groups.count)) / FigureLabel.character
    let longest = max(Self.shortestLimit, Int(share) - 2)
    let labels = groups.map { FigureLabel($0, width: longest, most: 2) }
    let room = max(
      (labels.map(\.width).max() ?? 0) + 8, Double(series.count) * 6 + 8)
    let needed = Double(groups.count) * room + 56
    let width = max(Self.leastWidth, needed)
    let title = vertical.title
    let plot = Plot(
      width: width, height: Self.height, margin: 8, vertical: axis,
      verticalTitle: axis.isLogarithmic && !title.isEmpty ? title + ", log scale" : title,
      horizontalTitle: "", labelLines: labels.map(\.lines.count).max() ?? 1)
    let groupWidth = (plot.right - plot.left) / Double(max(1, groups.count))
    let bars = groups.indices.map { group -> Markup in
      let start = plot.left + Double(group) * groupWidth
      let label = labels[group]
      let text = label.text(
        x: start + groupWidth / 2, y: plot.bottom + 6 + label.height / 2, anchor: "middle")
      return "\(self.bars(of: group, from: start, width: groupWidth, on: plot, colorClass))\(text)"
    }
    let legend = series.map { series -> Markup in
      "<li class=\"\(colorClass(series.name))\"><i class=\"swatch\"></i>\(series.name)</li>\n"
    }
    let isWide = needed > Self.leastWidth
    let style: Markup = isWide ? " style=\"width:\(width)px\"" : ""
    return """
      <figure\(isWide ? " class=\"full\"" : "" as Markup)>
      <figcaption><h3>\(self.title)</h3></figcaption>
      <ul class="legend">
      \(legend)</ul>
      <div class="scroll">
      <svg viewBox="0 0 \(width) \(Self.height)" role="img"\(style)>
      <title>\(self.title)</title>
      <desc>\(summary).</desc>
      \(plot.axes())\(bars)</svg>
      </div>
      </figure>

      """
  }

  private var summary: String {
    let parts = series.map { series in
      series.name + ": "
        + groups.indices.map { group in
          "\(groups[group]) \(series.value(at: group).map(Numeral.tick) ?? Numeral.none)"
        }.joined(separator: ", ")
    }
    return parts.isEmpty ? "No values" : parts.joined(separator: "; ")
  }

  private func bars(
    of group: Int, from start: Double, width: Double, on plot: Plot,
    _ colorClass: (String) -> String
  ) -> [Markup] {
    let gap = min(width * 0.12, 16)
    let barWidth = min((width - 2 * gap) / Double(max(1, series.count)), 44)
    let first = start + (width - barWidth * Double(series.count)) / 2
    let base = plot.y(plot.vertical.range.contains(0) ? 0 : plot.vertical.range.lowerBound)
    return series.indices.map { index in
      guard let value = series[index].value(at: group) else { return "" }
      let x = first + Double(index) * barWidth
      let y = plot.y(value)
      let bar: Markup = """
        <rect class="bar \(colorClass(series[index].name))" x="\(x + barWidth * 0.06)" \
        y="\(min(y, base))" width="\(barWidth * 0.88)" height="\(abs(y - base))"/>
        """
      guard let whisker = series[index].whisker(at: group) else { return "\(bar)\n" }
      let (middle, half) = (x + barWidth / 2, min(3, barWidth * 0.3))
      let (low, high) = (plot.y(whisker[0]), plot.y(whisker[1]))
      return """
        \(bar)<path class="whisker" d="M\(middle) \(low)L\(middle) \(high)\
        M\(middle - half) \(low)h\(2 * half)M\(middle - half) \(high)h\(2 * half)"/>

        """
    }
  }
}

extension BarsFigure.Series {
  fileprivate func value(at group: Int) -> Double? {
    guard values.indices.contains(group), let value = values[group] else { return nil }
    return value.isFinite ? value : nil
  }

  /// Lower and upper end, where both are finite.
  fileprivate func whisker(at group: Int) -> [Double]? {
    guard let low, let high, low.indices.contains(group), high.indices.contains(group) else {
      return nil
    }
    let ends = [low[group], high[group]].sorted()
    return ends.allSatisfy(\.isFinite) ? ends : nil
  }
}
