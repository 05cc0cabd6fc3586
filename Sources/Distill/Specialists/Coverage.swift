/// Which classes each of some specialists tells apart, seen as groups: classes that the same of them
/// cover.
///
/// Specialists that are active together for one example mostly are for others too, so this is worked
/// out once for them.
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
    let union = Set(supports.joined()).sorted()
    let place = Dictionary(uniqueKeysWithValues: zip(union, union.indices))
    let places = supports.map { $0.map { place[$0] ?? 0 } }
    var covers = [[Bool]](
      repeating: [Bool](repeating: false, count: supports.count), count: union.count)
    for (specialist, own) in places.enumerated() {
      for place in own {
        precondition(!covers[place][specialist], "a specialist covers a class twice")
        covers[place][specialist] = true
      }
    }
    var numbers: [[Bool]: Int] = [:]
    groups = covers.map { cover in
      if let known = numbers[cover] { return known }
      numbers[cover] = numbers.count
      return numbers.count - 1
    }
    hasRest = union.count < classCount
    var covered = numbers.sorted { $0.value < $1.value }.map(\.key)
    if hasRest { covered.append([Bool](repeating: false, count: supports.count)) }
    self.covered = covered
    hasDustbin = supports.map { $0.count < classCount }
    classes = union
    self.places = places
  }
}
