import Distill
import Foundation
import Synchronization

/// The progress of a piece of work on standard error: a bar that is redrawn on a terminal, a plain line
/// every ten seconds elsewhere, nothing when quiet.
package final class Progress: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    /// The time and the share of the first report: a resumed run starts in the middle.
    var origin: (time: ContinuousClock.Instant, share: Double)?
    var note = ""
  }

  private let name: String
  private let isQuiet: Bool
  private let isTerminal = Console.isTerminal
  private let start = ContinuousClock().now
  private let state = Mutex(State())

  package init(_ name: String, quiet: Bool) {
    self.name = name.printable()
    isQuiet = quiet
  }

  /// Shows that `share` of the work is done.
  package func show(_ share: Double, note: String? = nil) {
    guard !isQuiet else { return }
    state.withLock { state in
      if let note { state.note = note.printable() }
      let now = ContinuousClock().now
      let origin = state.origin ?? (now, share)
      state.origin = origin
      let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
      guard state.lastShown.map({ $0.duration(to: now) >= pause }) ?? isTerminal else {
        if state.lastShown == nil { state.lastShown = now }
        return
      }
      state.lastShown = now
      let gained = share - origin.share
      let seconds = origin.time.duration(to: now) / .seconds(1)
      let left = gained > 0.005 ? seconds * (1 - share) / gained : nil
      Console.progress(line(share, secondsLeft: left, note: state.note), ends: false)
    }
  }

  /// Shows that the work has ended, with `note`.
  package func finish(_ note: String) {
    guard !isQuiet else { return }
    let seconds = start.duration(to: ContinuousClock().now) / .seconds(1)
    state.withLock { _ in
      Console.progress("\(name): \(note.printable()) (\(Self.time(seconds)))", ends: true)
    }
  }

  private func line(_ share: Double, secondsLeft: Double?, note: String) -> String {
    let percent = String(format: "%3.0f %%", 100 * min(1, share))
    let left = secondsLeft.map { ", \(Self.time($0)) left" } ?? ""
    let rest = note.isEmpty ? "" : "  \(note)"
    guard isTerminal else { return "\(name): \(percent)\(left)\(rest)" }
    let columns = Self.terminalColumns
    // On a narrow terminal the bar is left out first, then the end of the line: a line that wraps could
    // not be redrawn.
    let width = min(24, columns - name.count - percent.count - left.count - rest.count - 3)
    guard width >= 8 else {
      return String("\(name) \(percent)\(left)\(rest)".prefix(max(columns - 1, 1)))
    }
    let full = max(0, min(width, Int(share * Double(width))))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return "\(name) \(bar) \(percent)\(left)\(rest)"
  }

  private static var terminalColumns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  package static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if seconds < 9.95 { return String(format: "%.1f s", seconds) }
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
