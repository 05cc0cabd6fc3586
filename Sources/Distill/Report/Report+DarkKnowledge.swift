import DistillReporting

extension Report {
  /// For each image, the probabilities of teacher and student at every temperature.
  func darkKnowledgeSection() -> Markup {
    if digits.isEmpty { return "" }
    return """
      <section>
      <h2>Dark knowledge</h2>
      <p>A higher temperature T shows the probabilities that the teacher assigns to wrong classes, and \
      whether the student has learned them; at each T the longest bar fills the width.</p>
      <ul class="legend"><li class="c0"><i class="swatch"></i>teacher</li>\
      <li class="c1"><i class="swatch"></i>student</li></ul>
      \(digits.map(comparison(of:)))</section>

      """
  }

  private func comparison(of digit: DigitComparison) -> Markup {
    let label = digit.label.map(className)
    let address = GrayscalePNG.address(digit.pixels, width: digit.width, height: digit.height)
    let verdict = digit.views.first.map { view -> Markup in
      """
      teacher: \(className(Self.likeliest(view.teacher)))<br>\
      student: \(className(Self.likeliest(view.student)))
      """
    }
    let caption = label.map { "labelled \($0)" } ?? "no label"
    let shown = digit.views.first.map { shownClasses(of: digit, count: $0.teacher.count) } ?? []
    let isWide = shown.contains { className($0).count > 3 }
    return """
      <article class="digit">
      <figure><img src="\(address)" alt="Image, \(caption)" width="112">
      <figcaption><b>\(caption)</b><br>\(verdict ?? "")</figcaption></figure>
      <div class="\(isWide ? "views wide" : "views")">
      \(digit.views.map { bars(of: $0, in: digit, showing: shown) })</div>
      </article>

      """
  }

  private func bars(
    of view: DigitComparison.View, in digit: DigitComparison, showing shown: [Int]
  ) -> Markup {
    let present = shown.filter(view.teacher.indices.contains)
    let bars = present.map { index in
      BarPair(
        name: className(index), isLabel: index == digit.label,
        teacher: Double(view.teacher[index]), student: Double(view.student[index]))
    }
    let rest = Set(view.teacher.indices).subtracting(present).sorted()
    let others = BarPair(
      name: "\(Numeral.grouped(rest.count)) others", isLabel: false,
      teacher: rest.reduce(0) { $0 + Double(view.teacher[$1]) },
      student: rest.reduce(0) { $0 + Double(view.student[$1]) })
    let longest = bars.flatMap { [$0.teacher, $0.student] }.filter(\.isFinite).max() ?? 1
    return """
      <table class="bars">
      <caption><i>T</i> = \(Numeral.tick(view.temperature))</caption>
      <tbody>
      \(bars.map { $0.rows(longest: longest) })\
      \(rest.isEmpty ? [] : [others.rows(longest: nil)])</tbody>
      </table>

      """
  }

  /// The classes to show, the same at every temperature: all of them, or of many the ten that are most
  /// probable for the teacher.
  private func shownClasses(of digit: DigitComparison, count: Int) -> [Int] {
    guard count > Self.mostClassesShown, let first = digit.views.first else {
      return Array(0..<count)
    }
    let order = first.teacher.indices.sorted { first.teacher[$0] > first.teacher[$1] }
    return order.prefix(10).filter { $0 < count }
  }

  private static func likeliest(_ probabilities: [Float]) -> Int {
    probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
  }
}

/// One class's bars, the teacher's above the student's.
private struct BarPair {
  var name: String
  var isLabel: Bool
  var teacher: Double
  var student: Double

  /// Two rows of a table; a bar of the length `longest` fills the width, and where it is nil there are no
  /// bars.
  func rows(longest: Double?) -> Markup {
    func cells(_ who: String, _ colorClass: String, _ value: Double) -> Markup {
      var bar: Markup = ""
      if let longest {
        let share = value.isFinite && longest > 0 ? min(max(value / longest, 0), 1) * 100 : 0
        bar = "<i role=\"img\" aria-label=\"\(who)\" style=\"width:\(share)%\"></i>"
      }
      return "<td class=\"\(colorClass)\">\(bar)</td><td>\(Numeral.probability(value))</td>"
    }
    let opening: Markup = isLabel ? "<tr class=\"label\">" : "<tr>"
    return """
      \(opening)<th scope="rowgroup" rowspan="2">\(name)</th>\
      \(cells("teacher", "c0", teacher))</tr><tr>\(cells("student", "c1", student))</tr>

      """
  }
}
