/// Which states share a class of the acoustic model: without regard to context, or by decision trees.
///
/// There is a tree for each state of each phone; it asks whether the left or the right neighbour is in
/// some set of phones, and its leaves are classes. States that were never seen have a class too, which
/// is the point of trees.
///
/// Source: Young, Odell, Woodland (1994), Tree-based state tying for high accuracy acoustic modelling.
public struct StateTying: Sendable, Equatable, Codable {
  /// Which neighbour a question is about.
  public enum Side: String, Sendable, Codable {
    /// The phone before.
    case left
    /// The phone after.
    case right
  }

  enum Node: Sendable, Equatable, Codable {
    case leaf(Int)
    /// The nodes to go to where the neighbour is among `phones` and where it is not.
    case question(Side, phones: [Int], yes: Int, no: Int)
  }

  /// The phones.
  public let phones: PhoneSet
  /// What each class is called: phone, state, and for a leaf of many its number, as in “AH.2” and
  /// “AH.2-7”.
  public let classNames: [String]
  /// The root of each state's tree, [phones, states], and the nodes of all.
  let roots: [Int]
  let nodes: [Node]

  /// The number of classes.
  public var classCount: Int { classNames.count }

  init(phones: PhoneSet, classNames: [String], roots: [Int], nodes: [Node]) {
    self.phones = phones
    self.classNames = classNames
    self.roots = roots
    self.nodes = nodes
  }

  /// A class for each state of each phone, whatever its context.
  public init(monophonesOf phones: PhoneSet) {
    let count = phones.count * HMMState.perPhone
    self.init(
      phones: phones,
      classNames: (0..<count).map { Self.name(of: $0, in: phones) },
      roots: Array(0..<count), nodes: (0..<count).map { .leaf($0) })
  }

  static func name(of root: Int, in phones: PhoneSet) -> String {
    "\(phones.names[root / HMMState.perPhone]).\(root % HMMState.perPhone + 1)"
  }

  /// The class of `state`. Cost: a question for each level of its tree.
  public func classNumber(of state: HMMState) -> Int {
    var node = roots[state.phone * HMMState.perPhone + state.position]
    while true {
      switch nodes[node] {
      case .leaf(let number): return number
      case .question(let side, let phones, let yes, let no):
        node = phones.contains(side == .left ? state.left : state.right) ? yes : no
      }
    }
  }

  /// Whether trees, and not only phones, decide.
  public var dependsOnContext: Bool {
    nodes.contains { if case .question = $0 { true } else { false } }
  }
}
