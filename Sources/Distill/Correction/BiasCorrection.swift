/// Offsets for the biases of a network's last layer, with which it predicts some classes more often or
/// less often.
///
/// A student of a transfer set without a class is trained on that class by the soft targets of the other
/// classes, and yet predicts it too rarely, because its bias is far too low. The paper raises the
/// bias of the missing 3 by 3.5, and lowers those of the only two classes shown, 7 and 8, by 7.6, each
/// chosen on the test set. ``init(logits:classes:prior:isShared:)`` finds offsets from the expected
/// frequencies of the classes, without labels; ``oracle(logits:labels:classCount:classes:)`` is the
/// paper's procedure, as a bound for the rule.
///
/// Source: Hinton, Vinyals, Dean (2015), Distilling the Knowledge in a Neural Network, section 3.
public struct BiasCorrection: Sendable, Equatable, Codable {
  /// The rule of the offsets.
  public enum Rule: String, Sendable, Codable {
    /// From the expected frequencies of the classes, on examples whose labels are ignored.
    case prior
    /// From the labels of the evaluated examples: a bound, not a method.
    case oracle
  }

  /// The classes whose biases change, in ascending order.
  public let classes: [Int]
  /// The offset of each class's bias; 0 for the others.
  public let offsets: [Double]
  /// The rule of the offsets.
  public let rule: Rule

  /// `classes` in ascending order, among `count`.
  static func checked(_ classes: Set<Int>, of count: Int) throws(CorrectionError) -> [Int] {
    guard !classes.isEmpty else { throw .noSuchClass(found: "none", classes: count) }
    if let other = classes.first(where: { !(0..<count).contains($0) }) {
      throw .noSuchClass(found: "\(other)", classes: count)
    }
    return classes.sorted()
  }
}
