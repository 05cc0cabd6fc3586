import Distill
import DistillStudies
import Testing

@Suite("Cost of a quick study")
struct QuickStudyTests {
  /// Black images of 28 × 28 pixels with labels in turn, of classes that cannot be drawn.
  private static func images(_ count: Int) throws -> Dataset {
    try Dataset(
      pixels: [UInt8](repeating: 0, count: 784 * count), shape: [28, 28],
      labels: (0..<count).map { Int32($0 % 10) }, classNames: (0..<10).map { "class \($0)" })
  }

  private static func cost(_ count: Int, _ effort: StudyContext.Effort) throws -> Cost {
    let train = Study.mnist.trainingPart(of: try images(count), effort: effort)
    let context = StudyContext(
      train: train, test: try images(1000), seeds: 2, effort: effort, precision: .bfloat16)
    return try StudyRun(
      .mnist, on: context, only: [], in: "nowhere", threads: 2, commandLine: ["distill"]
    ).plannedCost
  }

  /// Two cores with AVX2 alone reach about 10¹¹ operations per second in products of these sizes, so that
  /// 3 · 10¹³ take five minutes.
  @Test("A quick study of digits stays below 3 · 10¹³ operations, whatever the data")
  func bound() throws {
    let mnist = try Self.cost(60_000, .quick)
    #expect(mnist.operations < 3e13)
    #expect(mnist.steps < 1e6)
    #expect(try Self.cost(120_000, .quick).operations == mnist.operations)
    #expect(try Self.cost(6000, .quick).operations < mnist.operations)
    #expect(try Self.cost(60_000, .full).operations > 20 * mnist.operations)
  }

  @Test(
    "The examples of a quick study have the same share of every class, and are the same each time")
  func part() throws {
    let part = Study.mnist.trainingPart(of: try Self.images(60_000), effort: .quick)
    #expect(part.count == 15_000)
    let counts = Dictionary(part.labels.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 10 && counts.values.allSatisfy { $0 == 1500 })
    #expect(
      Study.mnist.trainingPart(of: try Self.images(60_000), effort: .quick).ids == part.ids)
    #expect(Study.mnist.trainingPart(of: try Self.images(900), effort: .quick).count == 900)
    #expect(Study.mnist.trainingPart(of: try Self.images(16_000), effort: .full).count == 16_000)
  }
}
