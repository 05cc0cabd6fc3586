extension Evaluation {
  /// The 95 % Wilson score interval of the rate `errors / examples`.
  ///
  /// With p the observed rate, n the number of examples and z = 1.96 the normal quantile, the bounds
  /// are (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z √(p(1 − p)/n) it keeps its
  /// coverage for the few errors in thousands that a good model makes, and stays within 0…1.
  ///
  /// It covers the random choice of the test examples. It does not cover the randomness of training: for
  /// that, train with several seeds.
  ///
  /// Source: Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference.
  ///
  /// - Precondition: `0 ≤ errors ≤ examples`.
  public static func wilsonInterval(errors: Int, examples: Int) -> ClosedRange<Double> {
    precondition(
      errors >= 0 && errors <= examples, "\(errors) errors cannot be among \(examples) examples")
    if examples == 0 { return 0...1 }
    let z = 1.959_963_984_540_054
    let n = Double(examples)
    let p = Double(errors) / n
    let middle = p + z * z / (2 * n)
    let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // Rounding may leave the exact bounds at 0 and n errors by an ulp, to either side.
    let lower = errors == 0 ? 0 : max(0, (middle - reach) / scale)
    let upper = errors == examples ? 1 : min(1, (middle + reach) / scale)
    return lower...upper
  }
}
