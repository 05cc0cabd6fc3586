package import Distill

extension Experiment {
  /// The best temperature of students of different width: in the paper an intermediate one for 30 units,
  /// any above 8 for 300 and more.
  static let temperatureByWidth = Experiment("temperature-by-width", "Temperature by width") {
    plan in
    let grid: [Double] = plan.context.choose(
      full: [1, 1.5, 2, 2.5, 3, 4, 5, 8, 12, 20, 40, 100], quick: [1, 3, 8, 20])
    let coarse: [Double] = plan.context.choose(full: [1, 8, 20], quick: [1, 8, 20])
    let rows = plan.context.choose(full: [10, 30, 100, 300, 800], quick: [10, 30, 300]).map {
      plan.temperatureRow(width: $0, temperatures: $0 < Defaults.wide ? grid : coarse)
    }
    return { workspace in
      TemperatureByWidthResults(
        rows: try rows.map { row in
          TemperatureByWidthResults.Row(
            width: row.width, temperatures: row.temperatures,
            errors: try row.students.map { try workspace.errors("", of: $0).values },
            labelsOnly: try workspace.errors("", of: row.controls).values)
        }
      ).finding
    }
  }
}

/// The runs of students of one width at several temperatures, and of the same networks on labels.
private struct TemperatureRuns: Sendable {
  let width: Int
  let temperatures: [Double]
  /// [temperature][seed]
  let students: [[TrainedRun]]
  let controls: [TrainedRun]
}

/// The test errors of students by width and temperature.
package struct TemperatureByWidthResults {
  /// Students of one width.
  package struct Row {
    let width: Int
    let temperatures: [Double]
    /// By temperature.
    let samples: [Sample]
    let labelsOnly: Sample

    /// Test errors, [temperature][seed], and those of the same networks on labels.
    package init(width: Int, temperatures: [Double], errors: [[Double]], labelsOnly: [Double]) {
      precondition(
        temperatures.count == errors.count && !temperatures.isEmpty,
        "\(errors.count) series of errors for \(temperatures.count) temperatures")
      self.width = width
      self.temperatures = temperatures
      samples = zip(temperatures, errors).map {
        Sample("\(width) units, T = \(Numeral.short($0))", $1)
      }
      self.labelsOnly = Sample("\(width) units, labels only", labelsOnly)
    }

    /// The temperature with the lowest mean error; of several the lowest temperature.
    package var best: Double {
      temperatures[samples.indices.min { samples[$0].mean < samples[$1].mean } ?? 0]
    }

    /// Seed by seed, the mean over the temperatures from 2.5 to 4, which the paper names for its
    /// smallest students; nil where none was measured.
    package var paperRange: Sample? {
      let own = zip(temperatures, samples).filter { 2.5...4 ~= $0.0 }.map(\.1)
      guard let first = own.first else { return nil }
      return Sample(
        "\(width) units, T from 2.5 to 4",
        first.values.indices.map { seed in
          own.reduce(0) { $0 + $1.values[seed] } / Double(own.count)
        })
    }

    func sample(at temperature: Double) -> Sample? {
      temperatures.firstIndex(of: temperature).map { samples[$0] }
    }
  }

  let rows: [Row]

  /// The results by ascending width.
  package init(rows: [Row]) {
    self.rows = rows
  }

  /// For widths of up to 30, temperatures from 2.5 to 4 against 1 and against 20; for widths from 300,
  /// T = 8 against T = 20. All of them are named by the paper, and none was chosen by its result.
  package var comparisons: [Comparison] {
    Comparison.family(rows.flatMap { narrow($0) + wide($0) })
  }

  private func narrow(_ row: Row) -> [Comparison] {
    guard row.width <= 30, let middle = row.paperRange else { return [] }
    return [1, 20].compactMap { row.sample(at: $0) }
      .map { Comparison(middle, against: $0, betterIs: .lower) }
  }

  private func wide(_ row: Row) -> [Comparison] {
    guard row.width >= 300, let high = row.sample(at: 20), let low = row.sample(at: 8) else {
      return []
    }
    return [Comparison(low, against: high, betterIs: .lower)]
  }

  private func claims(_ comparisons: [Comparison]) -> [Claim] {
    let thirty = comparisons.filter { $0.first.name.hasPrefix("30 units") }
    let wide = comparisons.filter { $0.first.name.hasSuffix("T = 8") }
    func difference(_ comparison: Comparison) -> String {
      "\(comparison.first.text()) against \(comparison.second.text())"
    }
    return
      (thirty.isEmpty
      ? []
      : [
        Claim(
          "With 30 units T from 2.5 to 4 is better than T = 1 and T = 20",
          paper: "significantly better", ours: thirty.map(difference).joined(separator: "; "),
          tested: thirty)
      ])
      + wide.map {
        Claim(
          "\($0.first.name.replacing(", T = 8", with: "")): T = 8 and T = 20 give similar errors",
          paper: "“fairly similar results” above 8",
          ours: "\(difference($0)): \($0.verdict.rawValue)")
      }
      + rows.map {
        Claim(
          "Temperature of the lowest mean test error, \($0.width) units",
          paper: $0.width == 30 ? "2.5 to 4" : nil, ours: "T = \(Numeral.short($0.best))")
      }
  }

  package var finding: Finding {
    let comparisons = comparisons
    let all = Array(Set(rows.flatMap(\.temperatures))).sorted()
    return Finding(
      sentence:
        "The lowest mean error is at "
        + rows.map { "T = \(Numeral.short($0.best)) for \($0.width) units" }
        .joined(separator: ", ") + ".",
      paper:
        "With 300 or more units every temperature above 8 gives fairly similar results; with 30 "
        + "units 2.5 to 4 works significantly better than higher or lower ones.",
      samples: rows.flatMap(\.samples) + rows.map(\.labelsOnly), comparisons: comparisons,
      claims: claims(comparisons),
      tables: [
        ResultTable(
          caption: "Mean test errors with 95 % intervals over seeds",
          columns: ["T"] + rows.map { "\($0.width) units" },
          rows: all.map { temperature in
            [Numeral.short(temperature)]
              + rows.map { $0.sample(at: temperature)?.text() ?? "" }
          } + [["labels only"] + rows.map { $0.labelsOnly.text() }])
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by temperature", horizontal: Scale(title: "T", isLogarithmic: true),
            vertical: Scale(title: "errors", isLogarithmic: true),
            series: rows.map { row in
              .init(
                name: "\(row.width) units",
                points: zip(row.temperatures, row.samples).map { .init(x: $0, $1) })
            }))
      ],
      notes: [
        "The lowest mean is chosen among test errors, so it is optimistic; the comparisons are between temperatures that were fixed before."
      ])
  }
}

extension Plan {
  fileprivate mutating func temperatureRow(
    width: Int, temperatures: [Double]
  ) -> TemperatureRuns {
    // The smallest vary most and cost least.
    let seeds = width <= 30 ? Array(1...2 * UInt64(context.seeds.count)) : context.seeds
    return TemperatureRuns(
      width: width, temperatures: temperatures,
      students: temperatures.map { temperature in
        seeds.map {
          student(width, temperature: temperature, hardWeight: Defaults.hardWeight, seed: $0)
        }
      }, controls: seeds.map { control(width, seed: $0) })
  }
}
