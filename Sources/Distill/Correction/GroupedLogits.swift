import Foundation

/// Logits of examples with one offset for each group of classes: the data of a correction.
///
/// With z the logits of an example, b_g the offset of group g and 0 for classes in none,
/// P_g = Σ over the classes of g of softmax(z + b).
struct GroupedLogits {
  private let logits: [Float]
  private let classes: Int
  private let group: [Int?]
  let count: Int

  /// The groups are disjoint; the logits are row-major [examples, classes].
  init(_ logits: [Float], classes: Int, groups: [[Int]]) {
    precondition(
      classes > 0 && logits.count % classes == 0, "\(logits.count) logits of \(classes) classes")
    self.logits = logits
    self.classes = classes
    var group = [Int?](repeating: nil, count: classes)
    for (place, members) in groups.enumerated() { for index in members { group[index] = place } }
    self.group = group
    count = groups.count
  }

  /// Calls `body` with ln Σ exp(z + b) and the P_g of every example.
  private func forEach(offsets: [Double], _ body: (Double, [Double]) -> Void) {
    var powers = [Double](repeating: 0, count: classes)
    var shares = [Double](repeating: 0, count: count)
    let raised = group.map { $0.map { offsets[$0] } ?? 0 }
    for start in stride(from: 0, to: logits.count, by: classes) {
      var largest = -Double.infinity
      for column in 0..<classes {
        powers[column] = Double(logits[start + column]) + raised[column]
        largest = max(largest, powers[column])
      }
      var sum = 0.0
      for column in 0..<classes {
        powers[column] = exp(powers[column] - largest)
        sum += powers[column]
      }
      for place in shares.indices { shares[place] = 0 }
      for column in 0..<classes {
        if let place = group[column] { shares[place] += powers[column] / sum }
      }
      body(largest + log(sum), shares)
    }
  }

  private var examples: Double { Double(logits.count / classes) }

  /// The mean P_g over the examples.
  func means(offsets: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    forEach(offsets: offsets) { _, shares in
      for place in sums.indices { sums[place] += shares[place] }
    }
    return sums.map { $0 / examples }
  }

  /// F(b) = mean ln Σ exp(z + b) − Σ targets · b, its gradient mean P − targets, and its Hessian mean
  /// (diag P − P Pᵀ), which is never negative: F is convex.
  func moments(
    offsets: [Double], targets: [Double]
  ) -> (value: Double, gradient: [Double], hessian: SymmetricMatrix) {
    var value = 0.0
    var gradient = [Double](repeating: 0, count: count)
    var hessian = SymmetricMatrix(diagonal: gradient)
    forEach(offsets: offsets) { logSum, shares in
      value += logSum
      for one in shares.indices {
        gradient[one] += shares[one]
        hessian[one, one] += shares[one]
        for other in 0...one { hessian[one, other] -= shares[one] * shares[other] }
      }
    }
    for one in targets.indices {
      gradient[one] = gradient[one] / examples - targets[one]
      for other in 0...one { hessian[one, other] /= examples }
    }
    value = value / examples - zip(targets, offsets).reduce(0) { $0 + $1.0 * $1.1 }
    return (value, gradient, hessian)
  }
}
