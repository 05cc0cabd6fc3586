/// A diagonal and a few outer products, D + Σ c · u · uᵀ, with D and u not negative and c positive: the
/// curvature of a function of many numbers that bends along few of their sums.
struct LowRankMatrix {
  /// The diagonal of D.
  let diagonal: [Double]
  /// c and u of each outer product, c positive.
  let terms: [(scale: Double, vector: [Double])]

  /// (matrix + `damping` · 1)⁻¹ · v of each v of `vectors`; `damping` is positive.
  ///
  /// By the formula of Sherman, Morrison and Woodbury, with U the columns u and C the diagonal of the c,
  ///
  ///   (D + U C Uᵀ)⁻¹ v = D⁻¹v − D⁻¹U (C⁻¹ + Uᵀ D⁻¹ U)⁻¹ Uᵀ D⁻¹v
  ///
  /// so that the system to be solved has a row for each outer product and not for each number. It is damped
  /// too, because it is singular where two u are equal. Where D is small relative to U, numbers of the size of
  /// u / D are subtracted from one another, and few digits are left: then solve `wholly`.
  func solve(adding damping: Double, wholly: Bool, _ vectors: [[Double]]) -> [[Double]] {
    guard !wholly, terms.count < diagonal.count else {
      var whole = SymmetricMatrix(diagonal: diagonal)
      for (scale, vector) in terms { whole.add(scale, times: vector) }
      return whole.solve(adding: damping, vectors)
    }
    let diagonal = diagonal.map { $0 + damping }
    let divided = terms.map { zip($0.vector, diagonal).map { $0 / $1 } }
    var small = SymmetricMatrix(diagonal: terms.map { 1 / $0.scale })
    for row in terms.indices {
      for column in 0...row {
        small[row, column] += Self.product(terms[row].vector, divided[column])
      }
    }
    let solutions = vectors.map { zip($0, diagonal).map { $0 / $1 } }
    let parts = small.solve(
      adding: damping,
      solutions.map { solution in terms.map { Self.product($0.vector, solution) } })
    return zip(solutions, parts).map { solution, parts in
      zip(parts, divided).reduce(into: solution) { solution, term in
        for place in solution.indices { solution[place] -= term.0 * term.1[place] }
      }
    }
  }

  /// Σ a · b.
  static func product(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
