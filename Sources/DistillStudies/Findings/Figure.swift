public import Distill

/// A figure of a finding.
public enum Figure: Sendable, Equatable, Codable {
  /// Curves over a quantity.
  case curves(CurvesFigure)

  /// Bars in groups.
  case bars(BarsFigure)

  /// Numbers in rows and columns as tints.
  case map(MapFigure)
}
