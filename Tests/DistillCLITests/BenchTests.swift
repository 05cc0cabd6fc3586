import Foundation
import Testing

/// `distill bench`: epochs and steps of training, and products.
@Suite("Bench")
struct BenchTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private struct Answer: Decodable {
    let what: String
    let layers: [Int]?
    let instructionSet: String
    let threads: Int
    let epochExamples: Int?
    let epochs: Int?
    let epochSeconds: Double?
    let examplesPerSecond: Double?
    let steps: Int
    let milliseconds: Double
  }

  private func bench(_ options: String...) throws -> String {
    let result = try Command(
      ["bench", "--seconds", "0", "--threads", "1", "--layers", "20,6,5", "--batch", "4"] + options,
      in: folder.path
    ).result()
    try #require(result.code == 0 && result.errors == "", "\(result.errors)")
    return result.output
  }

  @Test("It prints an epoch first, then a step, each with the instruction set")
  func text() throws {
    let lines = try bench("--quiet").split(separator: "\n")
    try #require(lines.count == 2)
    let set = try JSONDecoder().decode(Answer.self, from: Data(bench("--json").utf8)).instructionSet
    #expect(!set.isEmpty)
    #expect(
      lines[0].hasPrefix("epoch of 256 examples, 20,6,5, batch 4, float32, 1 threads, \(set): "))
    #expect(lines[0].contains("examples per second"))
    #expect(lines[1].hasPrefix("step of 20,6,5, batch 4, float32, 1 threads, \(set): "))
    #expect(lines[1].contains("GFLOP/s"))
  }

  @Test("As JSON the numbers belong together", arguments: [[], ["--teacher"]])
  func json(options: [String]) throws {
    let output = try Command(
      ["bench", "--seconds", "0", "--threads", "2", "--layers", "20,6,5", "--batch", "4", "--json"]
        + options, in: folder.path
    ).result().output
    #expect(output.split(separator: "\n").count == 1)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    #expect(answer.what == "step" && answer.layers == [20, 6, 5] && answer.threads == 2)
    #expect(answer.epochExamples == 256)
    #expect(answer.steps == 64 * (try #require(answer.epochs)))
    #expect(try #require(answer.examplesPerSecond) > 0 && answer.milliseconds > 0)
  }

  @Test("A peak has no epoch")
  func peak() throws {
    let answer = try JSONDecoder().decode(Answer.self, from: Data(bench("--json", "--peak").utf8))
    #expect(answer.what == "peak" && answer.epochs == nil && answer.layers == nil)
    #expect(try bench("--peak").hasPrefix("product of 2048 × 2048 matrices, float32, 1 threads, "))
  }
}
