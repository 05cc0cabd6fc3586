import DistillTensors

extension Tensor {
  /// Normal numbers, the same for the same seed.
  static func random(_ shape: [Int], seed: UInt64, scale: Double = 1) -> Tensor {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in Scalar(stream.normal() * scale) }, shape: shape)
  }

  /// The matrix with these rows.
  init(rows: [[Double]]) {
    self.init(rows.joined().map { Scalar($0) }, shape: [rows.count, rows.first?.count ?? 0])
  }
}
