public import Distill
import Foundation

/// Measures the speed of a panel's consensus, Eq. 5 of the paper, without its networks.
///
/// For each example that is ``Coverage``, ``Consensus`` and the logits of all classes; examples are
/// shared out to threads as in ``Panel/logits(for:on:)``. The median of the timed passes over all
/// examples counts.
public struct ConsensusBenchmark: Sendable {
  /// What was measured, under the names that the comparison scripts share.
  public struct Result: Sendable, Codable {
    /// `consensus`.
    public var what: String
    /// The program.
    public var who: String
    /// The size of the problems.
    public var size: ConsensusProblems.Size
    /// `forward` or `reverse`.
    public var divergence: String
    /// The largest residual that is accepted.
    public var tolerance: Double
    /// The processor's instruction set.
    public var instructionSet: String
    /// The number of threads.
    public var threads: Int
    /// Passes over all examples that were timed.
    public var passes: Int
    /// The median over the passes.
    public var examplesPerSecond: Double
    /// The mean wall time of one example on its thread, in microseconds, which is the sum of:
    public var microseconds: Double
    /// the time of the groups of classes,
    public var coverageMicroseconds: Double
    /// the time of q,
    public var consensusMicroseconds: Double
    /// and the time of the logits of all classes.
    public var logitsMicroseconds: Double
    /// The largest |∂/∂z| at q of any example.
    public var residual: Double
  }

  private let problems: ConsensusProblems
  private let threads: Int
  private let seconds: Double

  /// A benchmark on `problems`, on `threads` threads, that repeats for about `seconds`.
  public init(_ problems: ConsensusProblems, threads: Int, seconds: Double) {
    self.problems = problems
    self.threads = threads
    self.seconds = seconds
  }

  /// The seconds of one thread in one pass, and its largest residual.
  private struct Share: Sendable {
    var coverage = 0.0
    var consensus = 0.0
    var logits = 0.0
    var residual = 0.0
  }

  /// The speed of the consensus by `divergence` to `tolerance`.
  public func run(_ divergence: Divergence, tolerance: Double) -> Result {
    let clock = ContinuousClock()
    _ = pass(divergence, tolerance)
    var times: [Double] = []
    var all: [Share] = []
    let start = clock.now
    while times.count < 3 || start.duration(to: clock.now) < .seconds(seconds) {
      let begin = clock.now
      all += pass(divergence, tolerance)
      times.append(begin.duration(to: clock.now) / .seconds(1))
    }
    let examples = Double(problems.size.examples)
    let (coverage, consensus, logits) = (
      microseconds(all, \.coverage, times.count), microseconds(all, \.consensus, times.count),
      microseconds(all, \.logits, times.count)
    )
    return Result(
      what: "consensus", who: "Distill", size: problems.size, divergence: divergence.rawValue,
      tolerance: tolerance, instructionSet: Engine.instructionSet, threads: threads,
      passes: times.count,
      examplesPerSecond: (examples / times.sorted()[times.count / 2]).rounded(),
      microseconds: ((coverage + consensus + logits) * 10).rounded() / 10,
      coverageMicroseconds: (coverage * 10).rounded() / 10,
      consensusMicroseconds: (consensus * 10).rounded() / 10,
      logitsMicroseconds: (logits * 10).rounded() / 10,
      residual: all.reduce(0) { max($0, $1.residual) })
  }

  /// The mean over passes and examples of one part of the work.
  private func microseconds(
    _ shares: [Share], _ part: KeyPath<Share, Double>, _ passes: Int
  ) -> Double {
    shares.reduce(0) { $0 + $1[keyPath: part] } * 1e6 / Double(passes * problems.size.examples)
  }

  private func pass(_ divergence: Divergence, _ tolerance: Double) -> [Share] {
    let (problems, threads) = (problems, threads)
    let results = concurrentMap(threads, threads: threads) { thread -> Share in
      let clock = ContinuousClock()
      var share = Share()
      for index in stride(from: thread, to: problems.size.examples, by: threads) {
        let begin = clock.now
        let coverage = problems.coverage(index)
        let covered = clock.now
        let found = Consensus(
          generalist: problems.probabilities[problems.row(index)],
          predictions: problems.predictions[index], coverage: coverage, divergence: divergence,
          tolerance: tolerance)
        let concluded = clock.now
        let logits = found.logits(generalist: problems.logits[problems.row(index)])
        let end = clock.now
        share.coverage += begin.duration(to: covered) / .seconds(1)
        share.consensus += covered.duration(to: concluded) / .seconds(1)
        share.logits += concluded.duration(to: end) / .seconds(1)
        // A NaN anywhere must show: it is larger than any tolerance.
        share.residual = max(
          share.residual, logits[0].isNaN || found.residual.isNaN ? .infinity : found.residual)
      }
      return share
    }
    // The work does not throw, so every part is there.
    return results.compactMap { try? $0.get() }
  }
}
