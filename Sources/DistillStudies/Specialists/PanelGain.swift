package import Distill

/// The gain of panels over their generalists, seed by seed, in percent of the test examples.
package struct PanelGain {
  package let before: Sample
  package let after: Sample
  package let conditionalBefore: Sample
  package let conditionalAfter: Sample

  /// The gain of panels called `name`, one outcome for each seed.
  package init(_ outcomes: [PanelOutcome], name: String = "with specialists") {
    before = Sample("generalist", outcomes.map { $0.all.accuracy(\.before) })
    after = Sample(name, outcomes.map { $0.all.accuracy(\.after) })
    conditionalBefore = Sample(
      "generalist, conditional", outcomes.map { $0.conditional.accuracy(\.before) })
    conditionalAfter = Sample(
      "\(name), conditional", outcomes.map { $0.conditional.accuracy(\.after) })
  }

  /// The gain in percent of the accuracy before.
  package var relative: Sample {
    Sample("relative gain", zip(after.values, before.values).map { 100 * ($0 - $1) / $1 })
  }

  /// The panels against their generalists; not corrected yet.
  var accuracy: Comparison { Comparison(after, against: before, betterIs: .higher) }

  /// The same for conditional accuracy.
  var conditional: Comparison {
    Comparison(conditionalAfter, against: conditionalBefore, betterIs: .higher)
  }

  var samples: [Sample] { [before, after, relative, conditionalAfter, conditionalBefore] }
}

/// The gain of a panel by the number of specialists that have the class.
package struct CoverageGain {
  /// The most rows of ``counts`` but one: the last has all classes of so many specialists or more.
  static let most = 10

  private let outcomes: [PanelOutcome]

  /// The gain of several seeds.
  package init(_ outcomes: [PanelOutcome]) {
    self.outcomes = outcomes
  }

  /// How many specialists the classes of the last row have, or more.
  package var last: Int { min(Self.most, (outcomes.map(\.byCoverage.count).max() ?? 1) - 1) }

  /// Sums over seeds, by the number of specialists.
  package var counts: [PanelOutcome.Count] {
    var sums = [PanelOutcome.Count](repeating: .init(), count: last + 1)
    for outcome in outcomes {
      for (number, count) in outcome.byCoverage.enumerated() {
        let place = min(number, last)
        sums[place].examples += count.examples
        sums[place].before += count.before
        sums[place].after += count.after
      }
    }
    return sums
  }

  /// The change in right predictions in percent of those before, by the number of specialists; nil where
  /// none was right before.
  package var relative: [Double?] {
    counts.map { $0.before == 0 ? nil : 100 * Double($0.after - $0.before) / Double($0.before) }
  }

  /// By the number of specialists, the change in right predictions in percent of the examples, of each
  /// seed that has any.
  package var points: [Sample] {
    let last = last
    return (0...last).map { number in
      Sample(
        "",
        outcomes.compactMap { outcome -> Double? in
          let counts = outcome.byCoverage.enumerated().filter { min($0.offset, last) == number }
          let examples = counts.reduce(0) { $0 + $1.element.examples }
          let change = counts.reduce(0) { $0 + $1.element.after - $1.element.before }
          return examples == 0 ? nil : 100 * Double(change) / Double(examples)
        })
    }
  }

  /// Table 4 of the paper.
  private static let paper = [
    "0.0", "+3.4", "+7.4", "+8.8", "+10.5", "+11.1", "+11.3", "+12.8", "+13.6", "+16.6", "+14.1",
  ]

  var table: ResultTable {
    ResultTable(
      caption: "Test examples by the number of specialists that have their class, all seeds",
      columns: [
        "specialists", "examples", "change in correct", "relative change, %", "the paper's, %",
      ],
      rows: zip(counts, relative).enumerated().map { number, row in
        let change = row.0.after - row.0.before
        return [
          number == Self.most ? "\(number) or more" : "\(number)",
          Numeral.grouped(row.0.examples), "\(change > 0 ? "+" : "")\(change)",
          row.1.map { ($0 > 0 ? "+" : "") + Numeral.fixed($0, decimals: 1) } ?? Numeral.none,
          Self.paper[number],
        ]
      })
  }

  var figure: Figure {
    .curves(
      CurvesFigure(
        title: "Gain by specialists that have the class",
        horizontal: Scale(title: "specialists"), vertical: Scale(title: "points"),
        series: [
          .init(
            name: "gain",
            points: points.enumerated().map { .init(x: Double($0.offset), $0.element) }
          )
        ]))
  }
}
