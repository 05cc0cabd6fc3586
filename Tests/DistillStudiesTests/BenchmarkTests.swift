import Distill
import DistillStudies
import Testing

/// The benchmark runs the training loop itself; the numbers it reports belong together.
@Suite("Benchmark")
struct BenchmarkTests {
  private static let benchmark = Benchmark(
    on: Engine(threads: 1, precision: .float32), seconds: 0)

  @Test("It times whole epochs of training and their steps", arguments: [false, true])
  func training(queriesTeacher: Bool) throws {
    let result = try Self.benchmark.training(
      layers: [20, 6, 5], batch: 4, queriesTeacher: queriesTeacher)
    #expect(result.epochExamples == 64 * 4)
    let epochs = try #require(result.epochs)
    #expect(epochs >= 1 && result.steps == 64 * epochs)
    let (seconds, speed) = (
      try #require(result.epochSeconds), try #require(result.examplesPerSecond)
    )
    // Both are rounded.
    #expect(seconds >= 0 && speed > 0 && result.milliseconds > 0)
    #expect(result.instructionSet == Engine.instructionSet && !result.instructionSet.isEmpty)
  }

  @Test("An epoch has at least eight batches, and a peak has none")
  func sizes() throws {
    for (most, batches) in [(16, 16), (4, 8)] {
      let result = try Self.benchmark.training(
        layers: [20, 6, 5], batch: 4, queriesTeacher: false, mostBatches: most)
      #expect(result.epochExamples == 4 * batches)
    }
    let peak = Self.benchmark.peak()
    #expect(peak.epochExamples == nil && peak.examplesPerSecond == nil && peak.steps >= 5)
  }
}
