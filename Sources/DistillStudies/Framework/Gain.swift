/// Shares of a gain.
package enum Gain {
  /// The share of the way from `baseline` to `goal` that `value` has gone, in percent:
  /// 100 · (value − baseline) / (goal − baseline).
  ///
  /// It does not depend on whether less or more is better, because both differences change their sign
  /// together. Not finite where baseline and goal are equal: then there is no gain to share.
  package static func share(of value: Double, from baseline: Double, to goal: Double) -> Double {
    100 * (value - baseline) / (goal - baseline)
  }
}
