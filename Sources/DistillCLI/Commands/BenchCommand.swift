import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this machine: the time of one training step.",
    discussion: """
      One step is forward, the distillation objective at T = 4, backward and SGD with momentum, on \
      data in memory. --peak measures large matrix products instead, the most that a step can reach; \
      --consensus, how fast a panel finds its consensus, on examples that it draws.
      """)

  @Option(help: "Sizes from inputs to logits, separated by commas.")
  var layers = "784,1200,1200,10"

  @Option(help: "Examples per step.")
  var batch = 128

  @Option(help: "float32 or bfloat16.")
  var precision = Precision.float32

  @Option(help: "Threads that compute (default: one per processor).")
  var threads: Int?

  @Option(help: "Time to measure for, in seconds.")
  var seconds = 3.0

  @Flag(help: "Ask a teacher of the same layers in every step, with no soft targets in memory.")
  var teacher = false

  @Flag(help: "Measure large matrix products instead of steps.")
  var peak = false

  @Flag(help: "Measure the consensus of generalist and specialists instead of steps.")
  var consensus = false

  @OptionGroup var output: OutputOptions

  @OptionGroup(title: "With --consensus")
  var panel: ConsensusOptions

  func validate() throws {
    guard [teacher, peak, consensus].count(where: { $0 }) < 2 else {
      throw ValidationError("--teacher, --peak and --consensus exclude each other.")
    }
    guard sizes.count >= 2, sizes.allSatisfy({ 1...1_000_000 ~= $0 }) else {
      throw ValidationError(
        "--layers is “\(layers)”; expected at least two positive sizes, such as 784,30,10.")
    }
    guard batch > 0 else {
      throw ValidationError("--batch is \(batch); expected a positive number.")
    }
    guard threads.map({ 1...1024 ~= $0 }) ?? true else {
      throw ValidationError("--threads is \(threads ?? 0); expected a number from 1 to 1024.")
    }
    guard 0...600 ~= seconds else {
      throw ValidationError("--seconds is \(seconds); expected a number from 0 to 600.")
    }
  }

  private var sizes: [Int] {
    layers.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
  }

  func run() throws {
    try Failure.reported { try consensus ? runConsensus() : runStep() }
  }

  private func runStep() throws {
    let engine = Engine(threads: threads ?? Engine.availableThreads, precision: precision)
    let benchmark = Benchmark(on: engine, seconds: seconds)
    let result =
      try peak
      ? benchmark.peak() : benchmark.step(layers: sizes, batch: batch, asksTeacher: teacher)
    if output.json { return try Console.output(json: result) }
    let name =
      peak
      ? "product of 2048 × 2048 matrices"
      : "step of \(layers), batch \(batch)\(teacher ? ", a teacher asked" : "")"
    try Console.output(
      "\(name), \(precision.rawValue), \(engine.threads) threads: "
        + "\(result.milliseconds) ms, \(result.gflops) GFLOP/s (median of \(result.steps))")
  }

  private func runConsensus() throws {
    let threads = threads ?? Engine.availableThreads
    let problems = ConsensusProblems(
      panel.size, seed: 1, on: Engine(threads: 1, precision: .float32))
    if let path = panel.save {
      try problems.write(to: path, panel.divergence, tolerance: panel.tolerance)
    }
    let result = ConsensusBenchmark(problems, threads: threads, seconds: seconds).run(
      panel.divergence, tolerance: panel.tolerance)
    if output.json { return try Console.output(json: result) }
    try Console.output(
      "consensus of \(panel.classes) classes, \(panel.specialists) specialists of "
        + "\(panel.classesPerSpecialist), \(panel.active) active, \(panel.divergence.rawValue), "
        + "\(threads) threads: \(Int(result.examplesPerSecond)) examples per second (median of "
        + "\(result.passes) passes), \(result.microseconds) µs of one thread each; largest residual "
        + "\(result.residual)")
  }
}
