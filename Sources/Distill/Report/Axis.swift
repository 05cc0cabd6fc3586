import Foundation

/// The scale of a figure: which values lie where, and which get a tick.
struct Axis {
  let range: ClosedRange<Double>
  let ticks: [Double]
  let isLogarithmic: Bool

  /// An axis for sizes: from 0, or logarithmic where the positive values span more than a factor 20.
  ///
  /// Values that are not finite, or so large that a round number above them might not be, count for
  /// nothing; without any the axis is 0…1.
  init(fitting values: [Double]) {
    let positive = values.filter { $0 > 0 && $0 < 1e300 }
    guard let least = positive.min(), let most = positive.max() else {
      self.init(from: 0, through: 1, step: 0.25)
      return
    }
    if most / least > 20 {
      self.init(decadesFrom: least, through: most)
    } else {
      let step = Axis.step(for: most / 4)
      self.init(from: 0, through: (most / step).rounded(.up) * step, step: step)
    }
  }

  /// An axis from the first to the last of `places`, with ticks at whole numbers.
  init(places: [Int]) {
    let first = places.min() ?? 0
    let last = places.max() ?? 0
    let step = max(1, Axis.step(for: (Double(last) - Double(first)) / 5))
    let start = (Double(first) / step).rounded(.up) * step
    range = Double(first)...Double(last)
    ticks = Array(stride(from: start, through: Double(last), by: step))
    isLogarithmic = false
  }

  private init(from lower: Double, through upper: Double, step: Double) {
    range = lower...upper
    // Multiples of the step, as adding it up would leave 0.30000000000000004.
    ticks = (0...Int(((upper - lower) / step).rounded())).map { lower + Double($0) * step }
    isLogarithmic = false
  }

  private init(decadesFrom least: Double, through most: Double) {
    let exponents = Int(log10(least).rounded(.down))...Int(log10(most).rounded(.up))
    let decades = exponents.map { pow(10, Double($0)) }
    let candidates = decades.flatMap { [$0, 2 * $0, 5 * $0] }.filter { $0 > 0 && $0.isFinite }
    let bounds =
      (candidates.last { $0 <= least } ?? least)...(candidates.first { $0 >= most } ?? most)
    let whole = decades.filter(bounds.contains)
    let shown = whole.count < 3 ? candidates.filter(bounds.contains) : whole
    let stride = (shown.count + 6) / 7
    range = bounds
    ticks = shown.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    isLogarithmic = true
  }

  /// The nearest of 1, 2, 5 times a power of ten at or above `size`.
  private static func step(for size: Double) -> Double {
    guard size > 0 else { return 1 }
    let power = pow(10, log10(size).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= size * 0.999 } ?? 10) * power
  }

  /// Where `value` lies between the axis's ends, 0…1; what is beyond an end lies on it.
  func position(_ value: Double) -> Double {
    let clamped = min(max(value, range.lowerBound), range.upperBound)
    guard range.upperBound > range.lowerBound else { return 0.5 }
    if isLogarithmic {
      return log(clamped / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
    return (clamped - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}
