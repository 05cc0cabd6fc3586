/// The phones of a lexicon, by number, and the phone of silence.
public struct PhoneSet: Sendable, Equatable, Codable {
  /// The phones' names, all different.
  public let names: [String]
  /// The number of the silence phone.
  public let silence: Int

  /// The phones called `names`, of which `silence` is the one between words; it is added where it is
  /// not among them.
  public init(_ names: [String], silence: String) {
    var seen: Set<String> = []
    var names = names.filter { seen.insert($0).inserted }
    if !seen.contains(silence) { names.append(silence) }
    self.names = names
    self.silence = names.firstIndex(of: silence) ?? 0
  }

  /// The number of phones, silence included.
  public var count: Int { names.count }

  /// The numbers of a pronunciation's phones, nil where one is unknown.
  public func numbers(of pronunciation: [String]) -> [Int]? {
    var numbers: [Int] = []
    for phone in pronunciation {
      guard let number = names.firstIndex(of: phone) else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
