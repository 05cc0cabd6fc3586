import Foundation

/// How frequent each class is among the frames that an acoustic model learned from, as ln p(class).
public struct LogPriors: Sendable, Equatable, Codable {
  /// ln p of each class.
  public let values: [Float]

  /// The frequencies of `labels`, those below `floor` raised to it: a class that was never seen would
  /// otherwise have an infinite score.
  public init(of labels: some Sequence<Int32>, classCount: Int, floor: Double = 1e-6) {
    var counts = [Double](repeating: 0, count: classCount)
    var total = 0.0
    for label in labels where label >= 0 {
      counts[Int(label)] += 1
      total += 1
    }
    values = counts.map { Float(log(max($0 / max(total, 1), floor))) }
  }
}
