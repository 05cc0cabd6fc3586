public import DistillData
public import DistillNetworks
import DistillTensors
import Foundation

/// A network that tells a few classes apart and puts all the others into one, its dustbin.
public struct Specialist: Sendable {
  /// What the dustbin is called among the network's classes; the last of them.
  public static let dustbinName = "all other classes"

  /// Positions of the specialist's classes among those of its generalist, in the order of its logits.
  public let classes: [Int]
  /// Logits of ``classes`` and, last, of the dustbin.
  public let network: Network

  /// The specialist that `network` is, for those of `classNames` that it names.
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
    self.classes = classes
    self.network = network
  }

  /// A network for `classes` of `generalist` and a dustbin, to be trained from the generalist's
  /// weights.
  ///
  /// Every layer but the last is the generalist's own, and so are the last one's weights of `classes`.
  /// The dustbin has the mean of the others' weights, and ln of their number more than the mean of their
  /// biases: exp of its logit is their number times the geometric mean of their exponentials, which is
  /// at most, and while they are alike about, their sum.
  public static func beginning(with generalist: Network, classes: [Int]) throws(PanelError)
    -> Network
  {
    let count = generalist.architecture.classes
    let own = Set(classes)
    guard own.count == classes.count, !classes.isEmpty, classes.count < count,
      own.allSatisfy({ (0..<count).contains($0) })
    else {
      throw .noSubset(found: classes.count, distinct: own.count, classes: count)
    }
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

  /// Examples for a specialist for `classes`: the share `special` of them of these classes, the others
  /// drawn from the rest and labelled as the dustbin's.
  ///
  /// Every example of `classes` is there `rounds` times; the rest are drawn without repetition as long
  /// as there are enough, so that the dustbin is seen in as many forms as may be. Examples without a
  /// label are left out.
  public static func examples(
    of dataset: Dataset, classes: [Int], special: Double, rounds: Int, seed: UInt64
  ) throws(PanelError) -> Dataset {
    precondition(
      special > 0 && special < 1 && rounds > 0,
      "a share of \(special) special examples, \(rounds) times")
    var label = [Int32](repeating: Int32(classes.count), count: dataset.classNames.count)
    for (place, index) in classes.enumerated() { label[index] = Int32(place) }
    var (own, others): ([Int], [Int]) = ([], [])
    for position in 0..<dataset.count {
      guard let known = dataset.label(at: position) else { continue }
      if label[known] < classes.count { own.append(position) } else { others.append(position) }
    }
    guard !own.isEmpty, !others.isEmpty else {
      throw .noExamples(special: own.count, others: others.count)
    }
    let positions = (0..<rounds).flatMap { _ in own }
    let wanted = Int((Double(positions.count) * (1 - special) / special).rounded())
    var drawn: [Int] = []
    var round: UInt64 = 0
    while drawn.count < wanted {
      var random = RandomStream(seed: seed, purpose: .sampling, index: round)
      drawn += random.permutation(of: others.count).prefix(wanted - drawn.count).map { others[$0] }
      round += 1
    }
    let chosen = dataset.subset(positions + drawn)
    return chosen.relabelled(
      chosen.labels.map { label[Int($0)] },
      classNames: classes.map { dataset.classNames[$0] } + [dustbinName])
  }

  /// What is to be added to the logit of the dustbin of a specialist that saw its classes more often
  /// than they are met.
  ///
  /// A network that has learned from examples of which the share s is special gives
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
  public static func dustbinCorrection(special: Double, prior: Double) -> Double {
    precondition(
      (0.0..<1).contains(special) && special > 0 && (0.0..<1).contains(prior) && prior > 0,
      "shares of special examples lie between 0 and 1, not at \(special) and \(prior)")
    return log(special / (1 - special) * (1 - prior) / prior)
  }

  /// The specialist with `correction` added to its dustbin's logit.
  public func raisingDustbin(by correction: Double) -> Specialist {
    Specialist(
      classes: classes,
      network: network.adding(
        biases: [Double](repeating: 0, count: classes.count) + [correction]))
  }

  private init(classes: [Int], network: Network) {
    self.classes = classes
    self.network = network
  }
}
