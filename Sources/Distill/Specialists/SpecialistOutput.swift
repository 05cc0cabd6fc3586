/// The output of one specialist for one example: the probabilities of its classes, and of all others
/// together.
public struct SpecialistOutput: Sendable, Equatable {
  /// p of each of the specialist's classes, in the order of its classes.
  public let probabilities: [Double]
  /// p of its dustbin, which stands for every class that is not its own.
  public let dustbin: Double

  /// An output of these probabilities, which are not negative and sum to 1.
  public init(probabilities: [Double], dustbin: Double) {
    self.probabilities = probabilities
    self.dustbin = dustbin
  }
}
