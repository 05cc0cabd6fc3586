import ArgumentParser
import Distill
import DistillStudies
import Foundation

/// Runs training jobs with progress on standard error; on control-C, stops and saves them.
struct TrainingReporter {
  private let progress: Progress
  private let output: OutputOptions
  private let interrupt = Interrupt()

  init(_ name: String, _ output: OutputOptions) {
    progress = Progress(name, quiet: output.quiet)
    self.output = output
  }

  /// Runs `job`, as one network or as an ensemble of `members`, in the folder `path`.
  func run(_ job: TrainingJob, members: Int?, in path: String) throws {
    // A checkpoint, or members that are finished.
    Console.show(Safetensors.notices(at: path))
    let finished: Bool
    if let members {
      let shares = MeanProgress(count: members)
      let ensemble = try EnsembleJob(job, members: members).run(in: path) { member, step in
        progress.show(shares.mean(after: member, at: Double(step.step) / Double(step.steps)))
        return interrupt.isRequested ? .stop : .proceed
      }
      finished = ensemble != nil
    } else {
      let network = try job.run(in: path) { step in
        progress.show(
          Double(step.step) / Double(step.steps), note: step.epoch.map(Self.note))
        return interrupt.isRequested ? .stop : .proceed
      }
      finished = network != nil
    }
    try end(finished, path)
  }

  /// Runs `job` in the folder `path`.
  func run(_ job: PanelJob, in path: String) throws {
    let shares = MeanProgress(count: job.clusters.clusters.count)
    try end(
      job.run(in: path) { specialist, step in
        progress.show(shares.mean(after: specialist, at: Double(step.step) / Double(step.steps)))
        return interrupt.isRequested ? .stop : .proceed
      }, path)
  }

  private func end(_ finished: Bool, _ path: String) throws {
    progress.finish(
      finished ? "done" : "stopped and saved; give the same command again to resume")
    if output.json { try Console.output(json: RunSummary(ofRunIn: path)) }
    if !finished { throw ExitCode(130) }
  }

  private static func note(_ epoch: EpochReport) -> String {
    var parts = ["epoch \(epoch.epoch)"]
    if let soft = epoch.softLoss { parts.append(String(format: "soft %.4f", soft)) }
    if let hard = epoch.hardLoss { parts.append(String(format: "hard %.4f", hard)) }
    if let rate = epoch.validationErrorRate {
      parts.append(String(format: "validation errors %.2f %%", 100 * rate))
    }
    return parts.joined(separator: ", ")
  }
}
