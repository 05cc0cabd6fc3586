import Yams

/// One mapping of a recipe, read key by key; `finish()` finds the keys that nobody asked for.
struct RecipeReader {
  private let source: String
  private let mapping: Node.Mapping
  private let line: Int
  private var known: [String] = []

  init(yaml text: String, source: String) throws(NetworkError) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw .unreadableRecipe(source: source, found: Self.sentence(error))
    }
    guard let mapping = node?.mapping else {
      throw .unreadableRecipe(
        source: source, found: "expected lines such as “epochs: 40”, found none")
    }
    self.init(source: source, mapping: mapping, line: 1)
  }

  private init(source: String, mapping: Node.Mapping, line: Int) {
    self.source = source
    self.mapping = mapping
    self.line = line
  }

  /// The parser's complaint on one line, without the text that it complains of.
  private static func sentence(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line), \(problem)"
    case .reader(let problem, _, _, _): problem
    case .duplicatedKeysInMapping(let keys, _):
      "it says “\(keys.sorted().joined(separator: "”, “"))” twice"
    default: "it is not YAML"
    }
  }

  /// Throws where the mapping has a key that was not asked for.
  func finish() throws(NetworkError) {
    for (key, _) in mapping {
      let name = key.string ?? "?"
      guard known.contains(name) else {
        throw .unknownKey(
          source: source, line: key.mark?.line ?? line, key: name, nearest: nearest(to: name))
      }
    }
  }

  func invalid(_ key: String, _ found: String, _ expected: String) -> NetworkError {
    let place = mapping.first { $0.key.string == key }?.key.mark?.line ?? line
    return .invalidValue(
      source: source, line: place, key: key, found: found, expected: expected)
  }

  func has(_ key: String) -> Bool { mapping.contains { $0.key.string == key } }

  private mutating func node(_ key: String) -> Node? {
    known.append(key)
    return mapping.first { $0.key.string == key }?.value
  }

  private func missing(_ key: String, _ meaning: String) -> NetworkError {
    .missingKey(source: source, key: key, meaning: meaning)
  }

  private func nearest(to name: String) -> String {
    // Cut short is nearer than any replacement of letters.
    known.first { $0.lowercased().hasPrefix(name.lowercased()) }
      ?? known.min { distance($0, name) < distance($1, name) } ?? ""
  }

  // MARK: Mappings and lists

  mutating func optionalMapping(_ key: String) throws(NetworkError) -> RecipeReader? {
    guard let node = node(key) else { return nil }
    guard let mapping = node.mapping else {
      throw invalid(key, text(node), "a mapping such as {name: value}")
    }
    return RecipeReader(source: source, mapping: mapping, line: node.mark?.line ?? line)
  }

  mutating func mapping(_ key: String, meaning: String) throws(NetworkError) -> RecipeReader {
    guard let part = try optionalMapping(key) else { throw missing(key, meaning) }
    return part
  }

  mutating func strings(_ key: String, meaning: String) throws(NetworkError) -> [String] {
    guard let node = node(key) else { throw missing(key, meaning) }
    guard let sequence = node.sequence else { throw invalid(key, text(node), meaning) }
    var strings: [String] = []
    for element in sequence {
      guard let string = element.string else { throw invalid(key, text(element), meaning) }
      strings.append(string)
    }
    return strings
  }

  // MARK: Values

  mutating func optionalInteger(
    _ key: String, in range: ClosedRange<Int>
  ) throws(NetworkError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let value = node.int, range.contains(value) else {
      throw invalid(
        key, text(node), "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  mutating func integer(
    _ key: String, in range: ClosedRange<Int>, meaning: String
  ) throws(NetworkError) -> Int {
    guard let value = try optionalInteger(key, in: range) else { throw missing(key, meaning) }
    return value
  }

  /// Any of the 2⁶⁴ seeds: those drawn for the members of an ensemble use all of them.
  mutating func seed(_ key: String, meaning: String) throws(NetworkError) -> UInt64 {
    guard let node = node(key) else { throw missing(key, meaning) }
    guard let value = node.scalar.flatMap(UInt64.construct) else {
      throw invalid(key, text(node), "a whole number from 0 to \(UInt64.max)")
    }
    return value
  }

  mutating func optionalNumber(
    _ key: String, in range: ClosedRange<Double>
  ) throws(NetworkError) -> Double? {
    guard let node = node(key) else { return nil }
    guard let value = node.float ?? node.int.map(Double.init), range.contains(value) else {
      throw invalid(
        key, text(node), "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  mutating func number(
    _ key: String, in range: ClosedRange<Double>, meaning: String
  ) throws(NetworkError) -> Double {
    guard let value = try optionalNumber(key, in: range) else { throw missing(key, meaning) }
    return value
  }

  mutating func optionalFlag(_ key: String) throws(NetworkError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw invalid(key, text(node), "true or false") }
    return value
  }

  mutating func choice(
    _ key: String, among names: [String], meaning: String
  ) throws(NetworkError) -> String {
    guard let value = try optionalWord(key, among: names) else { throw missing(key, meaning) }
    return value
  }

  mutating func optionalWord(
    _ key: String, among names: [String]
  ) throws(NetworkError) -> String? {
    guard let node = node(key) else { return nil }
    guard let value = node.string, names.contains(value) else {
      throw invalid(key, text(node), "one of \(names.joined(separator: ", "))")
    }
    return value
  }

  mutating func optionalChoice<Choice: RawRepresentable<String>>(
    _ key: String, among choices: [Choice]
  ) throws(NetworkError) -> Choice? {
    guard let node = node(key) else { return nil }
    guard let value = node.string.flatMap(Choice.init(rawValue:)) else {
      throw invalid(
        key, text(node), "one of \(choices.map(\.rawValue).joined(separator: ", "))")
    }
    return value
  }

  private func text(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): "“\(scalar.string)”"
    case .sequence: "a list"
    case .mapping: "a mapping"
    default: "something else"
    }
  }
}

/// The number of insertions, deletions and replacements between two words.
private func distance(_ one: String, _ other: String) -> Int {
  let (one, other) = (Array(one.lowercased()), Array(other.lowercased()))
  var row = Array(0...other.count)
  for (i, letter) in one.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, candidate) in other.enumerated() {
      let replaced = diagonal + (letter == candidate ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[other.count]
}
