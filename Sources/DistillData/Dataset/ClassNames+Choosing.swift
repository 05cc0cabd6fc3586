import Foundation

extension ClassNames {
  /// What a list of class names that a user wrote refers to.
  package enum Choice: Equatable, Sendable {
    /// The positions of the classes.
    case classes(Set<Int>)
    /// A part of the list that is no class name; empty where nothing stands between two commas.
    case unknown(String)
  }

  /// The classes that `text` names, separated by commas.
  ///
  /// Class names may contain commas themselves, as most of ImageNet's do. Where all of `text` is a name, it
  /// is that class. Otherwise the names are found from left to right, each as long as possible:
  /// “crane, tench, Tinca tinca” is “crane” and “tench, Tinca tinca” where the latter is a class.
  package static func choice(_ text: String, among names: [String]) -> Choice {
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let whole = text.trimmingCharacters(in: .whitespaces)
    if let place = places[whole] { return .classes([place]) }
    let parts = whole.split(separator: ",", omittingEmptySubsequences: false)
    let longest = 1 + (names.lazy.map { $0.count { $0 == "," } }.max() ?? 0)
    var found: Set<Int> = []
    var start = 0
    while start < parts.count {
      let end = (start + 1...min(start + longest, parts.count)).reversed().first { end in
        let name = parts[start..<end].joined(separator: ",").trimmingCharacters(in: .whitespaces)
        guard let place = places[name] else { return false }
        found.insert(place)
        return true
      }
      guard let end else {
        return .unknown(parts[start].trimmingCharacters(in: .whitespaces))
      }
      start = end
    }
    return .classes(found)
  }
}
