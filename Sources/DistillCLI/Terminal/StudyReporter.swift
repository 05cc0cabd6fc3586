import ArgumentParser
import Distill
import DistillStudies
import Foundation

/// Runs a study for a person at a terminal: shows progress, and on control-C stops, saves and says how
/// to go on.
struct StudyReporter {
  private let name: String
  private let compute: ComputeOptions

  init(_ name: String, _ compute: ComputeOptions) {
    self.name = name
    self.compute = compute
  }

  /// `study` in `folder`; see ``StudyRun``.
  func prepare(
    _ study: Study, on setting: Setting, only: [String] = [], in folder: String
  ) throws -> StudyRun {
    try StudyRun(
      study, on: setting, only: only, in: folder,
      threads: compute.threads ?? Engine.availableThreads, commandLine: CommandLine.arguments)
  }

  /// Runs what is missing; with `dryRun` says what that is, and returns nil.
  func run(_ run: StudyRun, precision: Precision, dryRun: Bool) throws -> StudyReport? {
    if dryRun {
      print(try run.outline(speed: .measured(precision)))
      return nil
    }
    let interrupt = Interrupt()
    let progress = Progress(name, quiet: compute.quiet)
    let report = try run.run { step in
      progress.show(step.share, note: step.stage)
      return interrupt.isRequested ? .stop : .proceed
    }
    guard let report else {
      progress.finish("stopped and saved; give the same command again to go on")
      throw ExitCode(130)
    }
    progress.finish("done")
    return report
  }
}
