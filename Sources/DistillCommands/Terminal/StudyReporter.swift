import ArgumentParser
package import Distill
package import DistillStudies
import Foundation

/// Runs a study with progress on the terminal; on control-C it stops, saves and prints how to continue.
package struct StudyReporter {
  private let name: String
  private let compute: any ComputeSettings

  package init(_ name: String, _ compute: any ComputeSettings) {
    self.name = name
    self.compute = compute
  }

  /// `study` in `folder`; see ``StudyRun``.
  package func prepare(
    _ study: Study, on context: StudyContext, only: [String] = [], in folder: String
  ) throws -> StudyRun {
    try StudyRun(
      study, on: context, only: only, in: folder,
      threads: compute.threads ?? Engine.availableThreads, commandLine: CommandLine.arguments)
  }

  /// Runs the missing stages; with `dryRun` prints them instead, as text or JSON, and returns nil.
  package func run(
    _ run: StudyRun, precision: Precision, dryRun: Bool, json: Bool
  ) throws -> StudyReport? {
    if dryRun {
      let outline = try run.outline(speed: .measured(precision))
      try Console.output(json ? try StudyReport.json(of: outline) : "\(outline)")
      return nil
    }
    let interrupt = Interrupt()
    let progress = Progress(name, quiet: compute.quiet)
    let report = try run.run { step in
      progress.show(step.share, note: step.stage)
      return interrupt.isRequested ? .stop : .proceed
    }
    guard let report else {
      progress.finish("stopped and saved; give the same command again to resume")
      if compute.json { try Console.output(json: StudySummary(path: run.folder)) }
      throw ExitCode(130)
    }
    progress.finish("done")
    return report
  }
}
