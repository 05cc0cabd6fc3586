import Foundation
import Synchronization

/// How far a piece of work is, on standard error: a bar that redraws itself on a terminal, a plain
/// line every ten seconds elsewhere, nothing when quiet.
final class Progress: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    var note = ""
  }

  private let name: String
  private let isQuiet: Bool
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock().now
  private let state = Mutex(State())

  init(_ name: String, quiet: Bool) {
    self.name = name
    isQuiet = quiet
  }

  /// Shows that `share` of the work is done. The time left counts from `share` at the first call.
  func show(_ share: Double, note: String? = nil) {
    guard !isQuiet else { return }
    state.withLock { state in
      if let note { state.note = note }
      let now = ContinuousClock().now
      let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
      guard state.lastShown.map({ $0.duration(to: now) >= pause }) ?? isTerminal else {
        if state.lastShown == nil { state.lastShown = now }
        return
      }
      state.lastShown = now
      write(line(share, state.note, at: now), ends: false)
    }
  }

  /// Shows that the work is over, with what there is to say of it.
  func finish(_ note: String) {
    guard !isQuiet else { return }
    let seconds = start.duration(to: ContinuousClock().now) / .seconds(1)
    state.withLock { _ in write("\(name): \(note) (\(Self.time(seconds)))", ends: true) }
  }

  private func line(_ share: Double, _ note: String, at now: ContinuousClock.Instant) -> String {
    let seconds = start.duration(to: now) / .seconds(1)
    let percent = String(format: "%3.0f %%", 100 * share)
    let left = share > 0.005 ? ", \(Self.time(seconds * (1 - share) / share)) left" : ""
    let rest = note.isEmpty ? "" : "  \(note)"
    guard isTerminal else { return "\(name): \(percent)\(left)\(rest)" }
    let width = 24
    let full = max(0, min(width, Int(share * Double(width))))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return "\(name) \(bar) \(percent)\(left)\(rest)"
  }

  private func write(_ line: String, ends: Bool) {
    // Back to the line's beginning, and what stood there erased.
    let text = isTerminal ? "\r\u{1B}[K\(line)\(ends ? "\n" : "")" : line + "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if seconds < 10 { return String(format: "%.1f s", seconds) }
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
