/// The direction of the Kullback–Leibler divergence between the networks' outputs p and the consensus q.
public enum Divergence: String, Sendable, Codable, CaseIterable {
  /// KL(p, q), as in the paper: q gives some probability to every class that any network holds possible.
  /// Without dustbins, q is the arithmetic mean.
  case forward
  /// KL(q, p): q gives little to every class that any network holds impossible. Without dustbins, q is the
  /// geometric mean.
  case reverse
}
