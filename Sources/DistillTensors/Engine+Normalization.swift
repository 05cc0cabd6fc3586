import CKernels

/// Mean and variance of each column of a matrix, over its rows.
public struct ColumnMoments: Sendable, Equatable {
  /// The means.
  public var means: [Double]
  /// The mean squared distances from the means: divided by the number of rows.
  public var variances: [Double]
  /// The number of rows.
  public var rows: Int

  /// Moments over `rows` rows.
  public init(means: [Double], variances: [Double], rows: Int) {
    self.means = means
    self.variances = variances
    self.rows = rows
  }
}

extension Engine {
  /// Rows whose sums are made together. Blocks are added in order, so that sums do not depend on the
  /// number of threads.
  private static let block = 1024

  /// Mean and variance of each channel, the last dimension of `x`.
  ///
  /// Values are taken relative to the first row, so that a mean far from zero costs no digits of the
  /// variance; sums are made in `Double` over short sums in `Scalar`. Cost: one pass over `x`.
  @specialized(where Scalar == Float)
  public func moments<Scalar>(of x: Tensor<Scalar>) -> ColumnMoments {
    let (rows, columns) = Self.matrix(x.shape)
    precondition(rows > 0, "moments of a tensor of shape \(x.shape)")
    let sums = unsafe columnSums(rows: rows, columns: columns, sums: 2) { first, count, sums in
      unsafe Scalar.kernels.moments(
        Int64(count), Int64(columns), x.storage.base + first * columns, x.storage.base, sums)
    }
    let n = Double(rows)
    let shifts = (0..<columns).map { sums[$0] / n }
    return ColumnMoments(
      means: (0..<columns).map { unsafe Double(x.storage.base[$0]) + shifts[$0] },
      variances: (0..<columns).map { max(0, sums[columns + $0] / n - shifts[$0] * shifts[$0]) },
      rows: rows)
  }

  /// x · scale + offset by channel, the last dimension, plus `added`, then max(0, ·) if `relu`: a batch
  /// normalisation with the addition and the rectifier that follow it, in one pass.
  @specialized(where Scalar == Float)
  public func scaled<Scalar>(
    _ x: Tensor<Scalar>, byChannel scale: [Scalar], plus offset: [Scalar],
    adding added: Tensor<Scalar>? = nil, relu: Bool = false
  ) -> Tensor<Scalar> {
    let (rows, columns) = Self.matrix(x.shape)
    precondition(
      scale.count == columns && offset.count == columns,
      "\(scale.count) scales and \(offset.count) offsets for \(columns) channels")
    precondition(
      added.map { $0.count == x.count } ?? true,
      "adding a tensor of shape \(added?.shape ?? []) to one of \(x.shape)")
    let result: Tensor<Scalar> = make(x.shape)
    let factors = Tensor(scale + offset, shape: [2, columns])
    run(over: rows, inMultiplesOf: 1, work: Double(x.count) / 4e4) { range, _ in
      let place = range.lowerBound * columns
      unsafe Scalar.kernels.normalize(
        Int64(range.count), Int64(columns), x.storage.base + place, factors.storage.base,
        factors.storage.base + columns, added.map { unsafe $0.storage.base + place }, relu,
        result.storage.base + place)
    }
    return result
  }

  /// The gradients of a batch normalisation; see ``normalizationPullback(of:moments:epsilon:gain:output:upstream:hasAddition:)``.
  public struct NormalizationGradients<Scalar: TensorScalar>: Sendable {
    /// With respect to the normalised tensor.
    public let input: Tensor<Scalar>
    /// With respect to gain and bias, one number a channel.
    public let gain, bias: [Scalar]
    /// With respect to the tensor that was added, where there is one.
    public let added: Tensor<Scalar>?
  }

  /// The way back through y = (max(0, ·) of) gain · (x − mean) / √(variance + ε) + bias (+ added), where
  /// mean and variance are those of x itself.
  ///
  /// With g = upstream where y > 0 and 0 elsewhere (all of it without an `output`, which is without a
  /// rectifier), x̂ = (x − mean) / σ, σ² = variance + ε and n rows:
  ///
  ///     ∂bias = Σ g        ∂gain = Σ g x̂        ∂added = g
  ///     ∂x = gain / σ · (g − Σg / n − x̂ Σ(g x̂) / n)
  ///
  /// Cost: two passes. Source: Ioffe and Szegedy (2015), Batch Normalization.
  @specialized(where Scalar == Float)
  public func normalizationPullback<Scalar>(
    of x: Tensor<Scalar>, moments: ColumnMoments, epsilon: Double, gain: [Scalar],
    output: Tensor<Scalar>?, upstream: Tensor<Scalar>, hasAddition: Bool
  ) -> NormalizationGradients<Scalar> {
    let (rows, columns) = Self.matrix(x.shape)
    precondition(
      upstream.count == x.count && (output.map { $0.count == x.count } ?? true),
      "a gradient of shape \(upstream.shape) for an output of shape \(x.shape)")
    precondition(
      moments.means.count == columns && gain.count == columns,
      "\(moments.means.count) means and \(gain.count) gains for \(columns) channels")
    let center = Tensor(moments.means.map { Scalar($0) }, shape: [columns])
    let sums = unsafe columnSums(rows: rows, columns: columns, sums: 2) { first, count, sums in
      let place = first * columns
      unsafe Scalar.kernels.normalizeSums(
        Int64(count), Int64(columns), x.storage.base + place, center.storage.base,
        output.map { unsafe $0.storage.base + place }, upstream.storage.base + place, sums)
    }
    let n = Double(max(rows, 1))
    let inverse = moments.variances.map { 1 / ($0 + epsilon).squareRoot() }
    // ∂x = a g + b (x − mean) + c.
    let a = (0..<columns).map { Double(gain[$0]) * inverse[$0] }
    let b = (0..<columns).map { -a[$0] * inverse[$0] * inverse[$0] * sums[columns + $0] / n }
    let c = (0..<columns).map { -a[$0] * sums[$0] / n }
    let factors = Tensor((a + b + c).map { Scalar($0) }, shape: [3, columns])
    let input: Tensor<Scalar> = make(x.shape)
    let added: Tensor<Scalar>? = hasAddition && output != nil ? make(x.shape) : nil
    run(over: rows, inMultiplesOf: 1, work: Double(x.count) / 3e4) { range, _ in
      let (place, factors) = unsafe (range.lowerBound * columns, factors.storage.base)
      unsafe Scalar.kernels.normalizePullback(
        Int64(range.count), Int64(columns), x.storage.base + place, center.storage.base,
        output.map { unsafe $0.storage.base + place }, upstream.storage.base + place, factors,
        factors + columns, factors + 2 * columns, input.storage.base + place,
        added.map { unsafe $0.storage.base + place })
    }
    return NormalizationGradients(
      input: input, gain: (0..<columns).map { Scalar(sums[columns + $0] * inverse[$0]) },
      bias: (0..<columns).map { Scalar(sums[$0]) },
      added: hasAddition ? added ?? upstream : nil)
  }

  /// `sums` · columns sums that `body` adds to for blocks of rows.
  private func columnSums(
    rows: Int, columns: Int, sums count: Int,
    _ body: @escaping @Sendable (_ first: Int, _ count: Int, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let blocks = (rows + Self.block - 1) / Self.block
    let width = count * columns
    let partial = TensorStorage<Double>(count: blocks * width, recycler: recycler)
    run(over: blocks, inMultiplesOf: 1, work: Double(rows * columns) / 3e4) { range, _ in
      for block in range {
        let sums = unsafe partial.base + block * width
        unsafe sums.update(repeating: 0, count: width)
        let first = block * Self.block
        unsafe body(first, min(Self.block, rows - first), sums)
      }
    }
    var total = [Double](repeating: 0, count: width)
    for block in 0..<blocks {
      for place in 0..<width { unsafe total[place] += partial.base[block * width + place] }
    }
    return total
  }

  /// Rows and channels of a tensor of `shape`, whose channels are the last dimension.
  private static func matrix(_ shape: [Int]) -> (rows: Int, columns: Int) {
    (shape.dropLast().reduce(1, *), shape.last ?? 1)
  }
}
