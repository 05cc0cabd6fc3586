import Synchronization

/// The mean progress of several runs, each reported by its own thread.
public final class MeanProgress: Sendable {
  private let shares: Mutex<[Double]>

  /// The progress of `count` runs, none of which has started.
  public init(count: Int) {
    shares = Mutex([Double](repeating: 0, count: count))
  }

  /// The mean share that is done, once the share of `member` is `share`.
  public func mean(after member: Int, at share: Double) -> Double {
    shares.withLock { shares in
      shares[member] = share
      return shares.reduce(0, +) / Double(shares.count)
    }
  }
}
