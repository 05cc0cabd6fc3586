import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this machine: epochs and steps of training.",
    discussion: """
      Trains on random images in memory, with the distillation objective at T = 4 and SGD with \
      momentum, and prints the examples per second of whole epochs (batches, gradients and updates; \
      nothing is evaluated), then the time of one step. --peak measures large matrix products instead, \
      an upper limit for a step; --consensus measures the consensus of a panel on random examples. \
      Speeds are comparable only where the instruction set, which is printed too, is the same.
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

  @Flag(
    help: "Evaluate a teacher of the same layers in every step, with no soft targets in memory.")
  var teacher = false

  @Flag(help: "Measure large matrix products instead of training.")
  var peak = false

  @Flag(help: "Measure the consensus of generalist and specialists instead of training.")
  var consensus = false

  @OptionGroup var output: OutputOptions

  @Flag(help: "Print nothing but results and errors; there is no progress to show.")
  var quiet = false

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
      ? benchmark.peak()
      : benchmark.training(layers: sizes, batch: batch, queriesTeacher: teacher)
    if output.json { return try Console.output(json: result) }
    let machine =
      "\(precision.rawValue), \(engine.threads) threads, \(result.instructionSet)"
    let step = "\(result.milliseconds) ms, \(result.gflops) GFLOP/s (median of \(result.steps))"
    guard let examples = result.epochExamples, let epochs = result.epochs,
      let speed = result.examplesPerSecond, let time = result.epochSeconds
    else {
      return try Console.output("product of 2048 × 2048 matrices, \(machine): \(step)")
    }
    let name = "\(layers), batch \(batch)\(teacher ? ", a teacher in every step" : "")"
    try Console.output(
      "epoch of \(examples) examples, \(name), \(machine): \(Int(speed)) examples per second, "
        + "\(time) s (median of \(epochs))")
    try Console.output("step of \(name), \(machine): \(step)")
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
        + "\(threads) threads, \(result.instructionSet): \(Int(result.examplesPerSecond)) examples per second (median of "
        + "\(result.passes) passes), \(result.microseconds) µs of one thread each; largest residual "
        + "\(result.residual)")
  }
}
