import Foundation

/// Student's t distribution: the distribution of the mean of a few normal values divided by its estimated
/// standard error.
///
/// With ν degrees of freedom and x = ν / (ν + t²), the tail beyond t ≥ 0 is ½ Iₓ(ν/2, ½), where I is
/// the regularised incomplete beta function. Errors are below 10⁻¹² for ν from 1 to a million.
///
/// Source: Student (1908), The Probable Error of a Mean; NIST Digital Library of Mathematical
/// Functions, sections 8.17(i) and 8.17(v).
public enum StudentT {
  /// The probability of a value of at most `t`: NaN for NaN.
  ///
  /// - Precondition: `degrees` is finite and above 0; it need not be whole.
  public static func cumulative(_ t: Double, degrees: Double) -> Double {
    check(degrees)
    if t.isNaN { return .nan }
    let tail = tail(beyond: abs(t), degrees: degrees)
    return t > 0 ? 1 - tail : tail
  }

  /// The value that is not exceeded with probability `p`: −∞ for 0 and +∞ for 1.
  ///
  /// Found by bisection of ``cumulative(_:degrees:)``, down to neighbouring numbers.
  ///
  /// - Precondition: `p` is in 0…1; `degrees` is finite and above 0.
  public static func quantile(_ p: Double, degrees: Double) -> Double {
    check(degrees)
    precondition((0...1).contains(p), "a probability is in 0…1, and \(p) is not")
    let wanted = min(p, 1 - p)
    if wanted == 0 { return p == 0 ? -.infinity : .infinity }
    if wanted == 0.5 { return 0 }
    var upper = 1.0
    while tail(beyond: upper, degrees: degrees) > wanted { upper *= 2 }
    var lower = upper == 1 ? 0 : upper / 2
    while true {
      let middle = lower + (upper - lower) / 2
      if middle <= lower || middle >= upper { break }
      if tail(beyond: middle, degrees: degrees) > wanted { lower = middle } else { upper = middle }
    }
    return p < 0.5 ? -upper : upper
  }

  /// The probability of a value above `t` ≥ 0; twice it is the p value of a two-sided test, without
  /// the cancellation of 1 − `cumulative`.
  static func tail(beyond t: Double, degrees: Double) -> Double {
    let square = t * t
    // Both are computed, as 1 − x would lose what is left of a small one.
    let x = 1 / (1 + square / degrees)
    let rest = 1 / (1 + degrees / square)
    let (a, b) = (degrees / 2, 0.5)
    // I is symmetric, and its fraction converges fast on this side of the mean.
    let whole =
      x < (a + 1) / (a + b + 2)
      ? incompleteBeta(a, b, x, rest: rest, halfOf: a)
      : 1 - incompleteBeta(b, a, rest, rest: x, halfOf: a)
    return whole / 2
  }

  /// Iₓ(a, b) = xᵃ (1 − x)ᵇ / (a B(a, b)) · 1/(1 + d₁/(1 + d₂/(1 + …))), where d₂ₘ = m (b − m) x /
  /// ((a + 2m − 1)(a + 2m)) and d₂ₘ₊₁ = −(a + m)(a + b + m) x / ((a + 2m)(a + 2m + 1)), evaluated from
  /// the front by Lentz's method.
  ///
  /// `rest` is 1 − x; one of a and b is ½, the other is `half`.
  private static func incompleteBeta(
    _ a: Double, _ b: Double, _ x: Double, rest: Double, halfOf half: Double
  ) -> Double {
    if x == 0 { return 0 }
    // Lentz (1976) replaces denominators of 0, which have no inverse, by this.
    let tiny = 1e-300
    var fraction = 1.0
    var numerator = 1.0
    var denominator = 0.0
    func term(_ index: Int) -> Double {
      let m = Double(index / 2)
      return index.isMultiple(of: 2)
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }
    // It takes about √ν terms; the bound only keeps what does not converge from running on.
    for index in 1...1_000_000 {
      let d = term(index)
      denominator = 1 + d * denominator
      if abs(denominator) < tiny { denominator = tiny }
      denominator = 1 / denominator
      numerator = 1 + d / numerator
      if abs(numerator) < tiny { numerator = tiny }
      let change = numerator * denominator
      fraction *= change
      if abs(change - 1) < 1e-16 { break }
    }
    let power = pow(x, a) * pow(rest, b)
    return power * gammaRatio(half) / (Double.pi.squareRoot() * a * fraction)
  }

  /// Γ(a + ½) / Γ(a), which is √π / B(a, ½).
  ///
  /// By its asymptotic series from 30 on, where the first term left out is below 10⁻¹³, and by
  /// Γ(a + 1) = a Γ(a) from there down.
  ///
  /// Source: Tricomi, Erdélyi (1951), The Asymptotic Expansion of a Ratio of Gamma Functions.
  private static func gammaRatio(_ a: Double) -> Double {
    var factor = 1.0
    var shifted = a
    while shifted < 30 {
      factor *= shifted / (shifted + 0.5)
      shifted += 1
    }
    let inverse = 1 / shifted
    let coefficients: [Double] = [
      1, -0.125, 0.007_812_5, 0.004_882_812_5, -0.000_640_869_140_625, -0.001_522_064_208_984_375,
      869.0 / 4_194_304.0,
    ]
    let series = coefficients.reversed().reduce(0) { $0 * inverse + $1 }
    return factor * shifted.squareRoot() * series
  }

  private static func check(_ degrees: Double) {
    precondition(
      degrees > 0 && degrees.isFinite, "degrees of freedom are above 0, and \(degrees) is not")
  }
}
