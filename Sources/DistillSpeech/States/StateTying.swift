/// Which states share a class of the acoustic model: regardless of context, or by decision trees.
///
/// There is a tree for each state of each phone; its questions are whether the left or the right
/// neighbour is in some set of phones, and its leaves are classes. States without training examples have a
/// class, too, which is the purpose of trees.
///
/// Source: Young, Odell, Woodland (1994), Tree-based state tying for high accuracy acoustic modelling.
public struct StateTying: Sendable, Equatable, Codable {
  /// The neighbour of a question.
  public enum Side: String, Sendable, Codable {
    /// The phone before.
    case left
    /// The phone after.
    case right
  }

  enum Node: Sendable, Equatable, Codable {
    case leaf(Int)
    /// The next nodes where the neighbour is among `phones` and where it is not.
    case question(Side, phones: [Int], yes: Int, no: Int)
  }

  /// The phones.
  public let phones: PhoneSet
  /// The name of each class: phone, state, and for one leaf of several its number, as in “AH.2” and
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

  /// A class for each state of each phone, in any context.
  public init(monophonesOf phones: PhoneSet) {
    let count = phones.count * HMMState.perPhone
    self.init(
      phones: phones,
      classNames: (0..<count).map { Self.name(of: $0, in: phones) },
      roots: Array(0..<count), nodes: (0..<count).map { .leaf($0) })
  }

  /// Reads what was encoded, refusing trees that do not end in a class for every context.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    phones = try container.decode(PhoneSet.self, forKey: .phones)
    classNames = try container.decode([String].self, forKey: .classNames)
    roots = try container.decode([Int].self, forKey: .roots)
    nodes = try container.decode([Node].self, forKey: .nodes)
    let areNodes = nodes.enumerated().allSatisfy { place, node in
      switch node {
      case .leaf(let number): classNames.indices.contains(number)
      // Only paths to later nodes end.
      case .question(_, _, let yes, let no):
        [yes, no].allSatisfy { $0 > place && $0 < nodes.count }
      }
    }
    guard areNodes, phones.names.indices.contains(phones.silence),
      roots.count == phones.count * HMMState.perPhone, roots.allSatisfy(nodes.indices.contains)
    else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "trees that do not end"))
    }
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

  /// The classes that states of `phone` can have, in any context.
  func classes(ofPhone phone: Int) -> [Int] {
    var open = Array(roots[phone * HMMState.perPhone..<(phone + 1) * HMMState.perPhone])
    var classes: [Int] = []
    // Trees from a file may share nodes, so that paths are many more than nodes.
    var visited: Set<Int> = []
    while let node = open.popLast() {
      guard visited.insert(node).inserted else { continue }
      switch nodes[node] {
      case .leaf(let number): classes.append(number)
      case .question(_, _, let yes, let no): open += [yes, no]
      }
    }
    return classes
  }

  /// Whether classes depend on the context, and not only on the phone.
  public var dependsOnContext: Bool {
    nodes.contains { if case .question = $0 { true } else { false } }
  }
}
