import Synchronization

/// A counter that threads share.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// Adds one; returns the sum.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
