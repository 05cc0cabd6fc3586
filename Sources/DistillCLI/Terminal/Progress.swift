import Foundation
import Synchronization

/// How far a piece of work is, on standard error: a bar that redraws itself on a terminal, a plain
/// line every ten seconds elsewhere, nothing when quiet.
final class Progress: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    /// When work was first seen, and how much was done then: a resumed run starts in the middle.
    var origin: (time: ContinuousClock.Instant, share: Double)?
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

  /// Shows that `share` of the work is done.
  func show(_ share: Double, note: String? = nil) {
    guard !isQuiet else { return }
    state.withLock { state in
      if let note { state.note = note }
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
      write(line(share, secondsLeft: left, note: state.note), ends: false)
    }
  }

  /// Shows that the work is over, with what there is to say of it.
  func finish(_ note: String) {
    guard !isQuiet else { return }
    let seconds = start.duration(to: ContinuousClock().now) / .seconds(1)
    state.withLock { _ in write("\(name): \(note) (\(Self.time(seconds)))", ends: true) }
  }

  /// Says a sentence on standard error, on a line of its own.
  static func say(_ sentence: String) {
    let start = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    FileHandle.standardError.write(Data("\(start)\(sentence)\n".utf8))
  }

  private func line(_ share: Double, secondsLeft: Double?, note: String) -> String {
    let percent = String(format: "%3.0f %%", 100 * min(1, share))
    let left = secondsLeft.map { ", \(Self.time($0)) left" } ?? ""
    let rest = note.isEmpty ? "" : "  \(note)"
    guard isTerminal else { return "\(name): \(percent)\(left)\(rest)" }
    let columns = Self.terminalColumns
    // The bar gives way first on a narrow terminal, then the end of the line: a line that wraps could
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

  private func write(_ line: String, ends: Bool) {
    // Back to the line's beginning, and what stood there erased.
    let text = isTerminal ? "\r\u{1B}[K\(line)\(ends ? "\n" : "")" : line + "\n"
    FileHandle.standardError.write(Data(text.utf8))
  }

  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if seconds < 9.95 { return String(format: "%.1f s", seconds) }
    if whole < 100 { return "\(whole) s" }
    if whole < 6000 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
