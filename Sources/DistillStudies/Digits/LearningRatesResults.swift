import Distill

/// Test errors and validation curves by learning rate, and the variance of both gradients.
package struct LearningRatesResults {
  /// The runs of one objective at one rate.
  package struct Series {
    let errors: [Double]
    let curve: [Double]

    /// Test errors by seed, and validation error rates in percent, [run][epoch], of the runs that did not
    /// diverge.
    package init(errors: [Double], curves: [[Double]]) {
      self.errors = errors
      curve = LearningRatesResults.meanCurve(curves)
    }
  }

  /// The runs of one rate.
  package struct Row {
    let rate: Double
    package let labels: Series
    package let soft: Series

    package init(rate: Double, labels: Series, soft: Series) {
      self.rate = rate
      self.labels = labels
      self.soft = soft
    }
  }

  /// The rate that needs the fewest epochs.
  package struct Fastest: Equatable {
    package let epochs: Int
    package let rate: Double

    package init(epochs: Int, rate: Double) {
      self.epochs = epochs
      self.rate = rate
    }
  }

  static let temperature = 4.0
  /// The validation error rate, in percent, to which epochs are counted.
  package static let goal = 2.5

  let rows: [Row]
  let noise: [GradientNoiseRow]

  /// The results by ascending rate.
  package init(rows: [Row], noise: [GradientNoiseRow]) {
    self.rows = rows
    self.noise = noise
  }

  /// The mean over curves, epoch by epoch, as far as the shortest goes; empty without curves.
  package static func meanCurve(_ curves: [[Double]]) -> [Double] {
    let epochs = curves.map(\.count).min() ?? 0
    return (0..<epochs).map { epoch -> Double in
      let sum: Double = curves.reduce(0) { $0 + $1[epoch] }
      return sum / Double(curves.count)
    }
  }

  /// The epoch, counted from 1, at whose end `curve` is first at or below ``goal``; nil where it never is.
  package static func epochs(to goal: Double = goal, of curve: [Double]) -> Int? {
    curve.firstIndex { $0 <= goal }.map { $0 + 1 }
  }

  /// The rate at which the mean curve of `series` needs the fewest epochs to ``goal``, the lowest of
  /// several; nil where none reaches it.
  package func fastest(_ series: KeyPath<Row, Series>) -> Fastest? {
    rows.compactMap { row in
      Self.epochs(of: row[keyPath: series].curve).map { Fastest(epochs: $0, rate: row.rate) }
    }.min { $0.epochs < $1.epochs }
  }

  private func sample(_ row: Row, _ series: KeyPath<Row, Series>) -> Sample {
    let name = series == \Row.labels ? "labels only" : "soft targets"
    return Sample("rate \(Numeral.short(row.rate)), \(name)", row[keyPath: series].errors)
  }

  private func text(_ fastest: Fastest?) -> String {
    fastest.map { "\($0.epochs) epochs at their best rate, \(Numeral.short($0.rate))" }
      ?? "more epochs than there were at every rate"
  }

  private func figure(_ name: String, _ series: KeyPath<Row, Series>) -> Figure {
    .curves(
      CurvesFigure(
        title: "Validation errors, \(name)", horizontal: Scale(title: "epoch"),
        vertical: Scale(title: "% wrong", isLogarithmic: true),
        series: rows.map { row in
          .init(
            name: "rate \(Numeral.short(row.rate))",
            points: row[keyPath: series].curve.enumerated().map {
              .init(x: Double($0.offset + 1), y: $0.element)
            })
        }))
  }

  private func epochs(_ series: Series) -> String {
    Self.epochs(of: series.curve).map { "\($0)" } ?? "not in \(series.curve.count)"
  }

  private var tables: [ResultTable] {
    [
      ResultTable(
        caption: "Variance of the gradient over its squared mean, batches of 128",
        columns: ["", "initial weights", "trained on labels"],
        rows: noise.map { [$0.name, Numeral.short($0.initial), Numeral.short($0.trained)] }),
      ResultTable(
        caption:
          "Epochs to \(Numeral.short(Self.goal)) % validation errors (mean curve), and test errors",
        columns: [
          "rate", "epochs, labels", "epochs, soft targets", "test errors, labels",
          "test errors, soft targets",
        ],
        rows: rows.map { row in
          [
            Numeral.short(row.rate), epochs(row.labels), epochs(row.soft),
            sample(row, \.labels).text(), sample(row, \.soft).text(),
          ]
        }),
    ]
  }

  private var claims: [Claim] {
    let (soft, labels) = (fastest(\.soft), fastest(\.labels))
    func rate(_ fastest: Fastest?) -> String { fastest.map { Numeral.short($0.rate) } ?? "none" }
    let goal = Numeral.short(Self.goal)
    return [
      Claim(
        "Best learning rate, on soft targets and on labels", paper: "much higher on soft targets",
        ours: "\(rate(soft)) and \(rate(labels))"),
      Claim(
        "Epochs to \(goal) % validation errors, on soft targets and on labels",
        ours:
          "\(soft.map { "\($0.epochs)" } ?? "not reached") and \(labels.map { "\($0.epochs)" } ?? "not reached")"
      ),
    ]
      + (noise.count < 3
        ? []
        : [
          Claim(
            "Relative variance of the gradient, \(noise[2].name), against \(noise[0].name)",
            paper: "much less",
            ours: "\(Numeral.short(noise[2].initial)) against \(Numeral.short(noise[0].initial))")
        ])
  }

  package var finding: Finding {
    let comparisons = Comparison.family(
      rows.map {
        Comparison(sample($0, \.soft), against: sample($0, \.labels), betterIs: .lower)
      })
    return Finding(
      sentence:
        "To \(Numeral.short(Self.goal)) % validation errors, soft targets need "
        + "\(text(fastest(\.soft))), labels \(text(fastest(\.labels))). At the initial weights the "
        + "variance of the gradient of a batch of 128 is, in units of its squared mean, "
        + noise.prefix(3).map { "\(Numeral.short($0.initial)) (\($0.name))" }
        .joined(separator: ", ") + ".",
      paper:
        "Soft targets of high entropy have much less variance in the gradient between cases, so a "
        + "much higher learning rate can be used.",
      samples: rows.flatMap { [sample($0, \.labels), sample($0, \.soft)] },
      comparisons: comparisons, claims: claims, tables: tables,
      figures: [figure("labels only", \.labels), figure("soft targets", \.soft)],
      notes: [
        "300-300, plain gradient descent at a constant rate, T = \(Numeral.short(Self.temperature)), no weight on the labels; a sixth of the training images is held out for the curves. A run that diverges counts as wrong on every test image. The gradient of soft targets is multiplied by T², so a rate is a larger step for them. Where the training labels are fitted exactly, the mean gradient is too small for a ratio (–)."
      ])
  }
}
