import CKernels
import Foundation

/// What a step of stochastic gradient descent is made with.
///
/// g ← gradient + decay·w; v ← momentum·v + g; w ← w − rate·v, or, Nesterov's form,
/// w ← w − rate·(g + momentum·v). Afterwards a row of w (a unit's incoming weights) whose squared
/// length exceeds `maxSquaredNorm` is scaled down to it.
public struct SGDStep: Sendable {
  /// The learning rate.
  public var rate: Double
  /// The share of the velocity that a step keeps.
  public var momentum: Double
  /// Whether the gradient is taken ahead, after the velocity's step.
  public var nesterov: Bool
  /// The weight decay.
  public var decay: Double
  /// The limit on a row's squared length; nil for none.
  public var maxSquaredNorm: Double?

  /// A step with these settings.
  public init(
    rate: Double, momentum: Double, nesterov: Bool, decay: Double, maxSquaredNorm: Double?
  ) {
    self.rate = rate
    self.momentum = momentum
    self.nesterov = nesterov
    self.decay = decay
    self.maxSquaredNorm = maxSquaredNorm
  }
}

/// What a step of Adam is made with.
///
/// g ← gradient + decay·w; m ← β₁m + (1 − β₁)g; s ← β₂s + (1 − β₂)g²;
/// w ← w − rate · m/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + ε), then the limit on rows as in ``SGDStep``.
/// Source: Kingma, Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1.
public struct AdamStep: Sendable {
  /// The learning rate.
  public var rate: Double
  /// The decay rates of the two moments, β₁ and β₂.
  public var betas: (Double, Double)
  /// What keeps the quotient finite, ε.
  public var epsilon: Double
  /// The weight decay, as an L2 term of the gradient.
  public var decay: Double
  /// The limit on a row's squared length; nil for none.
  public var maxSquaredNorm: Double?
  /// The number of this step, from 1.
  public var number: Int

  /// A step with these settings.
  public init(
    rate: Double, betas: (Double, Double), epsilon: Double, decay: Double, maxSquaredNorm: Double?,
    number: Int
  ) {
    self.rate = rate
    self.betas = betas
    self.epsilon = epsilon
    self.decay = decay
    self.maxSquaredNorm = maxSquaredNorm
    self.number = number
  }
}

extension Engine {
  /// Augmentation `weights` one step of gradient descent; `velocity` is nil where momentum is 0.
  @specialized(where Scalar == Float)
  public func update<Scalar>(
    _ weights: inout Tensor<Scalar>, velocity: inout Tensor<Scalar>?,
    along gradient: Tensor<Scalar>,
    by step: SGDStep
  ) {
    precondition(
      gradient.count == weights.count && (velocity.map { $0.count == weights.count } ?? true),
      "a gradient of shape \(gradient.shape) for weights of shape \(weights.shape)")
    let settings = ck_sgd(
      rate: step.rate, momentum: step.momentum, decay: step.decay,
      max_squared_norm: step.maxSquaredNorm ?? 0,
      nesterov: step.nesterov)
    let (rows, columns) = (weights.rows, weights.columns)
    func run(_ speed: SendablePointer<Scalar>?) {
      unsafe weights.mutate { base, images in
        let base = unsafe SendablePointer(base)
        self.run(over: rows, inMultiplesOf: 1, work: Double(rows * columns) / 6e4) { range, _ in
          let first = range.lowerBound * columns
          unsafe Scalar.kernels.sgd(
            Int64(range.count), Int64(columns), settings, gradient.storage.base + first,
            speed.map { unsafe $0.pointer + first }, base.pointer + first,
            images.from(first))
        }
      }
    }
    if velocity == nil {
      run(nil)
    } else {
      unsafe velocity?.mutate { speed, _ in run(unsafe SendablePointer(speed)) }
    }
  }

  /// Augmentation `weights` one step of Adam, whose two moments are updated.
  @specialized(where Scalar == Float)
  public func update<Scalar>(
    _ weights: inout Tensor<Scalar>, moments: inout (Tensor<Scalar>, Tensor<Scalar>),
    along gradient: Tensor<Scalar>, by step: AdamStep
  ) {
    precondition(
      gradient.count == weights.count && moments.0.count == weights.count
        && moments.1.count == weights.count,
      "a gradient of shape \(gradient.shape) for weights of shape \(weights.shape)")
    let number = Double(step.number)
    let settings = ck_adam(
      rate: step.rate, beta1: step.betas.0, beta2: step.betas.1, epsilon: step.epsilon,
      decay: step.decay, max_squared_norm: step.maxSquaredNorm ?? 0,
      correction1: 1 - pow(step.betas.0, number), correction2: 1 - pow(step.betas.1, number))
    let (rows, columns) = (weights.rows, weights.columns)
    unsafe moments.0.mutate { first, _ in
      let firstMoment = unsafe SendablePointer(first)
      unsafe moments.1.mutate { second, _ in
        let secondMoment = unsafe SendablePointer(second)
        unsafe weights.mutate { base, images in
          let base = unsafe SendablePointer(base)
          run(over: rows, inMultiplesOf: 1, work: Double(rows * columns) / 4e4) { range, _ in
            let start = range.lowerBound * columns
            unsafe Scalar.kernels.adam(
              Int64(range.count), Int64(columns), settings, gradient.storage.base + start,
              firstMoment.pointer + start, secondMoment.pointer + start, base.pointer + start,
              images.from(start))
          }
        }
      }
    }
  }
}
