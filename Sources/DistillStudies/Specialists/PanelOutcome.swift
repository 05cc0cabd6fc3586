import Distill

/// What a panel gets right on the test examples, beside its generalist.
struct PanelOutcome: Codable, Sendable {
  /// Examples that are got right before, by the generalist, and after.
  struct Count: Codable, Sendable {
    var examples = 0
    var before = 0
    var after = 0

    mutating func add(_ before: Bool, _ after: Bool) {
      examples += 1
      self.before += before ? 1 : 0
      self.after += after ? 1 : 0
    }

    func accuracy(_ part: KeyPath<Count, Int>) -> Double {
      100 * Double(self[keyPath: part]) / Double(max(examples, 1))
    }
  }

  /// All examples.
  var all = Count()
  /// Each example once for every specialist that has its class, predictions restricted to that
  /// specialist's classes: the generalist's before, the panel's after.
  var conditional = Count()
  /// The same, with the specialist's own predictions after.
  var alone = Count()
  /// Examples by the number of specialists that have their class.
  var byCoverage: [Count] = []
  /// The slope of least squares of (right after − right before), in points, over that number.
  var trend = 0.0
  /// Specialists that are active for an example, on average.
  var active = 0.0
  /// Seconds that one specialist took to train, on average.
  var seconds = 0.0

  /// The outcome of `panel`, trained in the folder `path`, on `test`.
  init(of panel: Panel, in path: String, on test: Dataset, engine: Engine) throws {
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
      let was = Self.best(own) == truth
      let now = Self.best(after[(position * width)..<((position + 1) * width)]) == truth
      all.add(was, now)
      byCoverage[covering[truth]].add(was, now)
      active += panel.active(own).count
    }
    self.active = Double(active) / Double(max(all.examples, 1))
    trend = Self.slope(byCoverage)
    for specialist in panel.specialists {
      try addConditional(specialist, before, after, on: test, engine: engine)
    }
    let folders = panel.specialists.indices.map { "\(path)/specialist-\($0 + 1)" }
    let times = try folders.map { try RunFolder.Record(ofRunIn: $0).wallSeconds }
    seconds = times.reduce(0, +) / Double(max(times.count, 1))
  }

  private mutating func addConditional(
    _ specialist: Specialist, _ before: [Float], _ after: [Float], on test: Dataset, engine: Engine
  ) throws {
    let width = test.classNames.count
    let place = Dictionary(uniqueKeysWithValues: specialist.classes.enumerated().map { ($1, $0) })
    let positions = (0..<test.count).filter { test.label(at: $0).map { place[$0] != nil } ?? false }
    guard !positions.isEmpty else { return }
    let said = try specialist.network.logits(for: test.subset(positions), on: engine)
    let columns = said.count / positions.count
    // Where its classes stand among its logits.
    let own = specialist.kind == .dustbin ? Array(specialist.classes.indices) : specialist.classes
    for (row, position) in positions.enumerated() {
      guard let truth = test.label(at: position).flatMap({ place[$0] }) else { continue }
      func restricted(_ logits: [Float]) -> Bool {
        Self.best(specialist.classes.map { logits[position * width + $0] }[...]) == truth
      }
      let was = restricted(before)
      conditional.add(was, restricted(after))
      alone.add(was, Self.best(own.map { said[row * columns + $0] }[...]) == truth)
    }
  }

  private static func best(_ values: ArraySlice<Float>) -> Int {
    (values.indices.max { values[$0] < values[$1] } ?? values.startIndex) - values.startIndex
  }

  private static func slope(_ counts: [Count]) -> Double {
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
  /// What `panel`'s specialists change on the test examples.
  mutating func outcome(of panel: TrainedPanel) -> Measured<PanelOutcome> {
    let (test, precision) = (setting.test, setting.precision)
    return measure(
      "outcome-\(panel.name.split(separator: "/").last ?? "")", from: [], panels: [panel]
    ) {
      workspace in
      try PanelOutcome(
        of: try workspace.panel(panel), in: workspace.path(panel.name), on: test,
        engine: Engine(threads: 1, precision: precision))
    }
  }
}
