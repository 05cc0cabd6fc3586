extension Sample {
  /// The mean and half the width of its 95 % interval, "82.0 ± 18.8"; the mean alone where there is no
  /// interval.
  public func text(decimals: Int = 1) -> String {
    let mean = Numeral.fixed(mean, decimals: decimals)
    guard let interval else { return mean }
    let half = (interval.upperBound - interval.lowerBound) / 2
    return "\(mean) ± \(Numeral.fixed(half, decimals: decimals))"
  }
}
