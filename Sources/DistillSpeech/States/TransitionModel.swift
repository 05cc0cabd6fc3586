import Foundation

/// The probabilities of staying in a state and of leaving it, the same for all.
///
/// Why fixed: compared to the scores of an acoustic model they hardly matter, set or estimated; 0.75
/// and 0.25 are common, a mean of four frames in a state.
public struct TransitionModel: Sendable, Equatable {
  /// ln of the probability of another frame in the same state.
  public let stay: Float
  /// ln of the probability of leaving the state.
  public let leave: Float

  /// The model in which a frame is followed by another of its state with probability `stay`, between 0
  /// and 1.
  public init(stay: Double) {
    precondition(stay > 0 && stay < 1, "a probability between 0 and 1, not \(stay)")
    self.stay = Float(log(stay))
    self.leave = Float(log(1 - stay))
  }

  /// 0.75 to stay.
  public static let usual = TransitionModel(stay: 0.75)

  /// The same with both logarithms times `scale`, for scores that are scaled by it.
  public func scaled(by scale: Float) -> TransitionModel {
    TransitionModel(stay: stay * scale, leave: leave * scale)
  }

  private init(stay: Float, leave: Float) {
    self.stay = stay
    self.leave = leave
  }
}
