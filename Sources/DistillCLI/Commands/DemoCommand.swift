import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "The whole story on digits it draws itself, in about a minute.",
    discussion: """
      Trains a teacher of several networks, labels digits with it, teaches a network of 784-30-10 from \
      those soft targets, and trains the same network on labels alone. FOLDER holds a run folder for \
      each stage and report.html. A demo that was stopped goes on where it was.
      """)

  @Argument(help: "The folder to write.")
  var folder = "distill-demo"

  @Flag(help: "Less of everything: some seconds, for a look at what happens.")
  var quick = false

  @Option(help: "The seed of every draw.")
  var seed: UInt64 = 1

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    try Failure.reported {
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
        stages.finish("stopped and saved; give the same command again to go on")
        throw ExitCode(130)
      }
      stages.finish("done")
      try Page("\(folder)/report.html").write(outcome.report)
      print(outcome.report)
      print(
        """

        “student” and “labels only” are the same network; the student alone had a teacher.
        \(folder)/report.html shows what the teacher knew.
        """)
    }
  }
}
