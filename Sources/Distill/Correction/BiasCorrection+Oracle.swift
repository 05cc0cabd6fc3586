extension BiasCorrection {
  /// The offset shared by all of `classes` with the fewest errors on `labels`, and their number: an oracle,
  /// because it uses the labels of the evaluated examples.
  ///
  /// A bound for every rule that shares an offset, and the paper's own procedure; never a result. It is
  /// exact: with a the largest logit among `classes` and o the largest of the others, an example's
  /// prediction changes once, where the offset passes o − a, so the errors are counted between all such
  /// places in turn. Of several best intervals the one nearest to 0 counts; its offset is 0 if it holds
  /// 0, and its middle otherwise, or 1 past its end where it has only one.
  ///
  /// - Parameters:
  ///   - logits: Row-major [examples, classes], finite.
  ///   - labels: One class for each example, −1 where it is unknown; those examples are left out.
  ///   - classCount: How many classes there are.
  ///   - classes: Those that share the offset.
  /// - Throws: ``CorrectionError`` where a class does not exist, or there are no others.
  public static func oracle(
    logits: [Float], labels: [Int32], classCount: Int, classes: Set<Int>
  ) throws(CorrectionError) -> (correction: BiasCorrection, errors: Int) {
    precondition(
      logits.count == labels.count * classCount,
      "\(logits.count) logits are not \(labels.count) examples × \(classCount) classes")
    let chosen = try checked(classes, of: classCount)
    guard chosen.count < classCount else { throw .allClasses }
    let others = (0..<classCount).filter { !classes.contains($0) }
    // Errors below every place; then the places where an example turns right (−1) or wrong (+1).
    var errors = 0
    var turns: [(place: Double, change: Int)] = []
    for (row, label) in labels.enumerated() where label >= 0 {
      func best(_ columns: [Int]) -> (logit: Double, isRight: Bool) {
        let place = columns[Prediction.first(of: columns.map { logits[row * classCount + $0] })]
        return (Double(logits[row * classCount + place]), place == Int(label))
      }
      let (inside, outside) = (best(chosen), best(others))
      if !outside.isRight { errors += 1 }
      if inside.isRight != outside.isRight {
        turns.append((outside.logit - inside.logit, inside.isRight ? -1 : 1))
      }
    }
    turns.sort { $0.place < $1.place }
    var best = (errors: Int.max, distance: Double.infinity, offset: 0.0)
    var below = -Double.infinity
    for index in 0...turns.count {
      let above = index < turns.count ? turns[index].place : .infinity
      // Between equal places there is nothing.
      if below < above {
        let offset = middle(below, above)
        let distance = below <= 0 && 0 <= above ? 0 : min(abs(below), abs(above))
        if (errors, distance) < (best.errors, best.distance) { best = (errors, distance, offset) }
      }
      if index < turns.count { errors += turns[index].change }
      below = above
    }
    var offsets = [Double](repeating: 0, count: classCount)
    for index in chosen { offsets[index] = best.offset }
    return (BiasCorrection(classes: chosen, offsets: offsets, rule: .oracle), best.errors)
  }

  /// An offset between two places, of which either may be infinite.
  private static func middle(_ below: Double, _ above: Double) -> Double {
    if below < 0, 0 < above { return 0 }
    if below == -.infinity { return above - 1 }
    if above == .infinity { return below + 1 }
    return (below + above) / 2
  }
}
