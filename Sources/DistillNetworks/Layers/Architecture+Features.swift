public import DistillData
import Foundation

extension Architecture {
  /// The root mean square of features at the first layer with parameters within which training at usual rates works.
  private static let usualScales = 0.01...10.0

  /// What the user should know before a network of this architecture is trained on `dataset`: that its
  /// features are far from unit size where they reach the first layer with parameters.
  ///
  /// Gradients grow with the square of the features' size, so a rate that suits pixels from 0 to 1 diverges
  /// on pixels from 0 to 255. The notice has the `standardize` layer that prevents it.
  ///
  /// Source: LeCun, Bottou, Orr, Müller (1998), Efficient BackProp, section 4.3.
  ///
  /// Cost: one pass over at most 4,096 examples.
  public func notices(for dataset: Dataset) -> [Notice] {
    guard let advice = featureAdvice(for: dataset) else { return [] }
    return [
      Notice("Of the training examples, \(advice), or training may diverge or make no progress.")
    ]
  }

  /// The features of `dataset` and the layer to begin with, as “the features run from …; begin the layers
  /// with `standardize …`”; nil where their scale is usual at the first layer with parameters.
  func featureAdvice(for dataset: Dataset) -> String? {
    let summary = dataset.featureSummary
    var (mean, spread) = (summary.mean, summary.standardDeviation)
    for layer in layers {
      guard let next = layer.spec.moments(ofOutputFor: (mean, spread)) else { break }
      (mean, spread) = next
    }
    let scale = (mean * mean + spread * spread).squareRoot()
    guard summary.standardDeviation > 0, !Self.usualScales.contains(scale) else { return nil }
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    let (center, width) = (text(summary.mean), text(summary.standardDeviation))
    return
      "the features run from \(text(Double(summary.minimum))) to \(text(Double(summary.maximum))), with mean "
      + "\(center) and standard deviation \(width); begin the layers with `standardize \(center) \(width)`"
  }
}
