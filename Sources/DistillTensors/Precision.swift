/// The number format in which matrix products read their factors.
///
/// Weights, sums, activations and the optimiser's state are float32 in both cases. `bfloat16` rounds
/// both factors of every product to eight significant bits, which on processors with bfloat16
/// instructions doubles the speed; elsewhere it gives the same rounding without the speed.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// Factors are used as they are: 24 significant bits.
  case float32
  /// Factors are rounded to bfloat16, to nearest, ties to even: 8 significant bits.
  case bfloat16
}
