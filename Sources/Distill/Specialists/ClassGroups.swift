/// The groups in class names of the form `group/name`, such as the alphabets of characters.
public struct ClassGroups: Sendable, Equatable {
  /// The groups, in the order of their first classes.
  public let names: [String]
  /// The place of each class's group in ``names``.
  public let places: [Int]

  /// The groups of classes with these names; nil where a name contains none.
  public init?(of classNames: some Sequence<String>) {
    var names: [String] = []
    var known: [Substring: Int] = [:]
    var places: [Int] = []
    for name in classNames {
      guard let end = name.firstIndex(of: "/") else { return nil }
      let group = name[..<end]
      if known[group] == nil {
        known[group] = names.count
        names.append(String(group))
      }
      places.append(known[group] ?? 0)
    }
    self.names = names
    self.places = places
  }
}
