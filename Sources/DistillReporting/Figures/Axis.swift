import Foundation

/// The scale of a figure: the positions of values, and the ticks.
package struct Axis {
  package let range: ClosedRange<Double>
  package let ticks: [Double]
  package let isLogarithmic: Bool

  /// The sizes that an axis shows. Powers of ten beyond either bound, and steps between values there,
  /// might not be representable; smaller sizes are shown as 0.
  private static let sizes = 1e-290..<1e300

  /// An axis for sizes: from 0, or logarithmic where the positive values span more than a factor 20.
  ///
  /// Values outside of ``sizes``, or not finite, are ignored; without any other the axis is 0…1.
  package init(fitting values: [Double]) {
    let positive = values.filter(Self.sizes.contains)
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
  package init(places: [Double]) {
    let first = places.min() ?? 0
    let last = places.max() ?? 0
    let step = max(1, Axis.step(for: (last - first) / 5))
    let start = (first / step).rounded(.up) * step
    range = first...last
    ticks = Array(stride(from: start, through: last, by: step))
    isLogarithmic = false
  }

  /// An axis that contains `values`, with a margin `air` beyond either end, as a share of their span; it
  /// begins at 0 only where they do.
  ///
  /// Values that are not finite or too large for a round number above them are ignored, as are those
  /// that are not positive on a logarithmic axis; without any other the axis is 0…1.
  package init(holding values: [Double], air: Double, isLogarithmic: Bool) {
    let counted = values.filter {
      isLogarithmic ? Self.sizes.contains($0) : abs($0) < Self.sizes.upperBound
    }
    guard let least = counted.min(), let most = counted.max() else {
      self.init(from: 0, through: 1, step: 0.25)
      return
    }
    if isLogarithmic {
      self.init(logarithmicFrom: least, through: most, air: air)
      return
    }
    let size = max(abs(least), abs(most))
    // Values that are equal up to rounding are in the middle of an axis of their size.
    let isFlat = most - least <= size * 1e-9 || size < 1e-290
    let reach = isFlat ? (size < 1e-290 ? 0.5 : size / 10) : (most - least) * air
    let lower = least >= 0 ? max(0, least - reach) : least - reach
    let upper = most + reach
    let step = Axis.step(for: (upper - lower) / 5)
    let steps = Int((lower / step).rounded(.up))...Int((upper / step).rounded(.down))
    self.init(
      range: lower...upper, ticks: steps.map { Double($0) * step }, isLogarithmic: false)
  }

  /// An axis for bars: from 0 to a round number beyond the values on either side of it, or, where it
  /// is logarithmic, between round numbers.
  package init(barsTo values: [Double], isLogarithmic: Bool) {
    let counted = values.filter { Self.sizes.contains(abs($0)) }
    let positive = counted.filter { $0 > 0 }
    if isLogarithmic, let least = positive.min(), let most = positive.max() {
      // A bar of the height 0 would be invisible.
      self.init(decadesFrom: least / 1.25, through: most)
      return
    }
    let least = min(0, counted.min() ?? 0)
    let most = max(0, counted.max() ?? (least < 0 ? 0 : 1))
    let step = Axis.step(for: (most - least) / 4)
    let lower = (least / step).rounded(.down) * step
    self.init(from: lower, through: (most / step).rounded(.up) * step, step: step)
  }

  private init(range: ClosedRange<Double>, ticks: [Double], isLogarithmic: Bool) {
    self.range = range
    self.ticks = ticks
    self.isLogarithmic = isLogarithmic
  }

  private init(from lower: Double, through upper: Double, step: Double) {
    range = lower...upper
    // Multiples of the step: sums would give 0.30000000000000004.
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

  private init(logarithmicFrom least: Double, through most: Double, air: Double) {
    // By logarithms, because the quotient of two sizes may be infinite.
    let reach = max((log(most) - log(least)) * air, log(1.05))
    let round = Axis(decadesFrom: least, through: most)
    let bounds =
      max(
        exp(log(least) - reach), .leastNormalMagnitude)...min(
        exp(log(most) + reach), .greatestFiniteMagnitude)
    let shown = round.ticks.filter(bounds.contains)
    // Fewer than two ticks show no scale.
    self.init(
      range: shown.count < 2 ? round.range : bounds,
      ticks: shown.count < 2 ? round.ticks : shown, isLogarithmic: true)
  }

  /// The nearest of 1, 2, 5 times a power of ten at or above `size`.
  private static func step(for size: Double) -> Double {
    guard size > 0 else { return 1 }
    let power = pow(10, log10(size).rounded(.down))
    return ([1, 2, 5].first { $0 * power >= size * 0.999 } ?? 10) * power
  }

  /// The position of `value` between the ends of the axis, 0…1; values beyond an end are at that end.
  package func position(_ value: Double) -> Double {
    let clamped = min(max(value, range.lowerBound), range.upperBound)
    guard range.upperBound > range.lowerBound else { return 0.5 }
    if isLogarithmic {
      let lower = log(range.lowerBound)
      return (log(clamped) - lower) / (log(range.upperBound) - lower)
    }
    return (clamped - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}
