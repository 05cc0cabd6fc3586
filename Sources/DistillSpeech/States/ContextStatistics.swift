import DistillData
import Foundation

/// What decision trees are grown from: for each state in each context, the number, the sums and the
/// sums of squares of the features of its frames.
public struct ContextStatistics: Sendable {
  struct Moments: Sendable {
    var count = 0.0
    var sums: [Double]
    var squares: [Double]

    static func += (left: inout Moments, right: Moments) {
      left.count += right.count
      for place in left.sums.indices {
        left.sums[place] += right.sums[place]
        left.squares[place] += right.squares[place]
      }
    }

    static func - (left: Moments, right: Moments) -> Moments {
      var rest = left
      rest.count -= right.count
      for place in rest.sums.indices {
        rest.sums[place] -= right.sums[place]
        rest.squares[place] -= right.squares[place]
      }
      return rest
    }

    /// The log-likelihood of the frames under the Gaussian of diagonal covariance that fits them best:
    /// −n/2 · Σ over features of (ln variance + 1 + ln 2π).
    var logLikelihood: Double {
      guard count > 0 else { return 0 }
      var sum = 0.0
      for place in sums.indices {
        let mean = sums[place] / count
        let variance = max(squares[place] / count - mean * mean, 1e-4)
        sum += log(variance) + 1 + log(2 * Double.pi)
      }
      return -count / 2 * sum
    }
  }

  let width: Int
  private(set) var moments: [HMMState: Moments] = [:]

  /// Statistics of nothing yet, of features of `width` numbers.
  public init(width: Int) {
    self.width = width
  }

  /// Counts one frame of `state`.
  public mutating func add(_ frame: some Collection<Float>, of state: HMMState) {
    precondition(frame.count == width, "a frame of \(frame.count) numbers, not \(width)")
    let empty = Moments(
      sums: [Double](repeating: 0, count: width), squares: [Double](repeating: 0, count: width))
    moments[state, default: empty].count += 1
    for (place, value) in frame.enumerated() {
      moments[state]?.sums[place] += Double(value)
      moments[state]?.squares[place] += Double(value) * Double(value)
    }
  }
}

extension ContextStatistics {
  /// The statistics of the aligned frames of `part`: cepstra with their differences.
  public init(of part: SpokenPart, alignments: [Alignment?]) {
    self.init(width: Cepstra.width)
    let bins = part.sequences.width
    guard let frames = part.sequences.frames else { return }
    for (place, alignment) in alignments.enumerated() {
      guard let alignment else { continue }
      let range = part.sequences.range(of: place)
      let cepstra = Cepstra.of(
        frames[range.lowerBound * bins..<range.upperBound * bins], bins: bins)
      for (frame, state) in alignment.path.enumerated() {
        add(
          cepstra[frame * Cepstra.width..<(frame + 1) * Cepstra.width],
          of: part.graphs[place].places[state].state)
      }
    }
  }
}
