import CKernels

/// A pointer that may cross to the threads of one job, which ends before its memory does.
@safe struct SendablePointer<Pointee>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Pointee>
  init(_ pointer: UnsafeMutablePointer<Pointee>) { unsafe self.pointer = pointer }
}

extension Engine {
  /// The way back through the bias and the rectifier of a dense layer.
  ///
  /// For y = max(0, x·wᵀ + b) and the gradient `upstream` with respect to y: upstream where y > 0 and
  /// 0 elsewhere, which is the gradient with respect to x·wᵀ, and its column sums, the gradient with
  /// respect to b. Without an `output` the layer has no rectifier and the gradient passes unchanged.
  @specialized(where Scalar == Float)
  public func reluPullback<Scalar>(
    output: Tensor<Scalar>?, upstream: Tensor<Scalar>
  ) -> (input: Tensor<Scalar>, bias: Tensor<Scalar>) {
    let (rows, columns) = (upstream.rows, upstream.columns)
    precondition(
      output.map { $0.count == upstream.count } ?? true,
      "a gradient of shape \(upstream.shape) for an output of shape \(output?.shape ?? [])")
    let sums: Tensor<Scalar> = make([columns])
    let input: Tensor<Scalar> = output == nil ? upstream : make(upstream.shape)
    run(over: columns, inMultiplesOf: 64, work: Double(rows * columns) / 6e4) { range, _ in
      unsafe Scalar.kernels.reluPullback(
        Int64(rows), Int64(columns), Int64(range.lowerBound), Int64(range.upperBound),
        output?.storage.base, upstream.storage.base, input.storage.base, sums.storage.base)
    }
    return (input, sums)
  }

  /// softmax(logits / T) of every row: exp(zᵢ/T) / Σⱼ exp(zⱼ/T).
  ///
  /// The largest logit is subtracted first, so no finite logits overflow. T must be positive.
  @specialized(where Scalar == Float)
  public func softmax<Scalar>(_ logits: Tensor<Scalar>, temperature: Scalar) -> Tensor<Scalar> {
    precondition(temperature > 0, "a temperature is positive, not \(temperature)")
    let result: Tensor<Scalar> = make(logits.shape)
    let columns = logits.columns
    run(over: logits.rows, inMultiplesOf: 1, work: Double(logits.count) / 1e4) { range, _ in
      unsafe Scalar.kernels.softmax(
        Int64(range.count), Int64(columns), logits.storage.base + range.lowerBound * columns,
        temperature, result.storage.base + range.lowerBound * columns)
    }
    return result
  }

  /// −Σ p ln p of every row of the distributions p, in nats; 0 ln 0 is 0.
  @specialized(where Scalar == Float)
  public func entropies<Scalar>(of p: Tensor<Scalar>) -> [Double] {
    let entropies: Tensor<Double> = make([p.rows])
    let columns = p.columns
    run(over: p.rows, inMultiplesOf: 1, work: Double(p.count) / 2e3) { range, _ in
      unsafe Scalar.kernels.entropies(
        Int64(range.count), Int64(columns), p.storage.base + range.lowerBound * columns,
        entropies.storage.base + range.lowerBound)
    }
    return entropies.values
  }

  /// The sums that ``objective(logits:targets:labels:temperature:softScale:hardScale:)`` reports.
  public struct ObjectiveSums: Sendable {
    /// −Σ p ln softmax(z/T) over all rows, in nats.
    public var softCrossEntropy: Double
    /// −Σ ln softmax(z)[label] over labelled rows, in nats.
    public var hardCrossEntropy: Double
    /// The number of labelled rows.
    public var labelled: Int
    /// The number of labelled rows whose prediction, the first of the largest logits, is not the label.
    public var errors: Int
  }

  /// softScale · (softmax(z/T) − p) + hardScale · (softmax(z) − onehot(label)) for every row, and what
  /// the two cross-entropies are.
  ///
  /// logits z and targets p are [rows, classes]; labels has one class per row, or −1 where it is
  /// unknown. Without targets, or without a label, that term is left out. What the scales mean is the
  /// caller's business.
  @specialized(where Scalar == Float)
  public func objective<Scalar>(
    logits: Tensor<Scalar>, targets: Tensor<Scalar>?, labels: [Int32]?, temperature: Scalar,
    softScale: Scalar, hardScale: Scalar
  ) -> (gradient: Tensor<Scalar>, sums: ObjectiveSums) {
    let (rows, columns) = (logits.rows, logits.columns)
    precondition(temperature > 0, "a temperature is positive, not \(temperature)")
    precondition(
      targets.map { $0.count == logits.count } ?? true,
      "targets of shape \(targets?.shape ?? []) for logits of shape \(logits.shape)")
    precondition(
      labels.map { $0.count == rows } ?? true, "\(labels?.count ?? 0) labels for \(rows) rows")
    precondition(
      labels.map { $0.allSatisfy { $0 < columns } } ?? true, "a label beyond \(columns) classes")
    let gradient: Tensor<Scalar> = make(logits.shape)
    // One row of sums for each block of rows, added in order: the total does not depend on threads.
    let block = max(1, min(rows, 8192 / max(columns, 1)))
    let blocks = (rows + block - 1) / block
    let partial: TensorStorage<Double> = TensorStorage(count: blocks * 4, recycler: recycler)
    run(over: blocks, inMultiplesOf: 1, work: Double(logits.count) / 5e3) { range, _ in
      for index in range {
        let first = index * block
        var sums = ck_objective_sums()
        unsafe (labels ?? []).withUnsafeBufferPointer { labels in
          unsafe Scalar.kernels.objective(
            Int64(min(block, rows - first)), Int64(columns), logits.storage.base + first * columns,
            targets.map { unsafe $0.storage.base + first * columns },
            labels.baseAddress.flatMap { unsafe labels.isEmpty ? nil : $0 + first }, temperature,
            softScale, hardScale, gradient.storage.base + first * columns, &sums)
        }
        let row = unsafe partial.base + index * 4
        unsafe row[0] = sums.soft_cross_entropy
        unsafe row[1] = sums.hard_cross_entropy
        unsafe row[2] = Double(sums.labelled)
        unsafe row[3] = Double(sums.errors)
      }
    }
    var total = [0.0, 0, 0, 0]
    for index in 0..<blocks * 4 { unsafe total[index % 4] += partial.base[index] }
    let sums = ObjectiveSums(
      softCrossEntropy: total[0], hardCrossEntropy: total[1], labelled: Int(total[2]),
      errors: Int(total[3]))
    return (gradient, sums)
  }

  /// Each element with probability `rate` set to 0 and otherwise divided by 1 − rate.
  ///
  /// The draw for an element depends on the stream and the element's place alone, so applying the
  /// same stream to the gradient is the way back. `rate` is from [0, 1) and rounded to a multiple of
  /// 2⁻¹⁶. Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov (2014), Dropout, scaled
  /// in training instead of at test time.
  @specialized(where Scalar == Float)
  public func dropout<Scalar>(
    _ x: Tensor<Scalar>, rate: Double, seed: UInt64, index: UInt64
  ) -> Tensor<Scalar> {
    precondition(rate >= 0 && rate < 1, "a dropout rate is from [0, 1), not \(rate)")
    let threshold = min(0xffff, UInt32((rate * 65536).rounded()))
    let stream = ck_stream(
      key0: UInt32(truncatingIfNeeded: seed), key1: UInt32(truncatingIfNeeded: seed >> 32),
      purpose: RandomStream.Purpose.dropout.rawValue, index0: UInt32(truncatingIfNeeded: index),
      index1: UInt32(truncatingIfNeeded: index >> 32))
    let result: Tensor<Scalar> = make(x.shape)
    // Pieces begin where a group of 16 lanes of 8 elements begins.
    run(over: x.count, inMultiplesOf: 128, work: Double(x.count) / 1e4) { range, _ in
      unsafe Scalar.kernels.dropout(
        Int64(range.lowerBound), Int64(range.count), stream, threshold,
        x.storage.base + range.lowerBound, result.storage.base + range.lowerBound)
    }
    return result
  }

  /// factor · x + offset, element by element.
  @specialized(where Scalar == Float)
  public func scaled<Scalar>(
    _ x: Tensor<Scalar>, by factor: Scalar, plus offset: Scalar
  ) -> Tensor<Scalar> {
    let result: Tensor<Scalar> = make(x.shape)
    run(over: x.count, inMultiplesOf: 64, work: Double(x.count) / 5e4) { range, _ in
      unsafe Scalar.kernels.affine(
        Int64(range.count), factor, offset, x.storage.base + range.lowerBound,
        result.storage.base + range.lowerBound)
    }
    return result
  }

  /// Adds `factor` · x to y, element by element.
  @specialized(where Scalar == Float)
  public func add<Scalar>(_ x: Tensor<Scalar>, times factor: Scalar, to y: inout Tensor<Scalar>) {
    precondition(x.count == y.count, "adding a tensor of shape \(x.shape) to one of \(y.shape)")
    let count = x.count
    unsafe y.mutate { base, _ in
      let base = unsafe SendablePointer(base)
      run(over: count, inMultiplesOf: 64, work: Double(count) / 5e4) { range, _ in
        unsafe Scalar.kernels.add(
          Int64(range.count), factor, x.storage.base + range.lowerBound,
          base.pointer + range.lowerBound)
      }
    }
    y.storage.dropImages()
  }

  /// Whether no element is infinite or NaN.
  @specialized(where Scalar == Float)
  public func isFinite<Scalar>(_ x: Tensor<Scalar>) -> Bool {
    unsafe Scalar.kernels.allFinite(Int64(x.count), x.storage.base)
  }
}
