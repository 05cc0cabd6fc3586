public import Distill
import Foundation

extension StudyRun {
  /// The stages of a run, and an estimate of its time and disk space.
  public struct Outline: Sendable, CustomStringConvertible, Encodable {
    /// One experiment's stages.
    public struct Row: Sendable, Encodable {
      /// The experiment's name.
      public let name: String
      /// Stages it needs, those it shares with earlier rows left out.
      public let stages: Int
      /// The number of them that are finished.
      public let finished: Int
      /// The estimated seconds of the others on one thread.
      public let seconds: Double
      /// The estimated bytes of the others on the disk.
      public let bytes: Int
    }

    /// One row for each chosen experiment.
    public let rows: [Row]
    /// Experiments that do not apply, each with the reason.
    public let omitted: [(name: String, reason: String)]
    /// Stages that run side by side.
    public let threads: Int

    /// The seconds of the longest chain of unfinished stages, each of which needs the one before.
    public let longestChain: Double

    /// The seconds until the end: those of all stages on all threads, or of the longest chain.
    public var seconds: Double {
      max(rows.reduce(0) { $0 + $1.seconds } / Double(threads), longestChain)
    }

    /// Writes the rows and the estimated seconds.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rows, forKey: .experiments)
      try container.encode(
        Dictionary(uniqueKeysWithValues: omitted.map { ($0.name, $0.reason) }), forKey: .omitted)
      try container.encode(threads, forKey: .threads)
      try container.encode(seconds, forKey: .seconds)
    }

    private enum CodingKeys: String, CodingKey {
      case experiments, omitted, threads, seconds
    }

    /// A table, and the totals under it.
    public var description: String {
      let width = rows.map(\.name.count).max() ?? 0
      let table = rows.map { row in
        let name = row.name.padding(toLength: width, withPad: " ", startingAt: 0)
        let stages = String(format: "%4d stages, %4d finished", row.stages, row.finished)
        return "\(name)  \(stages)  "
          + String(format: "%7.1f core-minutes  %6d MB", row.seconds / 60, row.bytes / 1_000_000)
      }
      let bytes = rows.reduce(0) { $0 + $1.bytes }
      let total = String(
        format: "In all about %.0f minutes on %d threads, and %d MB on the disk.", seconds / 60,
        threads, bytes / 1_000_000)
      return (table + omitted.map { "\($0.name) does not apply: \($0.reason)." } + [total])
        .joined(separator: "\n")
    }
  }

  /// The speed of this machine on one thread.
  public struct Speed: Sendable {
    var operationsPerSecond: Double
    var secondsPerStep: Double

    /// Measured in about a second, by steps of a large and of a small network.
    public static func measured(_ precision: Precision) throws -> Speed {
      let benchmark = Benchmark(on: Engine(threads: 1, precision: precision), seconds: 0.4)
      let large = try benchmark.training(
        layers: [784, 800, 800, 10], batch: 128, queriesTeacher: false, mostBatches: 8)
      let small = try benchmark.training(
        layers: [784, 30, 30, 10], batch: 128, queriesTeacher: false, mostBatches: 8)
      let rate = large.gflops * 1e9
      // The time of a small step without its products is the fixed cost of any step.
      let products = small.gflops * 1e9 * small.milliseconds / 1000 / rate
      return Speed(
        operationsPerSecond: rate,
        secondsPerStep: max(0, small.milliseconds / 1000 - products))
    }

    func seconds(_ cost: Cost) -> Double {
      cost.operations / operationsPerSecond + cost.steps * secondsPerStep
    }
  }

  /// The estimated cost of the stages of the chosen experiments, finished ones included. It depends on the
  /// plan alone.
  package var plannedCost: Cost {
    let wanted = parts.filter(\.isChosen).reduce(into: Set<String>()) { $0.formUnion($1.stages) }
    return wanted.sorted().compactMap { plan.stages[$0]?.cost }.reduce(.none, +)
  }

  /// The outline of a run; changes nothing.
  public func outline(speed: Speed) throws -> Outline {
    var seen: Set<String> = []
    let finished = try missingStages().finished
    let rows = parts.filter(\.isChosen).map { part in
      let own = part.stages.subtracting(seen)
      seen.formUnion(own)
      let done = own.intersection(finished)
      let cost = own.subtracting(done).compactMap { plan.stages[$0]?.cost }.reduce(.none, +)
      return Outline.Row(
        name: part.experiment.name, stages: own.count, finished: done.count,
        seconds: speed.seconds(cost), bytes: cost.bytes)
    }
    let open = seen.subtracting(finished).sorted().compactMap { plan.stages[$0] }
    let longest = StageQueue.chains(of: open, weight: speed.seconds).values.max() ?? 0
    return Outline(rows: rows, omitted: omitted, threads: threads, longestChain: longest)
  }
}
