/// The range, mean and spread of the features of a data set.
///
/// Why: training at a usual learning rate needs features of about unit size. Where they run from 0 to
/// 255, it diverges, and the numbers here are the parameters of the layer `standardize` that prevents it.
package struct FeatureSummary: Sendable, Equatable {
  /// The smallest feature.
  package let minimum: Float
  /// The largest feature.
  package let maximum: Float
  /// The mean μ of all features of all examples.
  package let mean: Double
  /// √(Σ (x − μ)² / n) over the n features.
  package let standardDeviation: Double

  /// The summary with these values.
  package init(minimum: Float, maximum: Float, mean: Double, standardDeviation: Double) {
    self.minimum = minimum
    self.maximum = maximum
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}

extension Dataset {
  /// The largest number of examples that ``featureSummary`` reads.
  private static let summarizedExamples = 4096

  /// The range, mean and standard deviation of the features as training receives them (pixels in 0 ... 1).
  ///
  /// Computed from all examples where there are at most 4,096, and otherwise from 4,096 at equal distances
  /// in this view, so extremes of the others may lie outside. All values are 0 for a view without examples.
  /// Cost: one pass over those examples, about 3 ms for images of 28 × 28; not cached.
  package var featureSummary: FeatureSummary {
    let examined = Swift.min(count, Self.summarizedExamples)
    var features: [Float] = []
    var (minimum, maximum) = (Float.infinity, -Float.infinity)
    // Sums of differences to the first feature: a mean far from 0 then costs no digits.
    var origin = 0.0
    var (sum, squares) = (0.0, 0.0)
    for start in stride(from: 0, to: examined, by: 64) {
      let places = (start..<Swift.min(start + 64, examined)).map { $0 * count / examined }
      gather(places, into: &features)
      if start == 0, let first = features.first { origin = Double(first) }
      for feature in features {
        minimum = Swift.min(minimum, feature)
        maximum = Swift.max(maximum, feature)
        let difference = Double(feature) - origin
        sum += difference
        squares += difference * difference
      }
    }
    guard examined > 0 else {
      return FeatureSummary(minimum: 0, maximum: 0, mean: 0, standardDeviation: 0)
    }
    let total = Double(examined * featureCount)
    let mean = sum / total
    return FeatureSummary(
      minimum: minimum, maximum: maximum, mean: origin + mean,
      standardDeviation: Swift.max(0, squares / total - mean * mean).squareRoot())
  }
}
