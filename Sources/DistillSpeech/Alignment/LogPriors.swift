import Foundation

/// How frequent each class is among the frames that an acoustic model was trained on, as ln p(class).
///
/// Scores divide posteriors by priors, which favours rare classes. A class **without a single frame** is
/// not rare but unknown: dividing by a small floor would favour it most of all, although the model has
/// no evidence for it. Its value is ``withoutFrames`` instead, which no posterior outweighs, so that no
/// decoder chooses it.
///
/// Source: for the exclusion, Kaldi's nnet1, `PdfPrior` with its prior cutoff.
public struct LogPriors: Sendable, Equatable, Codable {
  /// ln p of each class, or ``withoutFrames``.
  public let values: [Float]

  /// The value of classes without frames: so large that a score with it loses against any other, small
  /// enough that a sum over an hour of frames stays finite.
  public static let withoutFrames: Float = 1e10

  /// The frequencies of `labels`, those below `floor` raised to it.
  ///
  /// - Parameters:
  ///   - labels: The class of each frame; negative ones are not counted.
  ///   - classCount: The number of classes.
  ///   - floor: The smallest frequency of a class that has frames.
  public init(of labels: some Sequence<Int32>, classCount: Int, floor: Double = 1e-6) {
    var counts = [Double](repeating: 0, count: classCount)
    var total = 0.0
    for label in labels where label >= 0 {
      counts[Int(label)] += 1
      total += 1
    }
    values = counts.map {
      $0 == 0 ? Self.withoutFrames : Float(log(max($0 / total, floor)))
    }
  }

  private init(_ values: [Float]) { self.values = values }

  /// The same for an alignment with known words, which needs a class without frames where the words
  /// require it: such a class gets the value of the most frequent one, and so has no advantage over other
  /// pronunciations.
  var forAlignment: LogPriors {
    let known = values.filter { $0 != Self.withoutFrames }
    let most = known.max() ?? 0
    return LogPriors(values.map { $0 == Self.withoutFrames ? most : $0 })
  }
}
