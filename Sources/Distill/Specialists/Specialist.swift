public import DistillNetworks
import DistillTensors
import Foundation

/// A network for some classes that its generalist confuses.
public struct Specialist: Sendable {
  /// A specialist's output for the classes that are not its own.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// One probability for all of them together: its last class, the dustbin (the paper's section 5).
    case dustbin
    /// A probability for each, trained on its generalist's soft targets (proposed in section 6.1).
    case fullSoftmax = "full"
  }

  /// The dustbin's name among the network's classes; the last of them.
  public static let dustbinName = "all other classes"

  /// Whether the network has a dustbin or all classes.
  public let kind: Kind
  /// Positions, among the generalist's classes, of the specialist's own classes, which make it
  /// active; with a dustbin in the order of its logits.
  public let classes: [Int]
  /// Logits of ``support`` and, last, of the dustbin where there is one.
  public let network: Network

  /// The classes that the network gives a probability each, in the order of its logits: ``classes``,
  /// or with a full softmax all of the generalist's.
  public var support: [Int] {
    switch kind {
    case .dustbin: classes
    case .fullSoftmax: Array(0..<network.architecture.classes)
    }
  }

  /// The specialist with a dustbin that `network` is, for those of `classNames` that it names.
  ///
  /// - Throws: ``PanelError`` where the network has no dustbin or a class that is not among
  ///   `classNames`.
  public init(_ network: Network, among classNames: [String]) throws(PanelError) {
    guard network.classNames.last == Self.dustbinName, network.classNames.count > 1 else {
      throw .noDustbin(found: network.classNames.last ?? "none")
    }
    let places = Dictionary(
      zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    var classes: [Int] = []
    for name in network.classNames.dropLast() {
      guard let place = places[name] else { throw .unknownClass(name: name) }
      classes.append(place)
    }
    self.init(kind: .dustbin, classes: classes, network: network)
  }

  /// The specialist with a full softmax that `network` is, for `classes`, positions among
  /// `classNames`, which are the network's own.
  ///
  /// - Throws: ``PanelError`` where the network has other classes, or `classes` are none of them.
  public init(
    fullSoftmax network: Network, for classes: [Int], among classNames: [String]
  ) throws(PanelError) {
    guard network.classNames == classNames else {
      throw .otherClasses(expected: classNames, found: network.classNames)
    }
    try Self.check(classes, of: classNames.count, kind: .fullSoftmax)
    self.init(kind: .fullSoftmax, classes: classes, network: network)
  }

  /// Throws where `classes` make no specialist of `kind` of a generalist of `count` classes.
  static func check(
    _ classes: [Int], of count: Int, kind: Kind
  ) throws(PanelError) {
    let own = Set(classes)
    let most = kind == .dustbin ? count - 1 : count
    guard own.count == classes.count, (1...max(most, 1)).contains(own.count),
      own.allSatisfy({ (0..<count).contains($0) })
    else {
      throw .noSubset(found: classes.count, distinct: own.count, classes: count)
    }
  }

  /// A text that differs between specialists of other outputs or other classes.
  var digest: String {
    // The classes of one with a dustbin are part of its network's.
    network.digest
      + (kind == .dustbin ? "" : " for " + classes.map(String.init).joined(separator: " "))
  }

  /// The output for one example, from the network's `probabilities`.
  func prediction(_ probabilities: [Double]) -> SpecialistOutput {
    switch kind {
    case .dustbin:
      SpecialistOutput(
        probabilities: Array(probabilities.dropLast()),
        dustbin: probabilities[probabilities.count - 1])
    case .fullSoftmax: SpecialistOutput(probabilities: probabilities, dustbin: 0)
    }
  }

  /// A network for `classes` of `generalist` and a dustbin, to be trained from the generalist's
  /// weights.
  ///
  /// Every layer but the last is the generalist's own, and so are the last one's weights of `classes`.
  /// The dustbin has the mean of the others' weights, and ln of their number more than the mean of their
  /// biases: exp of its logit is their number times the geometric mean of their exponentials, which is
  /// at most, and while they are alike about, their sum. With a full softmax it is the generalist.
  public static func initialWeights(
    with generalist: Network, classes: [Int], kind: Kind = .dustbin
  ) throws(PanelError) -> Network {
    let count = generalist.architecture.classes
    try check(classes, of: count, kind: kind)
    if kind == .fullSoftmax { return generalist }
    let own = Set(classes)
    let others = (0..<count).filter { !own.contains($0) }
    return generalist.replacingLastLayer(
      classNames: classes.map { generalist.classNames[$0] } + [dustbinName]
    ) { weights, bias in
      let inputs = weights.count / count
      var mean = [Double](repeating: 0, count: inputs)
      for row in others {
        for column in 0..<inputs { mean[column] += Double(weights[row * inputs + column]) }
      }
      let scale = 1 / Double(others.count)
      let level = others.reduce(0.0) { $0 + Double(bias[$1]) } * scale
      return (
        classes.flatMap { weights[($0 * inputs)..<(($0 + 1) * inputs)] }
          + mean.map { Float($0 * scale) },
        classes.map { bias[$0] } + [Float(level + log(Double(others.count)))]
      )
    }
  }

  /// The value to add to the logit of the dustbin of a specialist whose classes are more frequent among its
  /// training examples than among all.
  ///
  /// A network trained on examples of which the share s is special gives
  /// p(special | x) / p(dustbin | x) = s/(1 − s) · p(x | special) / p(x | dustbin), where among all
  /// examples, of which the share π is special, the first factor is π/(1 − π). So the ratio is to be
  /// divided by
  ///
  ///   s/(1 − s) · (1 − π)/π
  ///
  /// which is adding its logarithm to the dustbin's logit: more, the more the special classes were
  /// over-sampled.
  ///
  /// Source: Hinton, Vinyals, Dean (2015), section 5.3, which gives the logarithm of the proportion by
  /// which the special classes are over-sampled; where they are rare, that is the same.
  public static func dustbinCorrection(ownClassShare: Double, prior: Double) -> Double {
    precondition(
      (0.0..<1).contains(ownClassShare) && ownClassShare > 0 && (0.0..<1).contains(prior)
        && prior > 0,
      "shares of special examples lie between 0 and 1, not at \(ownClassShare) and \(prior)")
    return log(ownClassShare / (1 - ownClassShare) * (1 - prior) / prior)
  }

  /// The specialist with `correction` added to its dustbin's logit.
  public func raisingDustbin(by correction: Double) -> Specialist {
    precondition(kind == .dustbin, "a specialist with a full softmax has no dustbin")
    return Specialist(
      kind: kind, classes: classes,
      network: network.adding(
        biases: [Double](repeating: 0, count: classes.count) + [correction]))
  }

  private init(kind: Kind, classes: [Int], network: Network) {
    self.kind = kind
    self.classes = classes
    self.network = network
  }
}
