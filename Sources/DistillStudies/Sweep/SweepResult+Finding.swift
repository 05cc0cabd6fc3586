import Distill

extension SweepResult {
  /// The finding of the sweep on `count` validation examples.
  package func finding(on count: Int) -> Finding {
    let (best, worse, comparisons) = (best, worse, comparisons)
    return Finding(
      sentence: sentence(on: count), paper: nil, samples: cells.map(\.errors) + [labelsOnly],
      comparisons: comparisons,
      claims: [
        Claim(
          "\(best.choice.name) has fewer validation errors than labels alone",
          ours: "\(labelsOnly.text()) → \(best.errors.text()) of \(count)",
          tested: [comparisons[0]])
      ],
      tables: [
        table(
          "Mean errors on \(count) validation examples, with 95 % intervals over seeds; labels only: "
            + labelsOnly.text()
            + (worse == nil ? "" : "; * worse than the best, Holm-corrected p < 0.05")
        ) { cell in
          cell.errors.text()
            + (cell.choice == best.choice
              ? " (best)" : worse?.contains(cell.choice) == true ? " *" : "")
        },
        table("Mean cross-entropies on them, in nats") { Numeral.short($0.crossEntropy) },
      ],
      figures: [.curves(figure)], notes: notes)
  }

  private func sentence(on count: Int) -> String {
    let (best, worse) = (best, worse)
    let first =
      "\(best.choice.name) has the fewest errors, \(best.errors.text()) on \(count) validation "
      + "examples. " + comparisons[0].sentence(unit: "errors") + "."
    guard let worse else {
      return first + " One seed allows no test between settings; give more --seeds."
    }
    let (all, free) = (others.count, others.count - worse.count)
    let seeds = "\(labelsOnly.values.count) seeds"
    let rest =
      switch (all, free) {
      case (0, _): ""
      case (_, 0): " All of the \(all) other settings are worse."
      case (_, all):
        " None of the \(all) other settings differs significantly with \(seeds)."
          + " These runs do not decide between them."
      default:
        " \(free) of the \(all) other settings do not differ significantly with \(seeds)."
          + " These runs do not decide between them."
      }
    return first + rest
  }

  private var notes: [String] {
    [
      "The lowest of many validation errors is optimistic: the same choice makes more errors on other "
        + "examples, and its advantage over labels alone is smaller there. Evaluate the choice once on "
        + "the test examples.",
      "Settings are compared with the best by paired t tests over the seeds, p Holm-corrected over all "
        + "comparisons. With few seeds only large differences are significant; a difference that is "
        + "not significant is not shown to be zero.",
      "w is the hard weight, the weight of the labels; labels only is the same network, trained on "
        + "the same examples with the same recipe and seeds.",
    ]
      + (diverged == 0
        ? [] : ["Students that diverged count as wrong on every example: \(diverged) of the runs."])
  }

  private var temperatures: [Double] { Set(cells.map(\.choice.temperature)).sorted() }
  private var hardWeights: [Double] { Set(cells.map(\.choice.hardWeight)).sorted() }

  private func table(_ caption: String, _ text: (Cell) -> String) -> ResultTable {
    ResultTable(
      caption: caption, columns: ["T"] + hardWeights.map { "w = \(Numeral.short($0))" },
      rows: temperatures.map { temperature in
        [Numeral.short(temperature)]
          + cells.filter { $0.choice.temperature == temperature }.map(text)
      })
  }

  private var figure: CurvesFigure {
    CurvesFigure(
      title: "Validation errors by temperature",
      horizontal: Scale(title: "T", isLogarithmic: true), vertical: Scale(title: "errors"),
      series: hardWeights.map { weight in
        .init(
          name: "w = \(Numeral.short(weight))",
          points: cells.filter { $0.choice.hardWeight == weight }
            .map { .init(x: $0.choice.temperature, $0.errors) })
      } + [
        .init(
          name: "labels only",
          points: [temperatures.first, temperatures.last].compactMap { $0 }
            .map { .init(x: $0, labelsOnly) }, style: .dashed)
      ])
  }
}
