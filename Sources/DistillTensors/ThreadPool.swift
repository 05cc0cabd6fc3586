import CKernels
import Foundation
import Synchronization

/// Threads that share out the pieces of one job after another, the caller's thread among them.
///
/// Pieces are handed out one at a time, so a thread that another process has pushed aside takes fewer
/// of them. A thread without work looks for more for some microseconds, because inside a training step
/// the next job is that near, and then sleeps: spinning any longer would take the processor from
/// other processes.
final class ThreadPool: Sendable {
  /// The number of threads, the caller's included.
  let threads: Int
  private let shared = Shared()

  /// What the threads see of the current job. It outlives the pool until the last thread is gone.
  private final class Shared: @unchecked Sendable {
    /// Generation (32 bits), pieces (16), next piece (16). One word, so that a thread which was
    /// asleep since an earlier job cannot claim a piece of this one by mistake.
    let ticket = Atomic<UInt64>(0)
    let finished = Atomic<Int>(0)
    let callerSleeps = Atomic<Bool>(false)
    let callerWakes = DispatchSemaphore(value: 0)
    let stopping = Atomic<Bool>(false)
    /// Written before the ticket is published and read after a piece is claimed.
    var body: @Sendable (_ piece: Int, _ thread: Int) -> Void = { _, _ in }

    func claim() -> (piece: Int, pieces: Int)? {
      var current = ticket.load(ordering: .acquiring)
      while true {
        let pieces = current >> 16 & 0xffff
        let next = current & 0xffff
        guard next < pieces else { return nil }
        let (won, found) = ticket.weakCompareExchange(
          expected: current, desired: current + 1, ordering: .acquiringAndReleasing)
        if won { return (Int(next), Int(pieces)) }
        current = found
      }
    }

    var hasWork: Bool {
      let current = ticket.load(ordering: .sequentiallyConsistent)
      return current & 0xffff < current >> 16 & 0xffff
    }

    func workOnPieces(thread: Int) {
      while let (piece, pieces) = claim() {
        body(piece, thread)
        let done = finished.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        if thread != 0, done == pieces,
          callerSleeps.exchange(false, ordering: .sequentiallyConsistent)
        {
          callerWakes.signal()
        }
      }
    }
  }

  private final class Worker: Sendable {
    let sleeps = Atomic<Bool>(false)
    let wakes = DispatchSemaphore(value: 0)
  }

  private let workers: [Worker]
  /// About 20 µs of looking before sleeping.
  private static let looks = 1500

  init(threads: Int) {
    precondition(threads >= 1, "a pool has at least one thread, not \(threads)")
    self.threads = threads
    let shared = self.shared
    workers = (1..<max(threads, 1)).map { _ in Worker() }
    for (offset, worker) in workers.enumerated() {
      let thread = Thread { Self.serve(worker, of: shared, thread: offset + 1) }
      thread.name = "distill worker \(offset + 1)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private static func serve(_ worker: Worker, of shared: Shared, thread: Int) {
    blockSignals()
    while true {
      var looked = 0
      while !shared.hasWork, !shared.stopping.load(ordering: .relaxed) {
        if looked < looks {
          ck_pause()
          looked += 1
          continue
        }
        worker.sleeps.store(true, ordering: .sequentiallyConsistent)
        let mayStay =
          shared.hasWork || shared.stopping.load(ordering: .sequentiallyConsistent)
        // The thread that clears the flag decides: if it was another one, a signal is on its way.
        if !mayStay || !worker.sleeps.exchange(false, ordering: .sequentiallyConsistent) {
          worker.wakes.wait()
        }
        looked = 0
      }
      if shared.stopping.load(ordering: .relaxed) { return }
      shared.workOnPieces(thread: thread)
    }
  }

  /// Leaves signals to the program's other threads: handlers are not written for a thread that is inside
  /// a kernel. See ``Engine``.
  private static func blockSignals() {
    var signals = sigset_t()
    unsafe sigfillset(&signals)
    for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] {
      unsafe sigdelset(&signals, fault)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Calls `body` once for each of `pieces` pieces, on whichever threads are free, and returns when
  /// all are done. One job at a time: the caller sees to that.
  func run(pieces: Int, _ body: @escaping @Sendable (_ piece: Int, _ thread: Int) -> Void) {
    precondition(pieces < 0x10000, "a job has fewer than 65536 pieces, not \(pieces)")
    guard pieces > 1, threads > 1 else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    shared.body = body
    shared.finished.store(0, ordering: .relaxed)
    let generation = shared.ticket.load(ordering: .relaxed) >> 32 &+ 1
    shared.ticket.store(
      generation << 32 | UInt64(pieces) << 16, ordering: .sequentiallyConsistent)
    for worker in workers.prefix(pieces - 1)
    where worker.sleeps.exchange(false, ordering: .sequentiallyConsistent) {
      worker.wakes.signal()
    }
    shared.workOnPieces(thread: 0)
    var looked = 0
    while shared.finished.load(ordering: .acquiring) < pieces {
      if looked < Self.looks {
        ck_pause()
        looked += 1
        continue
      }
      shared.callerSleeps.store(true, ordering: .sequentiallyConsistent)
      let done = shared.finished.load(ordering: .sequentiallyConsistent) == pieces
      if !done || !shared.callerSleeps.exchange(false, ordering: .sequentiallyConsistent) {
        shared.callerWakes.wait()
      }
    }
  }

  deinit {
    shared.stopping.store(true, ordering: .sequentiallyConsistent)
    for worker in workers
    where worker.sleeps.exchange(false, ordering: .sequentiallyConsistent) {
      worker.wakes.signal()
    }
  }
}
