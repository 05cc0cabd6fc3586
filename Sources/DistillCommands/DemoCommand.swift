import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Distillation on synthetic digits, in seconds.",
    discussion: """
      Trains a teacher of several networks, precomputes soft targets with it, trains a student of \
      784-30-10 on those, and trains the same network on labels alone. FOLDER holds a run folder for \
      each stage and report.html. A demo that was stopped resumes when the command is given again.
      """)

  @Argument(help: "The folder to write.")
  var folder = "distill-demo"

  @Flag(help: "Use less data and fewer epochs: some seconds.")
  var quick = false

  @Option(help: "The seed of all random numbers.")
  var seed: UInt64 = 1

  @OptionGroup var compute: ComputeOptions

  /// What `--json` prints.
  private struct DemoSummary: Encodable {
    var path: String
    var state: String
    var report: String?
    var evaluations: [Evaluation]?
  }

  func run() throws {
    try Failure.reported {
      let page = "\(folder)/report.html"
      // A page that could not be replaced is an error before the work.
      if FileManager.default.fileExists(atPath: page) { _ = try Page(page) }
      let demo = Demo(
        quick ? .quick : .standard, seed: seed,
        threads: compute.threads ?? Engine.availableThreads, commandLine: CommandLine.arguments)
      let interrupt = Interrupt()
      let stages = StageProgress(quiet: compute.quiet)
      let outcome = try demo.run(in: folder) { stage, share in
        stages.show(stage, share)
        return interrupt.isRequested ? .stop : .proceed
      }
      guard let outcome else {
        stages.finish("stopped and saved; give the same command again to resume")
        if compute.json { try Console.output(json: DemoSummary(path: folder, state: "stopped")) }
        throw ExitCode(130)
      }
      stages.finish("done")
      try Page(page).write(outcome.report)
      if compute.json {
        return try Console.output(
          json: DemoSummary(
            path: folder, state: "finished", report: page, evaluations: outcome.evaluations))
      }
      try Console.output(
        """
        \(outcome.report)

        “student” and “labels only” are the same network; only the student had a teacher.
        \(folder)/report.html shows the probabilities of teacher and student.
        """)
    }
  }
}
