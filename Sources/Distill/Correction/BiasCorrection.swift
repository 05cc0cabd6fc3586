/// What is added to the biases of a network's last layer, that it may predict some classes more often,
/// or less.
///
/// A student that was taught from a transfer set without a class knows it from the soft targets of the
/// other classes, and yet predicts it too rarely, because its bias is far too low. The paper raises the
/// bias of the missing 3 by 3.5, and lowers those of the only two classes shown, 7 and 8, by 7.6, each
/// chosen on the test set. ``init(logits:classes:prior:isShared:)`` finds offsets from how often the
/// classes are expected, and looks at no label; ``oracle(logits:labels:classCount:classes:)`` does as
/// the paper did, to know what the rule leaves.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, section 3.
public struct BiasCorrection: Sendable, Equatable, Codable {
  /// How the offsets were found.
  public enum Rule: String, Sendable, Codable {
    /// From how often classes are expected, on examples whose labels nobody looked at.
    case prior
    /// From the labels that it is judged on: a bound, not a method.
    case oracle
  }

  /// The classes whose biases change, in ascending order.
  public let classes: [Int]
  /// What is added to the bias of each class; 0 for the others.
  public let offsets: [Double]
  /// How the offsets were found.
  public let rule: Rule

  /// `classes` in ascending order, some of the `count` there are.
  static func checked(_ classes: Set<Int>, of count: Int) throws(CorrectionError) -> [Int] {
    guard !classes.isEmpty else { throw .noSuchClass(found: "none", classes: count) }
    if let other = classes.first(where: { !(0..<count).contains($0) }) {
      throw .noSuchClass(found: "\(other)", classes: count)
    }
    return classes.sorted()
  }
}
