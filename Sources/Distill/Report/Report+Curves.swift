extension Report {
  /// Figures of what was measured epoch by epoch: soft loss, hard loss and error rate apart.
  func curvesSection() -> Markup {
    let unit = goesBySteps ? "step" : "epoch"
    let softLoss = CurveFigure(
      title: "Soft loss, nats", unit: unit,
      lines: lines(\.softLoss, isMain: true))
    let hardLoss = CurveFigure(
      title: "Hard loss, nats", unit: unit,
      lines: lines(\.hardLoss, isMain: true))
    let validation = lines(\.validationErrorRate, scale: 100, isMain: true)
    let training = lines(\.trainingErrorRate, scale: 100, isMain: validation.isEmpty)
    let key =
      training.isEmpty
      ? "validation" : validation.isEmpty ? "training" : "dashed: in training"
    let errorRate = CurveFigure(
      title: "Error rate, %", note: key, unit: unit, lines: validation + training)
    let figures = [softLoss, hardLoss, errorRate].filter { !$0.lines.isEmpty }
    if figures.isEmpty { return "" }

    let legend = curves.map { curve -> Markup in
      "<li class=\"\(colorClass(of: curve.name))\"><i class=\"swatch\"></i>\(curve.name)</li>\n"
    }
    return """
      <section>
      <h2>Learning curves</h2>
      <p>Each epoch’s mean losses, unscaled and apart: the soft loss is the divergence from the \
      teacher’s soft targets, the hard loss the cross-entropy of the labels.</p>
      <ul class="legend">
      \(legend)</ul>
      <div class="figures">
      \(figures.map { $0.svg() })</div>
      </section>

      """
  }

  private var goesBySteps: Bool {
    curves.allSatisfy { $0.points.allSatisfy { $0.step != nil } }
  }

  /// One line for each curve that has any finite value of `measure`.
  private func lines(
    _ measure: KeyPath<LearningCurve.Point, Double?>, scale: Double = 1, isMain: Bool
  ) -> [CurveFigure.Line] {
    curves.compactMap { curve in
      let points = curve.points.map { point in
        (
          place: goesBySteps ? point.step ?? 0 : point.epoch,
          value: point[keyPath: measure].map { $0 * scale }
        )
      }
      guard points.contains(where: { $0.value?.isFinite == true }) else { return nil }
      return CurveFigure.Line(
        name: curve.name, colorClass: colorClass(of: curve.name), points: points, isMain: isMain)
    }
  }
}
