/// The number format in which matrix products read their factors.
///
/// Weights, sums, activations and the optimiser's state are float32 in both cases. `bfloat16` rounds
/// both factors of every product to eight significant bits, which on processors with bfloat16
/// instructions doubles the speed; elsewhere the rounded factors are multiplied as float32, which gives
/// the same numbers, up to the order of summation, at float32's speed.
public enum Precision: String, Sendable, Codable, CaseIterable {
  /// Factors are used as they are: 24 significant bits.
  case float32
  /// Factors are rounded to bfloat16, to nearest, ties to even: 8 significant bits.
  case bfloat16
}
