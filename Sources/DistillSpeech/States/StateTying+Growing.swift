extension StateTying {
  /// Decision trees grown from `statistics`, with at most `leaves` leaves in all.
  ///
  /// Begins with one leaf for each state of each phone, and repeatedly makes the split that raises the
  /// log-likelihood of the frames most, each leaf being a Gaussian of diagonal
  /// covariance. Questions: is the left or the right neighbour this phone, or in this set?
  ///
  /// - Parameters:
  ///   - statistics: Of the training frames' features.
  ///   - phones: The phones.
  ///   - leaves: The most classes.
  ///   - leastFrames: The fewest frames in a leaf.
  ///   - leastGain: The smallest gain for a split.
  public init(
    growing statistics: ContextStatistics, phones: PhoneSet, leaves: Int, leastFrames: Double,
    leastGain: Double
  ) {
    var grower = Grower(statistics, phones: phones)
    grower.grow(to: leaves, leastFrames: leastFrames, leastGain: leastGain)
    self = grower.tying
  }

  /// A leaf while trees grow.
  private struct Leaf {
    let root: Int
    let node: Int
    let states: [HMMState]
    var split: Split?
  }

  private struct Split {
    let gain: Double
    let side: Side
    let question: [Int]
  }

  private struct Grower {
    let statistics: ContextStatistics
    let phones: PhoneSet
    let questions: [[Int]]
    var nodes: [Node] = []
    var leaves: [Leaf] = []

    init(_ statistics: ContextStatistics, phones: PhoneSet) {
      self.statistics = statistics
      self.phones = phones
      questions = PhoneClasses.questions(about: phones)
      var states: [Int: [HMMState]] = [:]
      for state in statistics.moments.keys {
        states[state.phone * HMMState.perPhone + state.position, default: []].append(state)
      }
      for root in 0..<phones.count * HMMState.perPhone {
        // Sorted, since a dictionary has no order.
        let own = (states[root] ?? []).sorted { ($0.left, $0.right) < ($1.left, $1.right) }
        nodes.append(.leaf(root))
        leaves.append(Leaf(root: root, node: root, states: own, split: nil))
      }
    }

    mutating func grow(to most: Int, leastFrames: Double, leastGain: Double) {
      for place in leaves.indices {
        leaves[place].split = bestSplit(of: leaves[place].states, leastFrames: leastFrames)
      }
      while leaves.count < most {
        var best: (place: Int, gain: Double)?
        for (place, leaf) in leaves.enumerated() {
          if let split = leaf.split, split.gain > best?.gain ?? leastGain {
            best = (place, split.gain)
          }
        }
        guard let place = best?.place, let split = leaves[place].split else { return }
        let leaf = leaves[place]
        let parts = Self.parts(of: leaf.states, by: split)
        let places = [nodes.count, nodes.count + 1]
        nodes[leaf.node] = .question(
          split.side, phones: split.question, yes: places[0], no: places[1])
        for (node, states) in zip(places, [parts.yes, parts.no]) {
          nodes.append(.leaf(0))
          leaves.append(
            Leaf(
              root: leaf.root, node: node, states: states,
              split: bestSplit(of: states, leastFrames: leastFrames)))
        }
        leaves.remove(at: place)
      }
    }

    private static func parts(
      of states: [HMMState], by split: Split
    ) -> (yes: [HMMState], no: [HMMState]) {
      let isYes = { (state: HMMState) in
        split.question.contains(split.side == .left ? state.left : state.right)
      }
      return (states.filter(isYes), states.filter { !isYes($0) })
    }

    private func bestSplit(of states: [HMMState], leastFrames: Double) -> Split? {
      guard states.count > 1 else { return nil }
      let zeros = [Double](repeating: 0, count: statistics.width)
      let none = ContextStatistics.Moments(sums: zeros, squares: zeros)
      var best: Split?
      var whole = none
      for state in states { if let own = statistics.moments[state] { whole += own } }
      let before = whole.logLikelihood
      for side in [Side.left, .right] {
        // Sums for each neighbour first: a question then adds few of them.
        var byNeighbour: [Int: ContextStatistics.Moments] = [:]
        for state in states {
          guard let own = statistics.moments[state] else { continue }
          byNeighbour[side == .left ? state.left : state.right, default: none] += own
        }
        for question in questions {
          var yes = none
          for neighbour in question { if let own = byNeighbour[neighbour] { yes += own } }
          guard yes.count >= leastFrames, whole.count - yes.count >= leastFrames else { continue }
          let gain = yes.logLikelihood + (whole - yes).logLikelihood - before
          if gain > best?.gain ?? 0 { best = Split(gain: gain, side: side, question: question) }
        }
      }
      return best
    }

    /// Leaves become classes, numbered by root and then in the order of their splits.
    var tying: StateTying {
      var nodes = nodes
      var names: [String] = []
      let byRoot = Dictionary(grouping: leaves, by: \.root)
      let roots = phones.count * HMMState.perPhone
      for root in 0..<roots {
        let own = byRoot[root] ?? []
        for (number, leaf) in own.enumerated() {
          let name = StateTying.name(of: root, in: phones)
          nodes[leaf.node] = .leaf(names.count)
          names.append(own.count == 1 ? name : "\(name)-\(number + 1)")
        }
      }
      return StateTying(
        phones: phones, classNames: names, roots: Array(0..<roots), nodes: nodes)
    }
  }
}
