import DistillTensors

/// How far a result may be from the exact one, and why.
enum Tolerances {
  /// Half the distance from 1 to the next number: the relative error of one rounding.
  static func roundoff<Scalar: TensorScalar>(_ scalar: Scalar.Type) -> Double {
    Double(Scalar.ulpOfOne) / 2
  }

  /// The bound on a sum of `terms` products in any order, each operation rounded once: to first order
  /// terms · u · Σ|aᵢbᵢ|. One more operation for the bias, and the whole doubled because the
  /// reference, in `Double`, has an error of its own, which counts where `Scalar` is `Double`.
  static func sum<Scalar: TensorScalar>(
    terms: Int, magnitude: Double, _ scalar: Scalar.Type
  ) -> Double {
    2 * Double(terms + 1) * roundoff(scalar) * magnitude
  }

  /// The relative error of a probability. An exponent (z − max)/T with |z − max|/T ≤ `range` has two
  /// roundings, which the exponential turns into a relative error of 2u·range; the exponential itself,
  /// the sum over `columns`, the reciprocal and the product add at most columns + 8 roundings.
  static func probability<Scalar: TensorScalar>(
    range: Double, columns: Int, _ scalar: Scalar.Type
  ) -> Double {
    (2 * range + Double(columns) + 8) * roundoff(scalar)
  }
}
