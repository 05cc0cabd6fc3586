import Foundation

/// The wall time of a study over all its calls, including killed ones up to the last half minute.
final class StudyLog {
  private struct Times: Codable {
    var seconds: Double
  }

  private let path: String
  private let workspace: Workspace
  /// Seconds over all calls.
  private(set) var total: Double

  init(folder: String) {
    path = "\(folder)/time.json"
    workspace = Workspace(folder: folder)
    total = (try? workspace.read(Times.self, at: path))?.seconds ?? 0
  }

  /// Adds the time of `body`.
  func measure(_ body: () throws -> Void) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let before = total
    let timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + 30, repeating: 30)
    let (path, workspace) = (path, workspace)
    timer.setEventHandler {
      let seconds = start.duration(to: clock.now) / .seconds(1)
      try? workspace.write(Times(seconds: before + seconds), at: path)
    }
    timer.resume()
    defer {
      timer.cancel()
      total = before + start.duration(to: clock.now) / .seconds(1)
      try? workspace.write(Times(seconds: total), at: path)
    }
    try body()
  }
}
