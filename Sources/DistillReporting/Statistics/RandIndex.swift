/// The agreement of two partitions of the same things into groups.
///
/// Of all pairs of things, the index counts those that are together in both, S, and subtracts the
/// number expected by chance for groups of these sizes: (S − E) / (M − E), with E = P·Q / R, M = (P + Q) / 2, P
/// and Q the pairs that are together in the one and in the other, and R all pairs. It is 1 for the same
/// groups, and 0 on average for independent groups.
///
/// - Parameters:
///   - first: The group of each thing.
///   - second: The group of each thing in the other division.
/// - Returns: The index; 1 where only one partition is possible (P = Q = R, or all apart).
///
/// Source: Hubert and Arabie (1985), Comparing partitions.
public func adjustedRandIndex(_ first: [Int], _ second: [Int]) -> Double {
  precondition(
    first.count == second.count, "groups of \(first.count) and of \(second.count) things")
  func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
  func together<Key: Hashable>(_ groups: [Key]) -> Double {
    Dictionary(groups.map { ($0, 1) }, uniquingKeysWith: +).values.reduce(0) { $0 + pairs($1) }
  }
  let both = together(zip(first, second).map { [$0, $1] })
  let (one, other) = (together(first), together(second))
  let all = pairs(first.count)
  let expected = all > 0 ? one * other / all : 0
  let most = (one + other) / 2
  return most == expected ? 1 : (both - expected) / (most - expected)
}
