/// What one specialist says of one example: how probable each of its classes is, and all the others
/// together.
public struct Opinion: Sendable, Equatable {
  /// p of each of the specialist's classes, in the order of its classes.
  public let probabilities: [Double]
  /// p of its dustbin, in which it puts every class that is not its own.
  public let dustbin: Double

  /// An opinion of these probabilities, which are not negative and sum to 1.
  public init(probabilities: [Double], dustbin: Double) {
    self.probabilities = probabilities
    self.dustbin = dustbin
  }
}
