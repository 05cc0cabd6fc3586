/// Which way round Kullback and Leibler's divergence is taken between what is said, p, and what is
/// concluded, q.
public enum Divergence: String, Sendable, Codable, CaseIterable {
  /// KL(p, q), as in the paper: q gives some probability to whatever anybody holds possible. Without
  /// dustbins, q is the arithmetic mean.
  case forward
  /// KL(q, p): q gives little to whatever anybody holds impossible. Without dustbins, q is the
  /// geometric mean.
  case reverse
}
