import Synchronization

/// Counts what threads have done.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// One more; the number after it.
  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
