public import DistillTensors

/// The covariance of the probabilities that a network gives to different classes, computed in one pass over
/// examples whose labels are ignored.
///
/// The covariance of the predictions p is C = mean(p·pᵀ) − mean(p)·mean(p)ᵀ; column j shows with which
/// classes class j is confused. Classes whose columns are near each other are confused with
/// the same classes, and so form a specialist's subset.
///
/// Of N classes the whole matrix has N² numbers: this takes 4·N² bytes, 10 MB for 1,600 classes and
/// 900 MB for 15,000. With a `rank` r it keeps C·Ω instead, Ω being N × r of independent normal numbers
/// of variance 1/r, which takes 4·N·r bytes: since C is symmetric, row j is column j seen in r random
/// directions, and distances between columns keep their proportions to about √(2/r) (Johnson and
/// Lindenstrauss, 1984), which is all that K-means depends on.
public struct PredictionCovariance: Sendable {
  /// The number of classes N.
  public let classCount: Int
  /// The numbers kept for each class: r, or N.
  public let width: Int
  /// The number of examples seen.
  public private(set) var count = 0

  /// Ω, [classes, rank]; nil where the whole matrix is kept.
  private let directions: Tensor<Float>?
  /// Σ p·(pᵀΩ), rows of `block` classes apart.
  private var products: [Tensor<Float>]
  /// Σ p, in double precision: small probabilities of many examples.
  private var sums: [Double]
  /// Σ p².
  private var squares: [Double]

  /// Rows of the matrix that are multiplied at a time: the memory that is needed beside the matrix.
  private static let block = 1024

  /// The covariance of no examples yet.
  ///
  /// - Parameters:
  ///   - classCount: At least one.
  ///   - rank: How many random directions are kept of each column; nil for all of it.
  ///   - seed: Of the directions.
  public init(classCount: Int, rank: Int?, seed: UInt64) {
    precondition(
      classCount > 0 && rank.map { $0 > 0 } ?? true,
      "a covariance of \(classCount) classes in \(rank ?? classCount) directions")
    self.classCount = classCount
    width = rank ?? classCount
    directions = rank.map { rank in
      var random = RandomStream(seed: seed, purpose: .sampling, index: 0)
      let scale = 1 / Double(rank).squareRoot()
      let values = (0..<classCount * rank).map { _ in Float(scale * random.normal()) }
      return Tensor(values, shape: [classCount, rank])
    }
    products = stride(from: 0, to: classCount, by: Self.block).map { [width] first in
      Tensor(repeating: 0, shape: [min(Self.block, classCount - first), width])
    }
    sums = [Double](repeating: 0, count: classCount)
    squares = sums
  }

  /// Adds the predictions of some examples, [examples, classes], each row a distribution.
  ///
  /// Cost: 2·N·r operations for each example, or 2·N², beside those for the directions.
  public mutating func add(_ predictions: Tensor<Float>, on engine: Engine) {
    precondition(
      predictions.columns == classCount,
      "predictions of \(predictions.columns) classes where there are \(classCount)")
    let rows = predictions.rows
    let values = predictions.values
    for row in 0..<rows {
      for place in 0..<classCount {
        let p = Double(values[row * classCount + place])
        sums[place] += p
        squares[place] += p * p
      }
    }
    let seen = directions.map { engine.product(predictions, $0) } ?? predictions
    for place in products.indices {
      let first = place * Self.block
      let size = products[place].rows
      var part: [Float] = []
      part.reserveCapacity(rows * size)
      for row in 0..<rows {
        part += values[(row * classCount + first)..<(row * classCount + first + size)]
      }
      let product = engine.product(
        engine.tensor(part, shape: [rows, size]), transposingA: true, seen)
      engine.add(product, times: 1, to: &products[place])
    }
    count += rows
  }

  /// The indecision of the predictions about each class, mean(p·(1 − p)).
  ///
  /// Since p sums to 1 this is Σ mean(p·p′) over all other classes p′: the probability that the class
  /// shares with them, 0 where it is always certain or always excluded. Specialists can change
  /// predictions where it is large.
  public var indecision: [Double] {
    precondition(count > 0, "an indecision of no examples")
    return zip(sums, squares).map { ($0 - $1) / Double(count) }
  }

  /// The columns of the covariance as rows, [classes, ``width``].
  public func columns() -> [Float] {
    precondition(count > 0, "a covariance of no examples")
    let means = sums.map { $0 / Double(count) }
    let seen =
      directions.map { directions -> [Double] in
        var seen = [Double](repeating: 0, count: width)
        let values = directions.values
        for (row, mean) in means.enumerated() {
          for place in 0..<width { seen[place] += mean * Double(values[row * width + place]) }
        }
        return seen
      } ?? means
    var columns: [Float] = []
    columns.reserveCapacity(classCount * width)
    for product in products {
      let first = columns.count / width
      for (place, value) in product.values.enumerated() {
        let (row, column) = (first + place / width, place % width)
        columns.append(Float(Double(value) / Double(count) - means[row] * seen[column]))
      }
    }
    return columns
  }
}
