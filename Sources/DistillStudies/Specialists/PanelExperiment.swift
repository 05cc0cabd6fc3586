import Distill

extension Experiment {
  /// The generalist with its specialists: the paper's tables 3 and 4.
  static let panel = Experiment(
    "panel", "Specialists with a dustbin", obstacle: \.lackOfClasses
  ) { plan in
    let seeds = plan.setting.seeds
    let generalists = seeds.map { plan.generalist($0) }
    let panels = seeds.map { plan.panel($0, .dustbin) }
    let outcomes = panels.map { plan.outcome(of: $0) }
    let size = plan.panelSize
    return { workspace in
      let outcomes = try outcomes.map(workspace.value)
      let gain = PanelGain(outcomes)
      let trend = Comparison(
        Sample("slope", outcomes.map(\.trend)), against: Sample("0", outcomes.map { _ in 0 }),
        betterIs: .higher)
      let seconds = try generalists.map { try workspace.result($0).seconds }
      let time = Sample("time", zip(outcomes, seconds).map { 100 * $0.seconds / $1 })
      let alone = Sample(
        "specialists alone, conditional", outcomes.map { $0.alone.accuracy(\.after) })
      let active = Sample("active", outcomes.map(\.active))
      let each =
        "Classes that one more specialist has gain \(trend.first.text(decimals: 2)) points more "
        + "(\(trend.p.map { Numeral.pValue($0, named: true) } ?? "one seed"))."
      let says = [
        "With \(size.specialists) specialists of \(size.classes) classes each, accuracy goes from",
        "\(gain.before.text(decimals: 1)) to \(gain.after.text(decimals: 1)) %,",
        "by \(gain.relative.text(decimals: 1)) % of what it was:",
        "\(gain.accuracy.sentence(unit: "points")). Conditional accuracy:",
        "\(gain.conditional.sentence(unit: "points")).", each,
      ]
      return Finding(
        sentence: says.joined(separator: " "),
        paper:
          "From 25.0 % to 26.1 %, by 4.4 % of what it was, and conditional accuracy from 43.1 % to 45.9 %, with "
          + "61 specialists of 300 classes; the more specialists have a class, the more it gains.",
        samples: gain.samples + [alone, trend.first, time, active],
        comparisons: [gain.accuracy, gain.conditional, trend],
        tables: [gain.table, Self.coverage(outcomes)], figures: [Self.figure(outcomes)],
        notes: [
          "One specialist trains for \(time.text(decimals: 1)) % of its generalist's time; an example makes \(active.text(decimals: 1)) of them active. Conditional accuracy is over the examples of each specialist's classes, predictions restricted to these: the generalist's, and the panel's; the specialists' own come to \(alone.text(decimals: 1)) %."
        ])
    }
  }

  /// Sums over seeds, by the number of specialists that have the class.
  private static func coverage(_ outcomes: [PanelOutcome]) -> ResultTable {
    let paper = [
      "0.0", "+3.4", "+7.4", "+8.8", "+10.5", "+11.1", "+11.3", "+12.8", "+13.6", "+16.6", "+14.1",
    ]
    return ResultTable(
      caption: "Test examples by the specialists that have their class, all seeds",
      columns: [
        "specialists", "examples", "change in correct", "relative change, %", "the paper's, %",
      ],
      rows: byCoverage(outcomes).enumerated().map { number, count in
        let change = count.after - count.before
        let relative = 100 * Double(change) / Double(count.before)
        return [
          number == 10 ? "10 or more" : "\(number)", Numeral.grouped(count.examples),
          "\(change > 0 ? "+" : "")\(change)",
          count.before == 0
            ? "–" : (relative > 0 ? "+" : "") + Numeral.fixed(relative, decimals: 1), paper[number],
        ]
      })
  }

  private static func byCoverage(_ outcomes: [PanelOutcome]) -> [PanelOutcome.Count] {
    let most = min(10, (outcomes.map(\.byCoverage.count).max() ?? 1) - 1)
    var sums = [PanelOutcome.Count](repeating: .init(), count: most + 1)
    for outcome in outcomes {
      for (number, count) in outcome.byCoverage.enumerated() {
        let place = min(number, most)
        sums[place].examples += count.examples
        sums[place].before += count.before
        sums[place].after += count.after
      }
    }
    return sums
  }

  private static func figure(_ outcomes: [PanelOutcome]) -> Figure {
    let most = byCoverage(outcomes).count - 1
    let points = (0...most).map { number -> CurvesFigure.Point in
      let own = outcomes.compactMap { outcome -> Double? in
        let counts = outcome.byCoverage.enumerated().filter { min($0.offset, most) == number }
        let examples = counts.reduce(0) { $0 + $1.element.examples }
        let change = counts.reduce(0) { $0 + $1.element.after - $1.element.before }
        return examples == 0 ? nil : 100 * Double(change) / Double(examples)
      }
      return .init(x: Double(number), Sample("", own))
    }
    return .curves(
      CurvesFigure(
        title: "Gain by specialists that have the class",
        horizontal: Scale(title: "specialists"), vertical: Scale(title: "points"),
        series: [.init(name: "gain", points: points)]))
  }
}

/// What panels gain over their generalists, seed by seed.
struct PanelGain {
  let before: Sample
  let after: Sample
  /// In percent of the accuracy before.
  let relative: Sample
  let accuracy: Comparison
  let conditional: Comparison

  init(_ outcomes: [PanelOutcome], name: String = "with specialists") {
    before = Sample("generalist", outcomes.map { $0.all.accuracy(\.before) })
    after = Sample(name, outcomes.map { $0.all.accuracy(\.after) })
    relative = Sample(
      "relative gain", zip(after.values, before.values).map { 100 * ($0 - $1) / $1 })
    accuracy = Comparison(after, against: before, betterIs: .higher)
    conditional = Comparison(
      Sample("\(name), conditional", outcomes.map { $0.conditional.accuracy(\.after) }),
      against: Sample(
        "generalist, conditional", outcomes.map { $0.conditional.accuracy(\.before) }),
      betterIs: .higher)
  }

  var samples: [Sample] { [before, after, relative, conditional.first, conditional.second] }

  var table: ResultTable {
    ResultTable(
      samples: [before, after, conditional.second, conditional.first],
      caption: "Test accuracy by seed, %", paper: ["25.0", "26.1", "43.1", "45.9"])
  }
}
