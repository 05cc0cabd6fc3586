import CKernels
import COneDNN

extension Engine {
  /// op(a) · op(b), plus `bias` on every row, then max(0, ·) if `relu`.
  ///
  /// a is [m, k], or [k, m] if `transposingA`; b is [k, n], or [n, k] if `transposingB`; bias is [n];
  /// the result is [m, n]. `Float` factors are rounded to bfloat16 first where that is the engine's
  /// precision, and multiplied by bfloat16 instructions where the processor has them, else as float32:
  /// the factors are the same numbers, and sums are float32 in both cases. Cost: 2·m·n·k operations.
  @specialized(where Scalar == Float)
  public func product<Scalar>(
    _ a: Tensor<Scalar>, transposingA: Bool = false, _ b: Tensor<Scalar>,
    transposingB: Bool = false,
    bias: Tensor<Scalar>? = nil, relu: Bool = false
  ) -> Tensor<Scalar> {
    let m = transposingA ? a.columns : a.rows
    let k = transposingA ? a.rows : a.columns
    let n = transposingB ? b.rows : b.columns
    precondition(
      k == (transposingB ? b.columns : b.rows),
      "inner dimensions differ: \(a.shape)\(transposingA ? "ᵀ" : "") · "
        + "\(b.shape)\(transposingB ? "ᵀ" : "")")
    precondition(
      bias.map { $0.count == n } ?? true,
      "a bias of \(bias?.count ?? 0) elements on \(n) columns")
    let result: Tensor<Scalar> = make([m, n])
    let format = Scalar.self == Float.self ? roundedFormat : nil
    let left = unsafe UnsafeRawPointer(
      format.map { unsafe image(of: a, in: $0) } ?? UnsafeMutableRawPointer(a.storage.base))
    let right = unsafe UnsafeRawPointer(
      format.map { unsafe image(of: b, in: $0) } ?? UnsafeMutableRawPointer(b.storage.base))
    let factors = unsafe Factors(
      left: left, right: right, bytes: format?.byteCount ?? MemoryLayout<Scalar>.size)
    let (lda, ldb) = (a.columns, b.columns)
    // Rows of the result are cut where there are more of them: pieces then stay near square.
    let cutsRows = m > n
    run(
      over: cutsRows ? m : n, inMultiplesOf: 16, work: Double(m) * Double(n) * Double(k) / 1.2e6
    ) { [self] range, thread in
      withExtendedLifetime((a, b, bias, result)) {
        var shape = conednn_product_shape()
        shape.m = Int64(cutsRows ? range.count : m)
        shape.n = Int64(cutsRows ? n : range.count)
        shape.k = Int64(k)
        shape.lda = Int64(lda)
        shape.ldb = Int64(ldb)
        shape.ldc = Int64(n)
        shape.transpose_a = transposingA
        shape.transpose_b = transposingB
        shape.bfloat16 = format == .narrow
        shape.bias = bias != nil
        shape.relu = relu
        let piece = unsafe Piece(
          a: factors.left + (cutsRows ? range.lowerBound * (transposingA ? 1 : lda) : 0)
            * factors.bytes,
          b: factors.right + (cutsRows ? 0 : range.lowerBound * (transposingB ? ldb : 1))
            * factors.bytes,
          bias: bias.map { unsafe $0.storage.base + (cutsRows ? 0 : range.lowerBound) },
          c: result.storage.base + (cutsRows ? range.lowerBound * n : range.lowerBound))
        compute(piece, of: shape, thread: thread)
      }
    }
    return result
  }

  @safe private struct Factors: @unchecked Sendable {
    let left, right: UnsafeRawPointer
    let bytes: Int
  }

  @safe private struct Piece<Scalar> {
    let a, b: UnsafeRawPointer
    let bias: UnsafeMutablePointer<Scalar>?
    let c: UnsafeMutablePointer<Scalar>
  }

  @specialized(where Scalar == Float)
  private func compute<Scalar: TensorScalar>(
    _ piece: Piece<Scalar>, of shape: conednn_product_shape, thread: Int
  ) {
    // oneDNN 2.6 divides by zero on empty products.
    let isEmpty = shape.m == 0 || shape.n == 0 || shape.k == 0
    if Scalar.self == Float.self, !isEmpty, let context = unsafe context(of: thread) {
      var shape = shape
      let done = unsafe conednn_product(
        context, &shape, piece.a, piece.b,
        UnsafeRawPointer(piece.bias)?.assumingMemoryBound(to: Float.self),
        UnsafeMutableRawPointer(piece.c).assumingMemoryBound(to: Float.self))
      if done { return }
    }
    unsafe Scalar.kernels.product(
      shape.m, shape.n, shape.k, piece.a, shape.lda, shape.transpose_a, piece.b, shape.ldb,
      shape.transpose_b, shape.bfloat16, piece.bias, shape.relu, piece.c, shape.ldc)
  }

  /// The elements rounded to bfloat16; kept with the tensor, so a factor of several products is
  /// rounded once.
  @specialized(where Scalar == Float)
  func image<Scalar>(
    of tensor: Tensor<Scalar>, in format: RoundedFormat
  ) -> UnsafeMutableRawPointer {
    guard let floats = tensor as? Tensor<Float> else {
      preconditionFailure("only Float tensors have a bfloat16 image, not \(Scalar.self)")
    }
    let storage = floats.storage
    return unsafe storage.image(in: format) { memory in
      let image = unsafe SendablePointer(
        memory.assumingMemoryBound(to: UInt8.self))
      run(over: storage.count, inMultiplesOf: 64, work: Double(storage.count) / 1e5) { range, _ in
        let source = unsafe storage.base + range.lowerBound
        let target = unsafe UnsafeMutableRawPointer(
          image.pointer + range.lowerBound * format.byteCount)
        switch format {
        case .narrow:
          unsafe ck_bfloat16_from_f32(
            Int64(range.count), source, target.assumingMemoryBound(to: UInt16.self))
        case .wide:
          unsafe ck_bfloat16_rounded_f32(
            Int64(range.count), source, target.assumingMemoryBound(to: Float.self))
        }
      }
    }
  }
}
