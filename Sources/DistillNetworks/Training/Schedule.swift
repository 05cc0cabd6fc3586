import Foundation

/// The change of the learning rate in the course of a run.
///
/// With s the step from 0, N the number of steps and W those of the warm-up: η·(s + 1)/W while s < W;
/// afterwards a function of the progress u = (s − W)/(N − W).
public struct Schedule: Sendable, Equatable {
  /// The shape of the change after the warm-up.
  public enum Shape: Sendable, Equatable {
    /// η.
    case constant
    /// η·(1 − u).
    case linear
    /// η·(1 + cos πu)/2.
    case cosine
    /// η·fᵘ, so that the rate ends at η·f.
    case exponential(final: Double)
    /// η·f^⌊u·k⌋: k phases of equal length, each with f times the rate of the one before.
    case step(phases: Int, factor: Double)
  }

  /// The shape of the change after the warm-up.
  public var shape: Shape
  /// The share of all steps in which the rate first rises to η, from 0 to 1.
  public var warmUp: Double

  /// The schedule of this shape after a warm-up of the share `warmUp` of all steps.
  public init(_ shape: Shape, warmUp: Double = 0) {
    self.shape = shape
    self.warmUp = warmUp
  }

  /// The learning rate of step `step` of `steps`, where the highest is `peak`.
  public func rate(at step: Int, of steps: Int, peak: Double) -> Double {
    let warm = Int((warmUp * Double(steps)).rounded())
    if step < warm { return peak * Double(step + 1) / Double(warm) }
    let progress = steps > warm ? Double(step - warm) / Double(steps - warm) : 1
    switch shape {
    case .constant: return peak
    case .linear: return peak * (1 - progress)
    case .cosine: return peak * (1 + cos(.pi * progress)) / 2
    case .exponential(let final): return peak * pow(final, progress)
    case .step(let phases, let factor):
      return peak * pow(factor, (progress * Double(phases)).rounded(.down))
    }
  }
}
