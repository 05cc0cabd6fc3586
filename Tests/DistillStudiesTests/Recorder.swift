import Distill
import DistillStudies
import Synchronization

/// The progress of a study, in order; can stop the study at one call.
final class Recorder: Sendable {
  private let steps = Mutex<[StudyRun.Progress]>([])
  private let last: Int

  /// Returns stop at the call of number `last`, counted from 1.
  init(stoppingAt last: Int = .max) {
    self.last = last
  }

  func observe(_ step: StudyRun.Progress) -> TrainingControl {
    steps.withLock {
      $0.append(step)
      return $0.count >= last ? .stop : .proceed
    }
  }

  /// The stages, once for each call.
  var stages: [String] { steps.withLock { $0.map(\.stage) } }

  /// The shares of all the work.
  var shares: [Double] { steps.withLock { $0.map(\.share) } }
}
