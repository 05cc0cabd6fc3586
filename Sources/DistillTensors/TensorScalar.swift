/// A number type that the kernels exist for: `Float`, which everything is trained in, and `Double`,
/// in which the tests compare every gradient with differences of its function.
public protocol TensorScalar: BinaryFloatingPoint, Sendable {
  /// The portable kernels for this type.
  static var kernels: Kernels<Self> { get }
}
