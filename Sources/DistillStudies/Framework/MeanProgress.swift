import Synchronization

/// How far each of several runs is, told by several threads.
public final class MeanProgress: Sendable {
  private let shares: Mutex<[Double]>

  /// Shares of `count` runs, none begun.
  public init(count: Int) {
    shares = Mutex([Double](repeating: 0, count: count))
  }

  /// The mean share once that of `member` is `share`.
  public func mean(after member: Int, at share: Double) -> Double {
    shares.withLock { shares in
      shares[member] = share
      return shares.reduce(0, +) / Double(shares.count)
    }
  }
}
