import DistillReporting

extension Report {
  /// The table of models, with each error rate's interval drawn to one scale.
  func evaluationsSection() -> Markup {
    if evaluations.isEmpty { return "" }
    let sizes = Set(evaluations.map(\.examples))
    let shared = sizes.count == 1 ? sizes.first : nil
    let widest = Axis(
      fitting: [0, evaluations.filter { $0.examples > 0 }.map(\.interval.upperBound).max() ?? 1])
    let rows = evaluations.map { row(of: $0, on: widest, naming: shared == nil) }
    let what =
      shared.map { "Every model on the same \(Numeral.grouped($0)) labelled examples" }
      ?? "Every model on its labelled examples"
    return """
      <section>
      <h2>Models</h2>
      <p>\(what); the line spans the 95 % interval of the error rate, the dot is the rate observed.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Table of models">
      <table class="models">
      <thead><tr>
      <th scope="col">model</th><th scope="col">errors</th><th scope="col">rate, %</th>\
      <th scope="col" class="scale"><span>0</span><span>95 % interval</span>\
      <span>\(Numeral.tick(widest.range.upperBound * 100)) %</span></th>\
      <th scope="col">cross-entropy,<br>nats</th><th scope="col">calibration<br>error, %</th>\
      <th scope="col">parameters</th><th scope="col">file size</th>\
      <th scope="col">examples<br>per second</th>
      </tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>
      </section>

      """
  }

  private func row(
    of evaluation: Evaluation, on axis: Axis, naming namesTotal: Bool
  ) -> Markup {
    let isMeasured = evaluation.examples > 0
    let total = namesTotal ? " of " + Numeral.grouped(evaluation.examples) : ""
    let size = evaluation.bytes.map(Numeral.size) ?? Numeral.none
    let speed = evaluation.examplesPerSecond.map(Numeral.speed) ?? Numeral.none
    func cell(_ text: String) -> Markup { "<td>\(isMeasured ? text : Numeral.none)</td>" }
    return """
      <tr class="\(colorClass(of: evaluation.name))">\
      <th scope="row"><i class="swatch"></i>\(evaluation.name)</th>\
      \(cell(Numeral.grouped(evaluation.errors) + total))\
      \(cell(Numeral.percent(evaluation.errorRate)))\
      <td class="interval">\(isMeasured ? interval(of: evaluation, on: axis) : "")</td>\
      \(cell(Numeral.fixed(evaluation.crossEntropy, decimals: 4)))\
      \(cell(Numeral.percent(evaluation.calibrationError)))\
      <td>\(Numeral.grouped(evaluation.parameters))</td><td>\(size)</td><td>\(speed)</td></tr>

      """
  }

  /// A line between the bounds with a dot at the rate, and the bounds as numbers.
  private func interval(of evaluation: Evaluation, on axis: Axis) -> Markup {
    let width = 150.0
    func x(_ rate: Double) -> Double { 4 + axis.position(rate) * (width - 8) }
    let bounds = evaluation.interval
    return """
      <svg width="\(width)" height="14" role="img">\
      <title>\(Numeral.percent(bounds)) %</title>\
      <path class="grid" d="M\(x(0)) 7H\(width - 4)"/>\
      <path class="line" d="M\(x(bounds.lowerBound)) 7H\(x(bounds.upperBound))"/>\
      <circle class="dot" cx="\(x(evaluation.errorRate))" cy="7" r="3.5"/></svg> \
      <span>\(Numeral.percent(bounds))</span>
      """
  }
}
