import DistillTensors

/// How far a result may be from the exact one, and why.
enum Tolerances {
  /// Between a pullback and central differences in `Double`, relative to the lengths of gradient and
  /// direction. Layers are piecewise linear in each of their arguments, so only rounding counts: 1e-16
  /// of values up to about a hundred times the change, over a step of 1e-5.
  static let layer = 1e-8
  /// The same for the objective, where the third derivative, at most T² times that of a softmax, adds
  /// step² of itself.
  static let objective = 1e-7
  /// The step of the differences.
  static let differenceStep = 1e-5

  /// Between a few training steps here and the same in NumPy, per element of size about 1: each of
  /// some hundreds of operations adds a rounding at most.
  static func steps<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> Double {
    300 * Double(Scalar.ulpOfOne)
  }

  /// The absolute error of a gradient of the objective with respect to logits. An exponent
  /// (z − max)/T of size `range` has two roundings; the probability then has 2·range·u, and some 40 more
  /// from the sum over the classes; it is at most 1 and is multiplied by `scale`.
  static func objectiveGradient<Scalar: TensorScalar>(
    range: Double, scale: Double, _ scalar: Scalar.Type
  ) -> Double {
    (range + 40) * scale * Double(Scalar.ulpOfOne)
  }

  /// The absolute error of a cross-entropy in nats, of logits that differ by `range` after division
  /// by the temperature: a sum of products p·z with relative roundings, over some tens of classes.
  static func crossEntropy<Scalar: TensorScalar>(
    range: Double, _ scalar: Scalar.Type
  ) -> Double {
    40 * (range + 1) * Double(Scalar.ulpOfOne)
  }
}
