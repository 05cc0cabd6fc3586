/// A symmetric matrix of few rows that is not negative, such as the curvature of a convex function.
struct SymmetricMatrix {
  /// The number of rows.
  let count: Int
  private var values: [Double]

  /// The matrix of `count` rows with `diagonal`, and 0 elsewhere.
  init(diagonal: [Double]) {
    count = diagonal.count
    values = [Double](repeating: 0, count: count * count)
    for row in 0..<count { values[row * count + row] = diagonal[row] }
  }

  /// The element at `row` and `column`; only those with `column` ≤ `row` are used.
  subscript(row: Int, column: Int) -> Double {
    get { values[row * count + column] }
    set { values[row * count + column] = newValue }
  }

  /// Adds `scale` · `vector` · `vector`ᵀ.
  mutating func add(_ scale: Double, times vector: [Double]) {
    for row in 0..<count where vector[row] != 0 {
      let scaled = scale * vector[row]
      for column in 0...row { values[row * count + column] += scaled * vector[column] }
    }
  }

  /// (matrix + `damping` · 1)⁻¹ · v of each v of `vectors`, by Cholesky's factors; `damping` is
  /// positive.
  func solve(adding damping: Double, _ vectors: [[Double]]) -> [[Double]] {
    var factor = values
    for row in 0..<count {
      for column in 0...row {
        var sum = values[row * count + column] + (row == column ? damping : 0)
        for place in 0..<column {
          sum -= factor[row * count + place] * factor[column * count + place]
        }
        // Rounding can leave less than the damping.
        factor[row * count + column] =
          row == column
          ? max(sum, damping * 1e-3).squareRoot() : sum / factor[column * count + column]
      }
    }
    return vectors.map { vector in
      var solution = vector
      for row in 0..<count {
        for place in 0..<row { solution[row] -= factor[row * count + place] * solution[place] }
        solution[row] /= factor[row * count + row]
      }
      for row in (0..<count).reversed() {
        for place in (row + 1)..<count {
          solution[row] -= factor[place * count + row] * solution[place]
        }
        solution[row] /= factor[row * count + row]
      }
      return solution
    }
  }
}
