import Dispatch
import Foundation
import Synchronization

/// Whether SIGINT (control-C) or SIGTERM has arrived since this value was made.
///
/// The first one requests that the work is stopped and saved; a second one ends the process at once.
final class Interrupt: Sendable {
  private let requested: Flag
  private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

  private final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }

  /// Handles both signals from now on.
  ///
  /// - Parameter sentence: Where there is nothing to save: the sentence that is printed before the
  ///   process ends at the first signal.
  init(exiting sentence: String? = nil) {
    let requested = Flag()
    self.requested = requested
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: DispatchQueue(label: "interrupt"))
      source.setEventHandler {
        if let sentence {
          Console.message(sentence)
          _exit(130)
        }
        if requested.value.exchange(true, ordering: .relaxed) { _exit(130) }
      }
      source.resume()
      return source
    }
  }

  /// Whether the work is to stop.
  var isRequested: Bool { requested.value.load(ordering: .relaxed) }

  /// Stops handling the signals. Calling it also keeps the value alive until then.
  func end() {
    for source in sources { source.cancel() }
  }
}
