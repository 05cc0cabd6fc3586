import Foundation
import Synchronization

/// The signals that request a stop, received by one thread.
///
/// A signal handler must never run on a thread that computes (see `Engine`), and a signal that is not
/// blocked may be delivered to any thread. So the main thread blocks all signals before there is another
/// one, every later thread inherits that, and one thread waits for those that request a stop: control-C
/// (SIGINT), SIGTERM, the end of the terminal session (SIGHUP, unless nohup made the process ignore it)
/// and the limit on processor time (SIGXCPU). Signals that suspend and resume keep their effect.
package enum Signals {
  /// What a signal does: a stack, of which the last applies.
  private static let handlers = Mutex<[(id: Int, handler: @Sendable () -> Void)]>([])

  /// Blocks the signals and starts the thread that receives them. Called first in `main`.
  package static func receiveOnOneThread() {
    var blocked = sigset_t()
    sigfillset(&blocked)
    let faults = [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS]
    let jobControl = [SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT, SIGWINCH]
    for number in faults + jobControl { sigdelset(&blocked, number) }
    pthread_sigmask(SIG_BLOCK, &blocked, nil)

    let requests = [SIGINT, SIGTERM, SIGHUP, SIGXCPU].filter { $0 != SIGHUP || !isIgnored($0) }
    let receiver = Thread {
      var awaited = sigset_t()
      sigemptyset(&awaited)
      for number in requests { sigaddset(&awaited, number) }
      while true {
        var number: Int32 = 0
        guard sigwait(&awaited, &number) == 0 else { continue }
        if let handler = handlers.withLock({ $0.last?.handler }) {
          handler()
        } else if !isIgnored(number) {
          end(by: number)
        }
      }
    }
    receiver.name = "distill signals"
    receiver.stackSize = 512 << 10
    receiver.start()
  }

  /// Lets `handler` decide what a signal does, until `remove(_:)`; without one the process ends.
  ///
  /// - Returns: What `remove(_:)` takes.
  package static func add(_ handler: @escaping @Sendable () -> Void) -> Int {
    handlers.withLock { handlers in
      let id = (handlers.last?.id ?? 0) + 1
      handlers.append((id, handler))
      return id
    }
  }

  /// Removes a handler.
  package static func remove(_ id: Int) {
    handlers.withLock { $0.removeAll { $0.id == id } }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Ends the process as the signal would have without being blocked, so that a shell sees its number.
  private static func end(by number: Int32) {
    signal(number, SIG_DFL)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    raise(number)
  }
}
