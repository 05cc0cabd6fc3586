import Distill
import DistillStudies
import Testing

@Suite("Problems for the consensus")
struct ConsensusProblemsTests {
  private static let engine = Engine(threads: 1, precision: .float32)

  @Test("All specialists of an example cover its most probable class, and all outputs sum to 1")
  func scenario() throws {
    let size = ConsensusProblems.Size(
      classes: 300, specialists: 10, classesPerSpecialist: 20, active: 3, examples: 24)
    let problems = ConsensusProblems(size, seed: 1, on: Self.engine)
    #expect(problems.supports.allSatisfy { Set($0).count == 20 && $0.allSatisfy { $0 < 300 } })
    for example in 0..<24 {
      let p = Array(problems.probabilities[example * 300..<(example + 1) * 300])
      #expect(abs(p.reduce(0, +) - 1) < 1e-5)
      let best = try #require(p.firstIndex(of: p.max() ?? 0))
      #expect(problems.active[example].count == 3)
      #expect(problems.active[example].allSatisfy { problems.supports[$0].contains(best) })
      for prediction in problems.predictions[example] {
        #expect(abs(prediction.probabilities.reduce(prediction.dustbin, +) - 1) < 1e-5)
      }
    }
    let again = ConsensusProblems(size, seed: 1, on: Self.engine)
    #expect(again.logits == problems.logits && again.predictions == problems.predictions)
  }

  @Test("Both divergences reach the tolerance", arguments: Divergence.allCases)
  func tolerance(divergence: Divergence) {
    let size = ConsensusProblems.Size(
      classes: 500, specialists: 61, classesPerSpecialist: 53, active: 3, examples: 20)
    let problems = ConsensusProblems(size, seed: 2, on: Self.engine)
    for example in 0..<20 {
      let found = problems.consensus(example, divergence, tolerance: 1e-9)
      #expect(found.residual <= 1e-9)
    }
  }
}
