public import Distill

extension ResultTable {
  /// A row for each of `samples`: its values in order, and their mean with its interval; with `paper`,
  /// the paper's value for each.
  public init(samples: [Sample], caption: String, paper: [String]? = nil) {
    let count = samples.map(\.values.count).max() ?? 0
    self.init(
      caption: caption,
      columns: [""] + (0..<count).map { "\($0 + 1)" } + ["mean, 95 % interval"]
        + (paper == nil ? [] : ["the paper"]),
      rows: samples.enumerated().map { place, sample in
        [sample.name] + sample.values.map(Numeral.short)
          + [String](repeating: "", count: count - sample.values.count) + [sample.text()]
          + (paper.map { [$0[place]] } ?? [])
      })
  }
}

extension CurvesFigure.Point {
  /// The mean of `sample` at `x`, with its 95 % interval as a band.
  public init(x: Double, _ sample: Sample) {
    self.init(
      x: x, y: sample.mean, low: sample.interval?.lowerBound, high: sample.interval?.upperBound)
  }
}

extension BarsFigure.Series {
  /// A bar for the mean of each sample, with its 95 % interval as a whisker.
  public init(_ name: String, _ samples: [Sample]) {
    self.init(
      name: name, values: samples.map(\.mean),
      low: samples.map { $0.interval?.lowerBound ?? $0.mean },
      high: samples.map { $0.interval?.upperBound ?? $0.mean })
  }
}
