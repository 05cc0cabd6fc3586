extension Report {
  /// Each model's confusion matrix, or its most frequent confusions where the classes are many.
  func confusionSection() -> Markup {
    let shown = evaluations.filter { $0.examples > 0 && !$0.confusion.isEmpty }
    if shown.isEmpty { return "" }
    let isSmall = shown.allSatisfy { $0.confusion.count <= Self.mostClassesShown }
    let largest = shown.flatMap(\.mistakes).map(\.count).max() ?? 0
    let sentence: Markup =
      isSmall
      ? """
      Rows are the true classes, columns the predicted classes; the tint marks errors on one scale for \
      all models, and the last column counts the errors of each class.
      """
      : "The most frequent confusions of each model."
    let figures = shown.map { evaluation in
      isSmall ? heatMap(of: evaluation, largest: largest) : pairs(of: evaluation)
    }
    return """
      <section>
      <h2>Confusions</h2>
      <p>\(sentence)</p>
      <div class="matrices">
      \(figures)</div>
      </section>

      """
  }

  private func heatMap(of evaluation: Evaluation, largest: Int) -> Markup {
    let cell = 28.0
    let count = evaluation.confusion.count
    let names = (0..<count).map { name in
      let name = className(name)
      return name.count <= 10 ? name : name.prefix(9) + "…"
    }
    let longest = Double(names.map(\.count).max() ?? 1)
    let isUpright = longest <= 3
    let left = 12 + longest * 7
    let top = isUpright ? 20 : 12 + longest * 6.5
    let side = Double(count) * cell
    let size = (width: left + side + cell + 8, height: top + side + 2)

    var body: Markup = ""
    for (truth, row) in evaluation.confusion.enumerated() {
      let y = top + Double(truth) * cell
      let wrong = row.enumerated().reduce(0) { $0 + ($1.offset == truth ? 0 : $1.element) }
      let x = left + (Double(truth) + 0.5) * cell
      let heading: Markup =
        isUpright
        ? "<text x=\"\(x)\" y=\"\(top - 7)\" text-anchor=\"middle\">\(names[truth])</text>"
        : "<text transform=\"translate(\(x + 4) \(top - 6)) rotate(-90)\">\(names[truth])</text>"
      let line: Markup = """
        <text x="\(left - 7)" y="\(y + 18)" text-anchor="end">\(names[truth])</text>\(heading)\
        <text class="sum" x="\(size.width - 2)" y="\(y + 18)" text-anchor="end">\
        \(wrong == 0 ? "·" : Numeral.grouped(wrong))</text>

        """
      body.text += line.text
      for (predicted, value) in row.enumerated() {
        let place = (x: left + Double(predicted) * cell, y: y)
        let part = square(
          value, isRight: predicted == truth, at: place, size: cell, largest: largest)
        body.text += part.text
      }
    }
    let errors = Numeral.grouped(evaluation.errors)
    return """
      <figure class="scroll" tabindex="0">
      <figcaption class="\(colorClass(of: evaluation.name))"><h3><i class="swatch"></i>\
      \(evaluation.name)</h3></figcaption>
      <svg class="matrix" width="\(size.width)" height="\(size.height)" \
      viewBox="0 0 \(size.width) \(size.height)" role="img">
      <title>Confusion matrix of \(evaluation.name)</title>
      <desc>\(errors) errors. \(summary(of: evaluation))</desc>
      \(body)</svg>
      </figure>

      """
  }

  private func square(
    _ value: Int, isRight: Bool, at place: (x: Double, y: Double), size: Double, largest: Int
  ) -> Markup {
    let share = Double(value) / Double(max(largest, 1))
    // The root makes rare errors visible; three quarters of the full tint leave the count legible.
    let tint = 0.08 + 0.67 * min(share, 1).squareRoot()
    let fill: Markup =
      isRight
      ? " class=\"right\""
      : value == 0 ? " class=\"none\"" : " class=\"heat\" fill-opacity=\"\(tint)\""
    let text = value == 0 ? "" : value < 10_000 ? "\(value)" : "\((value + 500) / 1000)k"
    let count: Markup =
      text.isEmpty
      ? ""
      : """
      <text class="\(isRight ? "sum" : "count")" x="\(place.x + size / 2)" y="\(place.y + 18)" \
      text-anchor="middle">\(text)</text>
      """
    return """
      <rect\(fill) x="\(place.x + 0.5)" y="\(place.y + 0.5)" width="\(size - 1)" \
      height="\(size - 1)"/>\(count)

      """
  }

  private func pairs(of evaluation: Evaluation) -> Markup {
    let rows = evaluation.mistakes.prefix(12).map { mistake -> Markup in
      let total = evaluation.confusion[mistake.truth].reduce(0, +)
      let share = Double(mistake.count) / Double(max(total, 1))
      return """
        <tr><td>\(className(mistake.truth))</td><td>\(className(mistake.predicted))</td>\
        <td>\(Numeral.grouped(mistake.count))</td>\
        <td>\(Numeral.fixed(share * 100, decimals: 1))</td></tr>

        """
    }
    return """
      <figure class="scroll" tabindex="0">
      <table class="pairs">
      <caption class="\(colorClass(of: evaluation.name))"><h3><i class="swatch"></i>\
      \(evaluation.name)</h3></caption>
      <thead><tr><th scope="col">true class</th><th scope="col">predicted</th>\
      <th scope="col">count</th><th scope="col">% of class</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </figure>

      """
  }

  /// The most frequent errors in words, for screen readers.
  private func summary(of evaluation: Evaluation) -> String {
    let mistakes = evaluation.mistakes.prefix(3).map {
      "\(className($0.truth)) predicted as \(className($0.predicted)) (\($0.count))"
    }
    return mistakes.isEmpty ? "" : "Most often: " + mistakes.joined(separator: ", ") + "."
  }
}

extension Evaluation {
  /// The cells off the diagonal that are not 0, in descending order.
  fileprivate var mistakes: [(truth: Int, predicted: Int, count: Int)] {
    var cells: [(truth: Int, predicted: Int, count: Int)] = []
    for (truth, row) in confusion.enumerated() {
      for (predicted, count) in row.enumerated() where predicted != truth && count > 0 {
        cells.append((truth, predicted, count))
      }
    }
    return cells.sorted { ($1.count, $0.truth, $0.predicted) < ($0.count, $1.truth, $1.predicted) }
  }
}
