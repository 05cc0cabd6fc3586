import CKernels

/// The portable kernels for one scalar type, as a table. Their contracts stand in `CKernels.h`.
@safe public struct Kernels<Scalar>: Sendable {
  typealias Input = UnsafePointer<Scalar>?
  typealias Output = UnsafeMutablePointer<Scalar>?

  let product:
    @Sendable (
      Int64, Int64, Int64, UnsafeRawPointer?, Int64, Bool, UnsafeRawPointer?, Int64, Bool, Bool,
      Input, Bool, Output, Int64
    ) -> Void
  let reluPullback: @Sendable (Int64, Int64, Int64, Int64, Input, Input, Output, Output) -> Void
  let softmax: @Sendable (Int64, Int64, Input, Scalar, Output) -> Void
  let entropies: @Sendable (Int64, Int64, Input, UnsafeMutablePointer<Double>?) -> Void
  let objective:
    @Sendable (
      Int64, Int64, Input, Input, UnsafePointer<Int32>?, Scalar, Scalar, Scalar, Output,
      UnsafeMutablePointer<ck_objective_sums>?
    ) -> Void
  let dropout: @Sendable (Int64, Int64, ck_stream, UInt32, Input, Output) -> Void
  let sgd:
    @Sendable (
      Int64, Int64, ck_sgd, Input, Output, Output, ck_images
    ) -> Void
  let adam:
    @Sendable (
      Int64, Int64, ck_adam, Input, Output, Output, Output, ck_images
    ) -> Void
  let add: @Sendable (Int64, Scalar, Input, Output) -> Void
  let affine: @Sendable (Int64, Scalar, Scalar, Input, Output) -> Void
  let allFinite: @Sendable (Int64, Input) -> Bool
  let activation: @Sendable (ck_activation_kind, Scalar, Int64, Input, Output) -> Void
  let activationPullback:
    @Sendable (ck_activation_kind, Scalar, Int64, Input, Input, Output) -> Void
  let convolution: @Sendable (Int64, ck_convolution, Input, Input, Input, Bool, Output) -> Void
  let convolutionData: @Sendable (Int64, ck_convolution, Input, Input, Output) -> Void
  let convolutionWeights: @Sendable (Int64, ck_convolution, Input, Input, Output, Output) -> Void
  let poolMax: @Sendable (Int64, ck_convolution, Input, Output) -> Void
  let poolMaxPullback: @Sendable (Int64, ck_convolution, Input, Input, Output) -> Void
  let poolMean: @Sendable (Int64, ck_convolution, Bool, Input, Output) -> Void
  let poolMeanPullback: @Sendable (Int64, ck_convolution, Bool, Input, Output) -> Void
  let moments: @Sendable (Int64, Int64, Input, Input, UnsafeMutablePointer<Double>?) -> Void
  let normalize: @Sendable (Int64, Int64, Input, Input, Input, Input, Bool, Output) -> Void
  let normalizeSums:
    @Sendable (Int64, Int64, Input, Input, Input, Input, UnsafeMutablePointer<Double>?) -> Void
  let normalizePullback:
    @Sendable (Int64, Int64, Input, Input, Input, Input, Input, Input, Input, Output, Output) ->
      Void
}

extension Float: TensorScalar {
  /// The kernels for this type.
  public static let kernels = unsafe Kernels<Float>(
    product: ck_product_f32, reluPullback: ck_relu_pullback_f32, softmax: ck_softmax_f32,
    entropies: ck_entropies_f32, objective: ck_objective_f32, dropout: ck_dropout_f32,
    sgd: ck_sgd_f32, adam: ck_adam_f32, add: ck_add_f32, affine: ck_affine_f32,
    allFinite: ck_all_finite_f32, activation: ck_activation_f32,
    activationPullback: ck_activation_pullback_f32, convolution: ck_convolution_f32,
    convolutionData: ck_convolution_data_f32, convolutionWeights: ck_convolution_weights_f32,
    poolMax: ck_pool_max_f32, poolMaxPullback: ck_pool_max_pullback_f32, poolMean: ck_pool_mean_f32,
    poolMeanPullback: ck_pool_mean_pullback_f32, moments: ck_moments_f32,
    normalize: ck_normalize_f32, normalizeSums: ck_normalize_sums_f32,
    normalizePullback: ck_normalize_pullback_f32)
}

extension Double: TensorScalar {
  /// The kernels for this type.
  public static let kernels = unsafe Kernels<Double>(
    product: ck_product_f64, reluPullback: ck_relu_pullback_f64, softmax: ck_softmax_f64,
    entropies: ck_entropies_f64, objective: ck_objective_f64, dropout: ck_dropout_f64,
    sgd: ck_sgd_f64, adam: ck_adam_f64, add: ck_add_f64, affine: ck_affine_f64,
    allFinite: ck_all_finite_f64, activation: ck_activation_f64,
    activationPullback: ck_activation_pullback_f64, convolution: ck_convolution_f64,
    convolutionData: ck_convolution_data_f64, convolutionWeights: ck_convolution_weights_f64,
    poolMax: ck_pool_max_f64, poolMaxPullback: ck_pool_max_pullback_f64, poolMean: ck_pool_mean_f64,
    poolMeanPullback: ck_pool_mean_pullback_f64, moments: ck_moments_f64,
    normalize: ck_normalize_f64, normalizeSums: ck_normalize_sums_f64,
    normalizePullback: ck_normalize_pullback_f64)
}
