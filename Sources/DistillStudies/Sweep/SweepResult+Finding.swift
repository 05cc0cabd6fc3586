import Distill

extension SweepResult {
  /// The finding of the sweep, judged by `count` examples.
  func finding(judgedBy count: Int) -> Finding {
    Finding(
      sentence: sentence(judgedBy: count), paper: nil, samples: cells.map(\.errors) + [twins],
      comparisons: comparisons,
      tables: [
        table(
          "Mean errors on \(count) validation examples, with 95 % intervals over seeds; labels only: "
            + twins.text()
            + (worse == nil ? "" : "; * worse than the best, p < 0.05 by Holm's correction")
        ) { cell in
          cell.errors.text()
            + (cell.choice == best.choice
              ? " (best)" : worse?.contains(cell.choice) == true ? " *" : "")
        },
        table("Mean cross-entropies on them, in nats") { Numeral.short($0.crossEntropy) },
      ],
      figures: [.curves(figure)], notes: notes)
  }

  private func sentence(judgedBy count: Int) -> String {
    let first =
      "\(best.choice.name) has the fewest errors, \(best.errors.text()) on \(count) validation "
      + "examples. " + comparisons[0].sentence(unit: "errors") + "."
    guard let worse else {
      return first + " One seed does not tell settings apart; give more --seeds."
    }
    let (all, free) = (others.count, others.count - worse.count)
    let seeds = "\(twins.values.count) seeds"
    let rest =
      switch (all, free) {
      case (0, _): ""
      case (_, 0): " All of the \(all) other settings are worse."
      case (_, all):
        " None of the \(all) other settings can be told from it by \(seeds): the choice is free among "
          + "them, as far as these runs go."
      default:
        " \(free) of the \(all) other settings cannot be told from it by \(seeds): the choice is "
          + "free among them, as far as these runs go."
      }
    return first + rest
  }

  private var notes: [String] {
    [
      "The fewest of many validation errors are fewer than the same setting makes on other examples, "
        + "and what beats its twin by being chosen beats it by less: what the choice is worth, the "
        + "test examples say, once.",
      "A setting is told from the best by a paired t test over the seeds, where p is below 0.05 by "
        + "Holm's correction over all comparisons. With few seeds that takes a large difference, and "
        + "what is not told apart is not shown to be equal.",
      "w is the hard weight, the weight of the labels; labels only is the same network, trained on "
        + "the same examples with the same recipe and seeds.",
    ]
      + (diverged == 0
        ? [] : ["Students that diverged count as always wrong: \(diverged) of the runs."])
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
            .map { .init(x: $0, twins) }, style: .dashed)
      ])
  }
}
