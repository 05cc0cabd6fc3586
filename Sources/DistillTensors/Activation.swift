import CKernels

/// A function of one number that is applied to every element of a tensor.
public enum Activation: Hashable, Sendable {
  /// max(0, x)
  case relu
  /// min(6, max(0, x))
  case relu6
  /// x where it is positive, `slope` · x elsewhere.
  case leakyReLU(slope: Double)
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// x · Φ(x), with the distribution function Φ of the standard normal distribution. Source: Hendrycks and
  /// Gimpel (2016), Gaussian Error Linear Units.
  case gelu
  /// x / (1 + e⁻ˣ)
  case silu
  /// x · min(1, max(0, (x + 3) / 6)). Source: Howard et al. (2019), Searching for MobileNetV3.
  case hardSwish

  /// The kernels' name of the function, and the slope of a leaky rectifier.
  fileprivate var kernel: (ck_activation_kind, slope: Double) {
    switch self {
    case .relu: (ck_relu, 0)
    case .relu6: (ck_relu6, 0)
    case .leakyReLU(let slope): (ck_leaky_relu, slope)
    case .tanh: (ck_tanh, 0)
    case .sigmoid: (ck_sigmoid, 0)
    case .gelu: (ck_gelu, 0)
    case .silu: (ck_silu, 0)
    case .hardSwish: (ck_hard_swish, 0)
    }
  }
}

extension Engine {
  /// `activation` of every element of `x`.
  @specialized(where Scalar == Float)
  public func activation<Scalar>(
    _ activation: Activation, of x: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let result: Tensor<Scalar> = make(x.shape)
    let (kind, slope) = activation.kernel
    run(over: x.count, inMultiplesOf: 64, work: Double(x.count) / 2e4) { range, _ in
      unsafe Scalar.kernels.activation(
        kind, Scalar(slope), Int64(range.count), x.storage.base + range.lowerBound,
        result.storage.base + range.lowerBound)
    }
    return result
  }

  /// The gradient with respect to `x` of an activation whose output has the gradient `upstream`: the
  /// derivative at x times upstream. Where a function has a kink, the derivative is that from the left,
  /// which for the rectifiers is 0 or the slope; for the hard swish it is that of the parabola.
  @specialized(where Scalar == Float)
  public func activationPullback<Scalar>(
    _ activation: Activation, of x: Tensor<Scalar>, upstream: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    precondition(
      upstream.count == x.count,
      "a gradient of shape \(upstream.shape) for an output of shape \(x.shape)")
    let result: Tensor<Scalar> = make(x.shape)
    let (kind, slope) = activation.kernel
    run(over: x.count, inMultiplesOf: 64, work: Double(x.count) / 2e4) { range, _ in
      unsafe Scalar.kernels.activationPullback(
        kind, Scalar(slope), Int64(range.count), x.storage.base + range.lowerBound,
        upstream.storage.base + range.lowerBound, result.storage.base + range.lowerBound)
    }
    return result
  }
}
