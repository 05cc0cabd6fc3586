import DistillData
import Yams

/// One mapping of a recipe, read key by key; ``finish()`` finds the keys that were not read.
struct RecipeReader {
  /// What the readers of one text have found that its author should know.
  final class Log {
    var notices: [Notice] = []
  }

  private let source: String
  private let mapping: Node.Mapping
  private let line: Int
  private let log: Log
  private var known: [String] = []
  /// Keys that were read by their former names.
  private var former: Set<String> = []

  /// The outermost mapping of the YAML in `text`; errors name it `source`.
  init(yaml text: String, source: String) throws(NetworkError) {
    try RecipeScan.check(text, source: source)
    let node: Node?
    do {
      node = try Yams.compose(yaml: text, .default, .default, .utf8)
    } catch {
      throw .unreadableRecipe(source: source, found: Self.sentence(error))
    }
    guard let mapping = node?.mapping else {
      throw .unreadableRecipe(
        source: source, found: "expected lines such as “epochs: 40”, found none")
    }
    try self.init(source: source, mapping: mapping, line: 1, log: Log())
  }

  private init(
    source: String, mapping: Node.Mapping, line: Int, log: Log
  ) throws(NetworkError) {
    self.source = source
    self.mapping = mapping
    self.line = line
    self.log = log
    // A plain and a quoted key of one name are different to the parser.
    var names: Set<String> = []
    for case (.scalar(let key), _) in mapping where !names.insert(key.string).inserted {
      throw .unreadableRecipe(
        source: source,
        found: "line \(key.mark?.line ?? line), the key “\(key.string)” is given twice")
    }
  }

  /// What was found so far in this text.
  var notices: [Notice] { log.notices }

  /// The parser's problem on one line, without the text in which it was found.
  private static func sentence(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line), \(problem)"
    case .reader(let problem, _, _, _): problem
    case .duplicatedKeysInMapping(let keys, _):
      "the key “\(keys.sorted().joined(separator: "”, “"))” is given twice"
    default: "it is not YAML"
    }
  }

  /// Throws where the mapping has a key that was not read.
  func finish() throws(NetworkError) {
    for (key, _) in mapping {
      let name = key.string ?? "?"
      guard known.contains(name) || former.contains(name) else {
        throw .unknownKey(
          source: source, line: key.mark?.line ?? line, key: Self.short(name),
          nearest: nearest(to: name))
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

  /// The key by which `key` is given: `key` itself, or `old`, its name in earlier versions, with a notice.
  private mutating func name(of key: String, formerly old: String) throws(NetworkError) -> String {
    guard has(old) else { return key }
    guard !has(key) else {
      throw invalid(old, "given beside “\(key)”, its present name", "one of them")
    }
    // What is missing is missed by its present name, and unknown keys are compared with that.
    known.append(key)
    former.insert(old)
    let place = mapping.first { $0.key.string == old }?.key.mark?.line ?? line
    log.notices.append(
      Notice("\(source), line \(place): the key “\(old)” is deprecated; use “\(key)”."))
    return old
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
    return try RecipeReader(
      source: source, mapping: mapping, line: node.mark?.line ?? line, log: log)
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

  /// The plain text of `node`, which is no number where it is quoted.
  private func plain(_ node: Node) -> String? {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else {
      return nil
    }
    return scalar.string
  }

  /// The error of a `node` that is not what `expected` describes, with the reason where one is known.
  private func refused(_ key: String, _ node: Node, _ expected: String) -> NetworkError {
    if let scalar = node.scalar, plain(node) == nil {
      return invalid(
        key, "the quoted text “\(Self.short(scalar.string))”",
        "\(expected), without quotation marks")
    }
    // What other readers of YAML take for a number.
    if let text = plain(node), DecimalNumber.number(text) == nil,
      text.utf8.contains(where: { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      node.int != nil || node.float != nil || Double(text) != nil
    {
      return invalid(
        key, self.text(node),
        "\(expected), in decimal digits without leading zeros, underscores or colons")
    }
    return invalid(key, self.text(node), expected)
  }

  mutating func optionalInteger(
    _ key: String, in range: ClosedRange<Int>
  ) throws(NetworkError) -> Int? {
    guard let node = node(key) else { return nil }
    guard let value = plain(node).flatMap({ DecimalNumber.integer($0, as: Int.self) }),
      range.contains(value)
    else {
      throw refused(
        key, node, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  mutating func integer(
    _ key: String, in range: ClosedRange<Int>, meaning: String
  ) throws(NetworkError) -> Int {
    guard let value = try optionalInteger(key, in: range) else { throw missing(key, meaning) }
    return value
  }

  /// Any of the 2⁶⁴ seeds: those derived for the members of an ensemble use all of them.
  mutating func seed(_ key: String, meaning: String) throws(NetworkError) -> UInt64 {
    guard let node = node(key) else { throw missing(key, meaning) }
    guard let value = plain(node).flatMap({ DecimalNumber.integer($0, as: UInt64.self) }) else {
      throw refused(key, node, "a whole number from 0 to \(UInt64.max)")
    }
    return value
  }

  mutating func optionalNumber(
    _ key: String, in range: ClosedRange<Double>
  ) throws(NetworkError) -> Double? {
    guard let node = node(key) else { return nil }
    guard let value = plain(node).flatMap(DecimalNumber.number), range.contains(value) else {
      throw refused(key, node, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// As ``optionalNumber(_:in:)``, of a key that earlier versions called `old`.
  mutating func optionalNumber(
    _ key: String, formerly old: String, in range: ClosedRange<Double>
  ) throws(NetworkError) -> Double? {
    let name = try name(of: key, formerly: old)
    defer { known.removeAll { $0 == old } }
    return try optionalNumber(name, in: range)
  }

  mutating func number(
    _ key: String, in range: ClosedRange<Double>, meaning: String
  ) throws(NetworkError) -> Double {
    guard let value = try optionalNumber(key, in: range) else { throw missing(key, meaning) }
    return value
  }

  mutating func optionalFlag(_ key: String) throws(NetworkError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard plain(node) != nil, let value = node.bool else {
      throw refused(key, node, "true or false")
    }
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

  /// `text` for a sentence.
  private static func short(_ text: String) -> String {
    text.count > 60 ? text.prefix(60) + "…" : text
  }

  private func text(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): "“\(Self.short(scalar.string))”"
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
