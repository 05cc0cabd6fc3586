import Distill

extension Experiment {
  /// The best temperature for students of different width: the paper's 30 units want an intermediate
  /// one, 300 and more do not mind.
  static let temperatureByWidth = Experiment("temperature-by-width", "Temperature by width") {
    plan in
    let grid: [Double] = plan.setting.choose(
      full: [1, 1.5, 2, 2.5, 3, 4, 5, 8, 12, 20, 40, 100], quick: [1, 3, 8, 20])
    let coarse: [Double] = plan.setting.choose(full: [1, 8, 20], quick: [1, 8, 20])
    let rows = plan.setting.choose(full: [10, 30, 100, 300, 800], quick: [10, 30, 300]).map {
      plan.temperatureRow(width: $0, temperatures: $0 < Usual.wide ? grid : coarse)
    }
    return { try TemperatureRow.finding(rows, in: $0) }
  }
}

/// The students of one width at several temperatures, and their twins on labels.
private struct TemperatureRow: Sendable {
  let width: Int
  let temperatures: [Double]
  /// [temperature][seed]
  let students: [[TrainedRun]]
  let controls: [TrainedRun]

  func sample(at temperature: Double, in workspace: Workspace) throws -> Sample? {
    guard let place = temperatures.firstIndex(of: temperature) else { return nil }
    return try workspace.errors(
      "\(width) units, T = \(Numeral.short(temperature))", of: students[place])
  }

  /// Seed by seed, the mean over the temperatures that the paper names for the smallest students.
  func paperRange(in workspace: Workspace) throws -> Sample? {
    let samples = try temperatures.filter { 2.5...4 ~= $0 }
      .compactMap { try sample(at: $0, in: workspace) }
    guard let first = samples.first else { return nil }
    return Sample(
      "\(width) units, T from 2.5 to 4",
      first.values.indices.map { seed in
        samples.reduce(0) { $0 + $1.values[seed] } / Double(samples.count)
      })
  }

  static func finding(_ rows: [TemperatureRow], in workspace: Workspace) throws -> Finding {
    var comparisons: [Comparison] = []
    for row in rows {
      if row.width <= 30, let middle = try row.paperRange(in: workspace) {
        for other in [1, 20.0] {
          if let sample = try row.sample(at: other, in: workspace) {
            comparisons.append(Comparison(middle, against: sample, betterIs: .lower))
          }
        }
      }
      if row.width >= 300, let high = try row.sample(at: 20, in: workspace),
        let low = try row.sample(at: 8, in: workspace)
      {
        comparisons.append(Comparison(low, against: high, betterIs: .lower))
      }
    }
    let samples = try rows.map { row in
      try row.temperatures.compactMap { try row.sample(at: $0, in: workspace) }
    }
    let controls = try rows.map {
      try workspace.errors("\($0.width) units, labels only", of: $0.controls)
    }
    let best = zip(rows, samples).map { row, samples in
      row.temperatures[samples.indices.min { samples[$0].mean < samples[$1].mean } ?? 0]
    }
    let all = Array(Set(rows.flatMap(\.temperatures))).sorted()
    return Finding(
      sentence:
        "The lowest mean error is at "
        + zip(rows, best).map { "T = \(Numeral.short($1)) for \($0.width) units" }
        .joined(separator: ", ") + ".",
      paper:
        "With 300 or more units every temperature above 8 gives fairly similar results; with 30 "
        + "units 2.5 to 4 works significantly better than higher or lower ones.",
      samples: samples.flatMap { $0 } + controls, comparisons: comparisons,
      tables: [
        ResultTable(
          caption: "Mean test errors with 95 % intervals over seeds",
          columns: ["T"] + rows.map { "\($0.width) units" },
          rows: try all.map { temperature in
            try [Numeral.short(temperature)]
              + rows.map { try $0.sample(at: temperature, in: workspace)?.text() ?? "" }
          } + [["labels only"] + controls.map { $0.text() }])
      ],
      figures: [
        .curves(
          CurvesFigure(
            title: "Test errors by temperature", horizontal: Scale(title: "T", isLogarithmic: true),
            vertical: Scale(title: "errors", isLogarithmic: true),
            series: zip(rows, samples).map { row, samples in
              .init(
                name: "\(row.width) units",
                points: zip(row.temperatures, samples).map { .init(x: $0, $1) })
            }))
      ],
      notes: [
        "The lowest mean is found among test errors, so it is an oracle; the comparisons are between temperatures that were named before."
      ])
  }
}

extension Plan {
  fileprivate mutating func temperatureRow(width: Int, temperatures: [Double]) -> TemperatureRow {
    // The smallest vary most and cost least.
    let seeds = width <= 30 ? Array(1...2 * UInt64(setting.seeds.count)) : setting.seeds
    return TemperatureRow(
      width: width, temperatures: temperatures,
      students: temperatures.map { temperature in
        seeds.map {
          student(width, temperature: temperature, hardWeight: Usual.hardWeight, seed: $0)
        }
      }, controls: seeds.map { control(width, seed: $0) })
  }
}
