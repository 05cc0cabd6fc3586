import Synchronization

/// The progress of work in stages, one line for each.
final class StageProgress: Sendable {
  private let isQuiet: Bool
  private let current = Mutex<(name: String, progress: Progress)?>(nil)

  init(quiet: Bool) {
    isQuiet = quiet
  }

  /// Shows that `share` of the stage called `name` is done; a new name ends the stage before it.
  func show(_ name: String, _ share: Double) {
    current.withLock { current in
      if current?.name != name {
        current?.progress.finish("done")
        current = (name, Progress(name, quiet: isQuiet))
      }
      current?.progress.show(share)
    }
  }

  /// Ends the last stage with `note`.
  func finish(_ note: String) {
    current.withLock { current in
      current?.progress.finish(note)
      current = nil
    }
  }
}
