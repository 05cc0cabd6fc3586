import Foundation
import Synchronization

/// Whether control-C, or another signal that requests a stop, has arrived since this value was
/// made; see ``Signals``.
///
/// After the first one the work stops and saves; a second one ends the process at once.
package final class Interrupt: Sendable {
  private let requested: Flag
  private let handler: Int

  private final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }

  /// Receives signals from now on.
  ///
  /// - Parameter sentence: Where there is nothing to save: what to print before the process ends at the
  ///   first signal.
  package init(exiting sentence: String? = nil) {
    let requested = Flag()
    self.requested = requested
    handler = Signals.add {
      if let sentence {
        Console.message(sentence)
        _exit(130)
      }
      if requested.value.exchange(true, ordering: .relaxed) { _exit(130) }
    }
  }

  deinit {
    Signals.remove(handler)
  }

  /// Whether the work is to stop.
  package var isRequested: Bool { requested.value.load(ordering: .relaxed) }

  /// Receives signals no longer. Calling it also keeps the value alive until then.
  package func end() {
    Signals.remove(handler)
  }
}
