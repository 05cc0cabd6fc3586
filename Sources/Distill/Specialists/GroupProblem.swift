import Foundation

/// Eq. 5 reduced to the masses of a few groups of classes; see ``Consensus`` for how.
///
/// For masses Q that sum to 1, a mass D_m = Σ Q over the groups in m's dustbin, and weights of the
/// groups w, the function is
///
///   forward:  f(Q) = −Σ A_G ln Q_G − Σ_m d_m ln D_m
///   reverse:  f(Q) = Σ w_G Q_G ln(Q_G / A_G) + Σ_m D_m ln(D_m / d_m)
///
/// Both are convex. With Q = softmax(z), ∂f/∂z_G = Q_G (∂f/∂Q_G − Σ_H Q_H ∂f/∂Q_H).
struct GroupProblem {
  let divergence: Divergence
  /// A of each group, positive.
  let masses: [Double]
  /// w of each group: one more than the specialists that cover it.
  let weights: [Double]
  /// d of each specialist that has a dustbin, positive.
  let dustbins: [Double]
  /// For each of these specialists, 1 for the groups in its dustbin and 0 for the others.
  let inDustbin: [[Double]]

  /// f, and Q ∘ ∂f/∂Q.
  struct Point {
    var q: [Double]
    var value: Double
    var scaledGradient: [Double]

    /// ∂f/∂z.
    var gradient: [Double] {
      let sum = scaledGradient.reduce(0, +)
      return zip(scaledGradient, q).map { $0 - $1 * sum }
    }

    /// The largest |∂f/∂z|.
    var residual: Double { gradient.reduce(0) { max($0, abs($1)) } }
  }

  /// The most steps by the quick solution. Where that keeps enough digits Newton's method needs fewer, so
  /// after as many the whole system is solved.
  private static let quickSteps = 20

  /// The masses where f is least, so that no |∂f/∂z| is above `tolerance`, unless `iterations`
  /// end before; with the residual that was reached.
  ///
  /// Newton's method on the masses relative to where they are, along Σ Q = 1, damped so that f falls at
  /// every step. Not on z: a sum of masses that a dustbin holds fast is straight in Q and curved in z.
  func minimum(tolerance: Double, iterations: Int = 200) -> Point {
    var here = point(at: start)
    var wholly = false
    for iteration in 0..<iterations where here.residual > tolerance {
      wholly = wholly || iteration == Self.quickSteps
      if let next = step(from: here, wholly: wholly) {
        here = next
      } else if wholly {
        break
      } else {
        wholly = true
      }
    }
    return here
  }

  /// For one specialist the minimum itself.
  private var start: [Double] {
    var q = masses
    switch divergence {
    case .forward:
      for (dustbin, isIn) in zip(dustbins, inDustbin) {
        let sum = LowRankMatrix.product(masses, isIn)
        for group in q.indices { q[group] += dustbin * isIn[group] * masses[group] / sum }
      }
    case .reverse:
      for group in q.indices {
        var (logarithm, count) = (weights[group] * log(masses[group]), weights[group])
        for (dustbin, isIn) in zip(dustbins, inDustbin) where isIn[group] > 0 {
          logarithm += log(dustbin)
          count += 1
        }
        q[group] = exp(logarithm / count)
      }
    }
    return Self.normalized(q)
  }

  private static func normalized(_ q: [Double]) -> [Double] {
    let q = q.map { max($0, .leastNormalMagnitude) }
    let sum = q.reduce(0, +)
    return q.map { $0 / sum }
  }

  private func dustbinMasses(_ q: [Double]) -> [Double] {
    inDustbin.map { LowRankMatrix.product(q, $0) }
  }

  func point(at q: [Double]) -> Point {
    let sums = dustbinMasses(q)
    var value = 0.0
    var scaled = [Double](repeating: 0, count: q.count)
    switch divergence {
    case .forward:
      for group in q.indices {
        value -= masses[group] * log(q[group])
        scaled[group] = -masses[group]
      }
      for place in dustbins.indices {
        value -= dustbins[place] * log(sums[place])
        for group in q.indices {
          scaled[group] -= dustbins[place] * inDustbin[place][group] * q[group] / sums[place]
        }
      }
    case .reverse:
      for group in q.indices {
        let ratio = log(q[group] / masses[group])
        value += weights[group] * q[group] * ratio
        scaled[group] = weights[group] * q[group] * (ratio + 1)
      }
      for place in dustbins.indices {
        let ratio = log(sums[place] / dustbins[place])
        value += sums[place] * ratio
        for group in q.indices {
          scaled[group] += inDustbin[place][group] * q[group] * (ratio + 1)
        }
      }
    }
    return Point(q: q, value: value, scaledGradient: scaled)
  }

  /// Q ∘ ∂²f/∂Q² ∘ Q.
  private func curvature(at q: [Double]) -> LowRankMatrix {
    let terms = zip(dustbinMasses(q), zip(dustbins, inDustbin)).map { sum, dustbin in
      (
        scale: divergence == .forward ? dustbin.0 / (sum * sum) : 1 / sum,
        vector: zip(q, dustbin.1).map { $0 * $1 }
      )
    }
    return LowRankMatrix(
      diagonal: divergence == .forward ? masses : zip(weights, q).map { $0 * $1 }, terms: terms)
  }

  /// A point of lower f, or as low and nearer to the minimum; nil where rounding leaves none.
  private func step(from here: Point, wholly: Bool) -> Point? {
    let solved = curvature(at: here.q).solve(
      adding: 1e-14, wholly: wholly, [here.scaledGradient, here.q])
    // The multiplier of Σ Q = 1 keeps the step within it.
    let multiplier =
      LowRankMatrix.product(here.q, solved[0]) / LowRankMatrix.product(here.q, solved[1])
    let direction = zip(solved[0], solved[1]).map { multiplier * $1 - $0 }
    // A mass falls to a twentieth at most: it stays positive.
    let steepest = direction.reduce(0) { max($0, -$1) }
    var length = min(1, 0.95 / max(steepest, 0.1))
    for _ in 0..<60 {
      let there = point(at: Self.normalized(zip(here.q, direction).map { $0 * (1 + length * $1) }))
      if there.value < here.value || there.residual < here.residual / 2 { return there }
      length /= 2
    }
    return nil
  }
}
