import DistillTensors

extension Tensor {
  /// Normal numbers, the same for the same seed.
  static func random(_ shape: [Int], seed: UInt64, scale: Double = 1) -> Tensor {
    var stream = RandomStream(seed: seed, purpose: .sampling)
    return Tensor(
      (0..<shape.reduce(1, *)).map { _ in Scalar(stream.normal() * scale) }, shape: shape)
  }

  /// The matrix with rows and columns exchanged.
  var transposed: Tensor {
    let (rows, columns, values) = (rows, columns, values)
    return Tensor(
      (0..<count).map { values[$0 % rows * columns + $0 / rows] }, shape: [columns, rows])
  }
}

extension Engine {
  /// One thread, float32, portable kernels: where a test is about something else.
  static func plain() -> Engine { Engine(threads: 1, precision: .float32, backend: .portable) }

  /// The backends of this build.
  static var backends: [Backend] { oneDNNVersion == nil ? [.portable] : Backend.allCases }
}
