import Dispatch
import Synchronization

/// The results of `body` for 0 ..< `count`, in order, computed by up to `threads` threads.
///
/// For independent pieces of work, such as models that train side by side: one piece per thread is
/// faster than one piece after another on all threads, because no thread waits within a piece. The
/// pieces are started in order; each thread takes the next one when it is free.
///
/// ```swift
/// let digests = try concurrentMap(paths.count, threads: nil) { try digest(of: paths[$0]) }
///   .map { try $0.get() }
/// ```
///
/// - Parameters:
///   - count: The number of calls, 0 or more.
///   - threads: The most calls at a time; nil for one per available processor. With 1 or
///     less, the calls are made one after another.
///   - body: Called once for each number, on several threads at a time. An error that it throws is the
///     result of that number and does not affect the others.
/// - Returns: `count` results; the place of a result is the number it belongs to.
public func concurrentMap<Value: Sendable>(
  _ count: Int, threads: Int?, _ body: @Sendable (Int) throws -> Value
) -> [Result<Value, any Error>] {
  let results = Mutex<[Int: Result<Value, any Error>]>([:])
  let next = Atomic<Int>(0)
  let workers = min(count, max(1, threads ?? Engine.availableThreads))
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard place < count else { return }
      let result = Result { try body(place) }
      results.withLock { $0[place] = result }
    }
  }
  return results.withLock { results in (0..<count).compactMap { results[$0] } }
}
