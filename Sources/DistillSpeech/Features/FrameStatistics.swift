/// The mean and variance of each feature over frames, of one utterance, one speaker or all.
///
///     let speaker = utterances.map { FrameStatistics(of: $0) }.reduce(FrameStatistics(width: 40), +)
///     let normalized = utterances.map { $0.normalized(by: speaker, varianceFloor: 1e-6) }
///
/// Held in `Double` as count, means and sums of squared deviations from them, so that parts can be
/// added in any order without the loss of digits that sums of squares suffer.
///
/// Source: Chan, Golub, LeVeque (1983), Algorithms for Computing the Sample Variance, section 3.
public struct FrameStatistics: Equatable, Sendable {
  /// The number of frames.
  public private(set) var count: Int
  /// The mean of each feature; zeros where there are no frames.
  public private(set) var means: [Double]
  /// Σₜ (x − mean)² of each feature.
  private var deviations: [Double]

  /// The variance of each feature: the mean squared deviation, as Kaldi's; zeros where there are no
  /// frames.
  public var variances: [Double] {
    deviations.map { count == 0 ? 0 : $0 / Double(count) }
  }

  /// The statistics of no frames of `width` features, to which others can be added.
  public init(width: Int) {
    precondition(width >= 0, "\(width) features")
    count = 0
    means = [Double](repeating: 0, count: width)
    deviations = means
  }

  /// The statistics of `frames`, found in two passes.
  public init(of frames: Frames) {
    self.init(width: frames.width)
    guard frames.count > 0 else { return }
    count = frames.count
    frames.forEachValue { column, value in means[column] += Double(value) }
    for column in means.indices { means[column] /= Double(count) }
    frames.forEachValue { column, value in
      let deviation = Double(value) - means[column]
      deviations[column] += deviation * deviation
    }
  }

  /// The statistics of the frames of both.
  public static func + (first: FrameStatistics, second: FrameStatistics) -> FrameStatistics {
    precondition(
      first.means.count == second.means.count,
      "statistics of \(first.means.count) and of \(second.means.count) features")
    guard first.count > 0 else { return second }
    guard second.count > 0 else { return first }
    var sum = first
    sum.count += second.count
    let share = Double(second.count) / Double(sum.count)
    for column in sum.means.indices {
      let difference = second.means[column] - first.means[column]
      sum.means[column] += difference * share
      sum.deviations[column] +=
        second.deviations[column] + difference * difference * share * Double(first.count)
    }
    return sum
  }

  /// Makes this the statistics of its frames and those of `other`.
  public static func += (statistics: inout FrameStatistics, other: FrameStatistics) {
    statistics = statistics + other
  }
}

extension Frames {
  /// Each feature x as (x − mean)/√max(variance, floor), its mean and variance over the frames of
  /// `statistics`: those of the same utterance, of its speaker, or of the whole training set.
  ///
  /// - Parameters:
  ///   - statistics: Of as many features, and of at least one frame unless these are none.
  ///   - varianceFloor: Positive; keeps features that hardly vary from being blown up.
  public func normalized(by statistics: FrameStatistics, varianceFloor: Double) -> Frames {
    precondition(varianceFloor > 0, "a variance floor of \(varianceFloor); it is positive")
    return scaled(
      by: statistics, factors: statistics.variances.map { 1 / max($0, varianceFloor).squareRoot() })
  }

  /// Each feature less its mean over the frames of `statistics`, its variance left as it is: cepstral
  /// mean normalisation, when the statistics are a speaker's.
  public func centered(by statistics: FrameStatistics) -> Frames {
    scaled(by: statistics, factors: statistics.means.map { _ in 1 })
  }

  private func scaled(by statistics: FrameStatistics, factors: [Double]) -> Frames {
    precondition(
      count == 0 || (statistics.means.count == width && statistics.count > 0),
      "frames of \(width) features by statistics of \(statistics.means.count), over "
        + "\(statistics.count) frames")
    var values = values
    let (means, width) = (statistics.means, width)
    for row in 0..<count {
      for column in 0..<width {
        let place = row * width + column
        values[place] = Float((Double(values[place]) - means[column]) * factors[column])
      }
    }
    return Frames(values: values, width: width)
  }

  fileprivate func forEachValue(_ body: (Int, Float) -> Void) {
    for row in 0..<count {
      for column in 0..<width { body(column, values[row * width + column]) }
    }
  }
}
