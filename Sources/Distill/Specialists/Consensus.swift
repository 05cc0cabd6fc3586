import Foundation

/// The distribution over all classes that is nearest to a generalist's and to the outputs of its active
/// specialists: Eq. 5 of the paper.
///
/// With the generalist's p^g over all classes, and p^m over the classes S^m of specialist m and its
/// dustbin, whose mass under q is q(D^m) = 1 − q(S^m), the paper minimises
///
///   KL(p^g, q) + Σ_m KL(p^m, q)                                                         (forward)
///
/// or, with the arguments the other way round, Σ q ln(q / p) for each (reverse).
///
/// The paper finds q = softmax(z) by gradient descent over all z. Here the structure does most of the
/// work. *Forward:* without what does not depend on q, the sum is −Σ_j a_j ln q_j − Σ_m d_m ln q(D^m),
/// a_j = p^g_j + Σ_{m: j ∈ S^m} p^m_j and d_m the dustbin's p^m. Its stationary points have
///
///   a_j / q_j + Σ_{m: j ∉ S^m} d_m / q(D^m) = 1 + M
///
/// so classes that the same specialists cover differ in a_j only: within such a group q_j is
/// proportional to a_j, and what no specialist covers is the generalist's distribution, scaled. What is
/// left is the mass of each group. *Reverse:* likewise, within a group q_j is proportional to the
/// geometric mean of its 1 + n probabilities, n the number of specialists that cover it. The masses are
/// the minimum of a convex function of a few numbers (two for one specialist, where it is in closed
/// form), found by Newton's method.
///
/// Why: the cost of an example is one addition for every class, some operations for each class that an
/// active specialist covers, and nothing else that grows.
///
/// A probability that underflowed to 0 counts as the least positive `Float`: what one party holds
/// impossible stays comparable.
///
/// Source: Hinton, Vinyals, Dean (2015), section 5.4; the reduction to groups is this project's.
public struct Consensus: Sendable, Equatable {
  /// The classes that an active specialist covers, in ascending order.
  public let classes: [Int]
  /// q of each of ``classes``.
  public let probabilities: [Double]
  /// What p^g is to be multiplied by for q of every other class; 1 without specialists.
  public let restScale: Double
  /// The largest |∂/∂z_j| of the sum at q = softmax(z): at most the requested tolerance, unless
  /// rounding in double precision allows no more.
  public let residual: Double

  /// The distribution nearest to all.
  ///
  /// - Parameters:
  ///   - generalist: p^g, one for each class.
  ///   - predictions: Those of the active specialists, in the order of `coverage`.
  ///   - coverage: Which classes each of them covers.
  ///   - divergence: Which way round.
  ///   - tolerance: What ``residual`` is to be at most.
  public init(
    generalist: ArraySlice<Float>, predictions: [SpecialistOutput], coverage: Coverage,
    divergence: Divergence, tolerance: Double
  ) {
    precondition(
      generalist.count == coverage.classCount && predictions.count == coverage.places.count,
      "probabilities of \(generalist.count) classes and \(predictions.count) predictions, where there are "
        + "\(coverage.classCount) classes and \(coverage.places.count) specialists")
    precondition(
      zip(predictions, coverage.places).allSatisfy { $0.probabilities.count == $1.count },
      "a prediction has another number of probabilities than its specialist has classes")
    precondition(tolerance > 0, "a tolerance is positive, not \(tolerance)")
    guard !predictions.isEmpty else {
      (classes, probabilities, restScale, residual) = ([], [], 1, 0)
      return
    }
    let shares = Self.shares(generalist, predictions, coverage, divergence)
    var masses = [Double](repeating: 0, count: coverage.covered.count)
    for (place, group) in coverage.groups.enumerated() { masses[group] += shares[place] }
    let rest = coverage.hasRest ? Self.rest(of: generalist, outside: coverage.classes) : 0
    if coverage.hasRest { masses[masses.count - 1] = rest }
    let withDustbin = predictions.indices.filter { coverage.hasDustbin[$0] }
    let problem = GroupProblem(
      divergence: divergence, masses: masses,
      weights: coverage.covered.map { 1 + Double($0.count { $0 }) },
      dustbins: withDustbin.map { Self.positive(predictions[$0].dustbin) },
      inDustbin: withDustbin.map { place in coverage.covered.map { $0[place] ? 0 : 1 } })
    let found = problem.minimum(tolerance: tolerance)
    classes = coverage.classes
    probabilities = zip(shares, coverage.groups).map { $0 * found.q[$1] / masses[$1] }
    restScale = coverage.hasRest ? found.q[found.q.count - 1] / rest : 0
    residual = found.residual
  }

  /// What q is proportional to within its group, for each class of the coverage.
  private static func shares(
    _ generalist: ArraySlice<Float>, _ predictions: [SpecialistOutput], _ coverage: Coverage,
    _ divergence: Divergence
  ) -> [Double] {
    let own = coverage.classes.map { positive(Double(generalist[generalist.startIndex + $0])) }
    switch divergence {
    case .forward:
      var sums = own
      for (prediction, places) in zip(predictions, coverage.places) {
        for (place, p) in zip(places, prediction.probabilities) { sums[place] += p }
      }
      return sums
    case .reverse:
      var (logarithms, counts) = (own.map { log($0) }, [Double](repeating: 1, count: own.count))
      for (prediction, places) in zip(predictions, coverage.places) {
        for (place, p) in zip(places, prediction.probabilities) {
          logarithms[place] += log(positive(p))
          counts[place] += 1
        }
      }
      return zip(logarithms, counts).map { exp($0 / $1) }
    }
  }

  /// The generalist's mass of all classes but `covered`, which ascend: summed itself, not taken from 1,
  /// which would lose the digits of a small one.
  private static func rest(of generalist: ArraySlice<Float>, outside covered: [Int]) -> Double {
    generalist.withUnsafeBufferPointer { p in
      var sum = 0.0
      var first = 0
      for end in covered + [p.count] {
        for place in first..<end { sum += Double(unsafe p[place]) }
        first = end + 1
      }
      return positive(sum)
    }
  }

  private static func positive(_ probability: Double) -> Double {
    max(probability, Double(Float.leastNonzeroMagnitude))
  }

  /// q of all classes, for the generalist's p^g that it was made from.
  public func distribution(generalist: ArraySlice<Float>) -> [Float] {
    if classes.isEmpty { return Array(generalist) }
    var q = generalist.map { Float(Double($0) * restScale) }
    for (index, p) in zip(classes, probabilities) { q[index] = Float(p) }
    return q
  }

  /// ln q of all classes, up to what is the same for all, for the generalist's logits z: z where no
  /// specialist covers a class, and otherwise above or below them by the logarithm of the change in probability.
  public func logits(generalist: ArraySlice<Float>) -> [Float] {
    if classes.isEmpty { return Array(generalist) }
    let largest = Double(generalist.max() ?? 0)
    let sum = generalist.reduce(0) { $0 + exp(Double($1) - largest) }
    // p^g = exp(z − level), so ln q = z − level + ln restScale for the rest.
    let level = largest + log(sum)
    let shift = restScale > 0 ? log(restScale) : 0
    var logits = Array(generalist)
    for (index, q) in zip(classes, probabilities) {
      logits[index] = Float(log(Self.positive(q)) + level - shift)
    }
    return logits
  }
}
