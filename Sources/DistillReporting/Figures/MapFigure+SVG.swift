extension MapFigure {
  private static let cell = 9.0
  /// Longer names are cut.
  private static let longestName = 14

  /// The figure at its own size, in a box that scrolls.
  package func svg() -> Markup {
    let names = columns.map { name in
      name.count <= Self.longestName ? name : name.prefix(Self.longestName - 1) + "…"
    }
    let left = 10 + Double(rows.map(\.count).max() ?? 1) * 6
    let top = 10 + Double(names.map(\.count).max() ?? 1) * 5.5
    let size = (
      width: left + Double(columns.count) * Self.cell + 8,
      height: top + Double(rows.count) * Self.cell + 4
    )
    // What is not a positive number is an empty cell.
    let values = values.map { $0.map { $0.isFinite ? max($0, 0) : 0 } }
    let largest = max(values.joined().max() ?? 0, .leastNormalMagnitude)
    let darkest =
      values.joined().contains { $0 > 0 }
      ? "the darkest cell is \(Numeral.short(largest))." : "all cells are empty."
    let headings = names.enumerated().map { column, name -> Markup in
      let x = left + (Double(column) + 0.5) * Self.cell + 3
      return """
        <text class="small" transform="translate(\(x) \(top - 4)) rotate(-90)">\(name)</text>

        """
    }
    let lines = zip(rows, values).enumerated().map { row, line -> Markup in
      let y = top + Double(row) * Self.cell
      let cells = line.1.enumerated().map { column, value -> Markup in
        let x = left + Double(column) * Self.cell
        let tint = 0.1 + 0.9 * (value / largest).squareRoot()
        let fill: Markup =
          value == 0 ? " class=\"none\"" : " class=\"heat\" fill-opacity=\"\(tint)\""
        return """
          <rect\(fill) x="\(x + 0.5)" y="\(y + 0.5)" width="\(Self.cell - 1)" \
          height="\(Self.cell - 1)"/>
          """
      }
      return """
        <text class="small" x="\(left - 5)" y="\(y + 7)" text-anchor="end">\(line.0)</text>\(cells)

        """
    }
    return """
      <figure class="scroll" tabindex="0">
      <figcaption><h3>\(title)</h3></figcaption>
      <svg class="matrix" width="\(size.width)" height="\(size.height)" \
      viewBox="0 0 \(size.width) \(size.height)" role="img">
      <title>\(title)</title>
      <desc>\(rows.count) rows and \(columns.count) columns; \
      \(darkest)</desc>
      \(headings)\(lines)</svg>
      </figure>

      """
  }
}
