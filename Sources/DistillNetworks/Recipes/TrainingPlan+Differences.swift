extension TrainingPlan {
  /// What is different in `other`, in words: “the recipe's `learningRate` was 0.05 when the run began and
  /// is 0.1 now”. Empty where the two are equal.
  ///
  /// - Parameter other: What is now, where this recipe is what was recorded.
  package func differences(from other: TrainingPlan) -> [String] {
    guard self != other else { return [] }
    let now = Dictionary(uniqueKeysWithValues: other.entries.map { ($0.key, $0.value) })
    let before = Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) })
    // The order of the written recipe, and then what only the other one has.
    let keys = entries.map(\.key) + other.entries.map(\.key).filter { before[$0] == nil }
    return keys.compactMap { key in
      guard before[key] != now[key] else { return nil }
      let name = key.replacing(".", with: ": ")
      return switch (before[key], now[key]) {
      case (let before?, let now?):
        "the recipe's `\(name)` was \(before) when the run began and is \(now) now"
      case (let before?, nil):
        "the recipe's `\(name)` was \(before) when the run began and is not given now"
      case (nil, let now):
        "the recipe's `\(name)` was not given when the run began and is \(now ?? "") now"
      }
    }
  }
}
