import ArgumentParser
import Distill
import DistillStudies
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this machine: the time of one training step.",
    discussion: """
      One step is forward, the distillation objective at T = 4, backward and SGD with momentum, on \
      data in memory. --peak measures large matrix products instead, the most that a step can reach.
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

  @Flag(help: "Measure large matrix products instead of steps.")
  var peak = false

  @Flag(help: "Print one JSON line.")
  var json = false

  func validate() throws {
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
    let engine = Engine(threads: threads ?? Engine.availableThreads, precision: precision)
    let benchmark = Benchmark(on: engine, seconds: seconds)
    let result = peak ? benchmark.peak() : benchmark.step(layers: sizes, batch: batch)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(result), as: UTF8.self))
    } else {
      let name = peak ? "product of 2048 × 2048 matrices" : "step of \(layers), batch \(batch)"
      print(
        "\(name), \(precision.rawValue), \(engine.threads) threads: "
          + "\(result.milliseconds) ms, \(result.gflops) GFLOP/s (median of \(result.steps))")
    }
  }
}
