import DistillReporting

extension Report {
  /// Figures of what was measured epoch by epoch: soft loss, hard loss and error rate apart.
  func curvesSection() -> Markup {
    let validation = series(\.validationErrorRate, scale: 100, style: .solid)
    let training = series(
      \.trainingErrorRate, scale: 100, style: validation.isEmpty ? .solid : .dashed)
    let key =
      training.isEmpty
      ? "validation" : validation.isEmpty ? "training" : "dashed: in training"
    let figures = [
      figure("Soft loss", series(\.softLoss, style: .solid)),
      figure("Hard loss", series(\.hardLoss, style: .solid)),
      figure("Error rate, %", note: key, validation + training),
    ].compactMap(\.self)
    if figures.isEmpty { return "" }

    let legend = curves.map { curve -> Markup in
      "<li class=\"\(colorClass(of: curve.name))\"><i class=\"swatch\"></i>\(curve.name)</li>\n"
    }
    return """
      <section>
      <h2>Learning curves</h2>
      <p>Each epoch’s mean losses, unscaled and apart: the soft loss is the divergence from the \
      teacher’s soft targets in nats (where logits are matched, half their mean squared distance), \
      the hard loss the cross-entropy of the labels in nats.</p>
      <ul class="legend">
      \(legend)</ul>
      <div class="figures">
      \(figures)</div>
      </section>

      """
  }

  private var goesBySteps: Bool {
    curves.allSatisfy { $0.points.allSatisfy { $0.step != nil } }
  }

  /// The figure of `series` with axes that suit training; nil where there is nothing to draw.
  private func figure(
    _ title: String, note: String = "", _ series: [CurvesFigure.Series]
  ) -> Markup? {
    if series.isEmpty { return nil }
    let figure = CurvesFigure(
      title: title, horizontal: Scale(title: goesBySteps ? "step" : "epoch"),
      vertical: Scale(title: ""), series: series)
    let points = series.flatMap(\.points).filter(\.y.isFinite)
    return figure.svg(
      note: note, horizontal: Axis(places: points.map(\.x)),
      vertical: Axis(fitting: points.map(\.y)),
      colorClass: colorClass(of:))
  }

  /// One curve for each model that has any finite value of `measure`.
  private func series(
    _ measure: KeyPath<LearningCurve.Point, Double?>, scale: Double = 1,
    style: CurvesFigure.Series.Style
  ) -> [CurvesFigure.Series] {
    curves.compactMap { curve in
      let points = curve.points.map { point in
        CurvesFigure.Point(
          x: Double(goesBySteps ? point.step ?? 0 : point.epoch),
          y: point[keyPath: measure].map { $0 * scale } ?? .nan)
      }
      guard points.contains(where: \.y.isFinite) else { return nil }
      return CurvesFigure.Series(name: curve.name, points: points, style: style)
    }
  }
}
