import Distill

/// The right predictions of a panel on the test examples, and those of its generalist.
package struct PanelOutcome: Codable, Sendable {
  /// Examples, and those predicted right before, by the generalist, and after.
  package struct Count: Codable, Sendable, Equatable {
    package var examples = 0
    package var before = 0
    package var after = 0

    package init(examples: Int = 0, before: Int = 0, after: Int = 0) {
      self.examples = examples
      self.before = before
      self.after = after
    }

    mutating func add(_ before: Bool, _ after: Bool) {
      examples += 1
      self.before += before ? 1 : 0
      self.after += after ? 1 : 0
    }

    /// The right ones in percent of the examples.
    package func accuracy(_ part: KeyPath<Count, Int>) -> Double {
      100 * Double(self[keyPath: part]) / Double(max(examples, 1))
    }
  }

  /// All examples.
  package var all = Count()
  /// Each example once for every specialist that has its class, predictions restricted to that
  /// specialist's classes: the generalist's before, the panel's after.
  package var conditional = Count()
  /// The same, with the specialist's own predictions after.
  package var alone = Count()
  /// Examples by the number of specialists that have their class.
  package var byCoverage: [Count] = []
  /// Specialists that are active for an example, on average.
  package var active = 0.0

  /// An outcome of these counts.
  package init(
    all: Count, conditional: Count, alone: Count, byCoverage: [Count], active: Double
  ) {
    self.all = all
    self.conditional = conditional
    self.alone = alone
    self.byCoverage = byCoverage
    self.active = active
  }

  /// The outcome of `panel` on `test`.
  init(of panel: Panel, on test: Dataset, engine: Engine) throws {
    let width = test.classNames.count
    let before = try panel.generalist.logits(for: test, on: engine)
    let after = try panel.logits(for: test, on: engine)
    var covering = [Int](repeating: 0, count: width)
    for specialist in panel.specialists {
      for index in specialist.classes { covering[index] += 1 }
    }
    byCoverage = [Count](repeating: Count(), count: (covering.max() ?? 0) + 1)
    var active = 0
    for position in 0..<test.count {
      guard let truth = test.label(at: position) else { continue }
      let own = before[(position * width)..<((position + 1) * width)]
      let was = Prediction.first(of: own) == truth
      let now = Prediction.first(of: after[(position * width)..<((position + 1) * width)]) == truth
      all.add(was, now)
      byCoverage[covering[truth]].add(was, now)
      active += panel.active(own).count
    }
    self.active = Double(active) / Double(max(all.examples, 1))
    for specialist in panel.specialists {
      try addConditional(specialist, before, after, on: test, engine: engine)
    }
  }

  private mutating func addConditional(
    _ specialist: Specialist, _ before: [Float], _ after: [Float], on test: Dataset, engine: Engine
  ) throws {
    let width = test.classNames.count
    let place = Dictionary(uniqueKeysWithValues: specialist.classes.enumerated().map { ($1, $0) })
    let positions = (0..<test.count).filter { test.label(at: $0).map { place[$0] != nil } ?? false }
    guard !positions.isEmpty else { return }
    let logits = try specialist.network.logits(for: test.subset(positions), on: engine)
    let columns = logits.count / positions.count
    // Where its classes stand among its logits.
    let own = specialist.kind == .dustbin ? Array(specialist.classes.indices) : specialist.classes
    for (row, position) in positions.enumerated() {
      guard let truth = test.label(at: position).flatMap({ place[$0] }) else { continue }
      func restricted(_ all: [Float]) -> Bool {
        Prediction.first(of: specialist.classes.map { all[position * width + $0] }) == truth
      }
      let was = restricted(before)
      conditional.add(was, restricted(after))
      alone.add(was, Prediction.first(of: own.map { logits[row * columns + $0] }) == truth)
    }
  }

  /// The slope of least squares of (right after − right before), in points, over the number of specialists
  /// that have the class; 0 where all classes have equally many.
  package var trend: Double {
    let counts = byCoverage
    let n = counts.reduce(0.0) { $0 + Double($1.examples) }
    func mean(_ value: (Int, Count) -> Double) -> Double {
      counts.enumerated().reduce(0) { $0 + value($1.offset, $1.element) } / max(n, 1)
    }
    let x = mean { Double($0) * Double($1.examples) }
    let y = mean { Double($1.after - $1.before) }
    let variance = mean { (Double($0) - x) * (Double($0) - x) * Double($1.examples) }
    let product = mean {
      (Double($0) - x) * (Double($1.after - $1.before) - y * Double($1.examples))
    }
    return variance > 0 ? 100 * product / variance : 0
  }
}

extension Plan {
  /// The outcome of `panel` on the test examples.
  mutating func outcome(of panel: TrainedPanel) -> Measured<PanelOutcome> {
    let (test, precision) = (context.test, context.precision)
    return measure(
      "outcome-\(panel.name.split(separator: "/").last ?? "")", from: [], panels: [panel]
    ) {
      workspace in
      try PanelOutcome(
        of: try workspace.panel(panel), on: test, engine: Engine(threads: 1, precision: precision))
    }
  }
}
