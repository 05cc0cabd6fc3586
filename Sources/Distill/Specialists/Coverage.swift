/// The classes that each of some specialists covers, as groups: classes covered by the same specialists.
///
/// Cost: one pass over all classes, some operations for each class that is covered.
public struct Coverage: Sendable {
  /// The number of classes there are.
  public let classCount: Int
  /// The classes that at least one of the specialists covers, in ascending order.
  public let classes: [Int]
  /// For each specialist, the place in ``classes`` of each of its classes, in its order.
  let places: [[Int]]
  /// The group of each of ``classes``.
  let groups: [Int]
  /// For each group, whether each specialist covers it. Where ``hasRest``, the last group is all the
  /// classes that none covers.
  let covered: [[Bool]]
  /// Whether there is a class that no specialist covers.
  let hasRest: Bool
  /// For each specialist, whether there is a class that it does not cover.
  let hasDustbin: [Bool]

  /// The coverage of specialists for `supports`, the classes of each, out of `classCount`.
  public init(_ supports: [[Int]], classCount: Int) {
    precondition(
      supports.allSatisfy { $0.allSatisfy { (0..<classCount).contains($0) } },
      "a specialist covers a class outside 0 ..< \(classCount)")
    self.classCount = classCount
    // Groups are split by one specialist after the other; the first holds the classes that none has covered yet.
    var group = [Int](repeating: 0, count: classCount)
    var covered = [[Bool](repeating: false, count: supports.count)]
    var sizes = [classCount]
    for (specialist, support) in supports.enumerated() {
      var split = [Int](repeating: -1, count: covered.count)
      for index in support {
        let old = group[index]
        precondition(!covered[old][specialist], "a specialist covers class \(index) twice")
        if split[old] < 0 {
          split[old] = covered.count
          covered.append(covered[old])
          covered[split[old]][specialist] = true
          sizes.append(0)
        }
        group[index] = split[old]
        sizes[old] -= 1
        sizes[split[old]] += 1
      }
    }
    let kept = sizes.indices.filter { $0 > 0 && sizes[$0] > 0 }
    var number = [Int](repeating: 0, count: sizes.count)
    for (new, old) in kept.enumerated() { number[old] = new }
    hasRest = sizes[0] > 0
    self.covered = kept.map { covered[$0] } + (hasRest ? [covered[0]] : [])
    hasDustbin = supports.map { $0.count < classCount }
    let classes = group.indices.filter { group[$0] != 0 }
    groups = classes.map { number[group[$0]] }
    var place = [Int](repeating: 0, count: classCount)
    for (new, index) in classes.enumerated() { place[index] = new }
    places = supports.map { $0.map { place[$0] } }
    self.classes = classes
  }
}
