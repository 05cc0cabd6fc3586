import Foundation

extension BiasCorrection {
  /// The distance of each mean from its prior: far below the effect of one example in millions, and above
  /// the rounding of a sum in double precision.
  private static let tolerance = 1e-9
  private static let iterations = 500

  /// The offsets b of `classes`, 0 elsewhere, with which every one of them is predicted with its
  /// frequency in `prior`: mean over the examples of softmax(z + b)_c = π_c for each c.
  ///
  /// They minimise F(b) = mean ln Σ exp(z + b) − Σ π_c b_c, which is convex, and so are the only such
  /// offsets. With `isShared` there is one for all of `classes`, which then have the sum of their
  /// priors together. Where all classes are chosen, one each, a constant added to all would change
  /// nothing, and the offsets are those that sum to 0.
  ///
  /// The method is Newton's, damped so that F falls at every step, until each mean is within 10⁻⁹ of
  /// its prior. Where the model's mean prediction is the prior already, the offsets are 0. Cost: one exponential for each logit and iteration, of which
  /// there are about ten.
  ///
  /// - Parameters:
  ///   - logits: The model's for examples like those it will be used on, row-major [examples, classes], finite.
  ///   - classes: Those whose biases may change.
  ///   - prior: How often each class is expected.
  ///   - isShared: Whether `classes` have one offset together.
  /// - Throws: ``CorrectionError`` where a class does not exist, all classes would share an offset, a
  ///   prior is 0 or 1, there is no example, or the iteration does not converge.
  public init(
    logits: [Float], classes: Set<Int>, prior: ClassPrior, isShared: Bool
  ) throws(CorrectionError) {
    let count = prior.probabilities.count
    let chosen = try Self.checked(classes, of: count)
    guard !logits.isEmpty else { throw .nothingToCount }
    let isAll = chosen.count == count
    guard !(isAll && isShared) else { throw .allClasses }
    // The last of all classes stays where it is, and the others move against it.
    let moving = isAll ? Array(chosen.dropLast()) : chosen
    let groups = isShared ? [moving] : moving.map { [$0] }
    let targets = groups.map { $0.reduce(0) { $0 + prior.probabilities[$1] } }
    for (group, share) in zip(groups, targets) where !(share > 0 && share < 1) {
      throw .unreachable(classes: group, share: share)
    }
    let together = targets.reduce(0, +)
    // Nothing, or no more than rounding, is left for the others.
    guard together < 1 - Self.tolerance else {
      throw .unreachable(classes: moving, share: together)
    }
    let data = GroupedLogits(logits, classes: count, groups: groups)
    let found = try Self.minimum(of: data, targets: targets)
    var offsets = [Double](repeating: 0, count: count)
    for (group, offset) in zip(groups, found) { for index in group { offsets[index] = offset } }
    if isAll {
      let mean = offsets.reduce(0, +) / Double(count)
      offsets = offsets.map { $0 - mean }
    }
    self.init(classes: chosen, offsets: offsets, rule: .prior)
  }

  /// Where F of these targets is least.
  private static func minimum(
    of data: GroupedLogits, targets: [Double]
  ) throws(CorrectionError) -> [Double] {
    var offsets = [Double](repeating: 0, count: targets.count)
    var here = data.moments(offsets: offsets, targets: targets)
    // Added to the curvature, which is 0 where every probability is 0 or 1: Newton's step would be
    // infinite there.
    var damping = 1e-6
    for _ in 0..<iterations {
      guard largest(here.gradient) > tolerance else { return offsets }
      let step = here.hessian.solve(adding: damping, [here.gradient])[0]
      let next = zip(offsets, step).map { $0 - $1 }
      let there = data.moments(offsets: next, targets: targets)
      // Near the minimum F no longer falls measurably while its slope still does.
      if there.value < here.value || largest(there.gradient) < largest(here.gradient) / 2 {
        (offsets, here) = (next, there)
        damping = max(damping / 10, 1e-15)
      } else {
        damping *= 10
      }
    }
    let distance = largest(here.gradient)
    guard distance <= tolerance else {
      throw .notConverged(iterations: iterations, distance: distance)
    }
    return offsets
  }

  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { max($0, abs($1)) }
  }
}
