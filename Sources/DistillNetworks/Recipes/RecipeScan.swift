/// Refuses YAML that no recipe needs before it is composed: anchors, aliases, merge keys, tags, block
/// texts, and deep nesting.
///
/// A few hundred bytes of aliases of aliases as keys expand to a tree that the composer does not finish
/// within hours, and nesting costs stack. Their characters occur in no value of a recipe, so they are
/// refused wherever they stand but in comments.
///
/// What is a comment depends on what is quoted, so the scan splits each line into tokens by the rules of
/// libyaml's scanner. Where that would need more than the line, in a line that may continue the plain
/// text of the line before and has quotes, comments are no longer skipped: at worst a comment with one of
/// these characters is refused.
///
/// Cost: one pass over the text.
struct RecipeScan {
  private static let forbidden: Set<Unicode.Scalar> = ["&", "*", "!", "|", ">"]
  private static let mostNested = 16
  private static let widestIndentation = 200

  private let source: String
  private var line = 0
  /// The number of open brackets and braces.
  private var flow = 0
  /// Whether it is known where tokens begin.
  private var isExact = true
  /// The indentation of the line whose last token is plain text that the next line may continue.
  private var openText: Int?

  /// Throws ``NetworkError/unreadableRecipe(source:found:)`` where `text` has any of these.
  static func check(_ text: String, source: String) throws(NetworkError) {
    var scan = RecipeScan(source: source)
    for line in text.replacing("\r\n", with: "\n").unicodeScalars.split(
      omittingEmptySubsequences: false, whereSeparator: { isBreak($0) })
    {
      try scan.check(Array(line))
    }
  }

  private init(source: String) {
    self.source = source
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar?) -> Bool {
    scalar == nil || scalar == " " || scalar == "\t"
  }

  private func refused(_ found: String) -> NetworkError {
    .unreadableRecipe(source: source, found: "line \(line) \(found)")
  }

  private mutating func check(_ scalars: [Unicode.Scalar]) throws(NetworkError) {
    line += 1
    guard let start = scalars.firstIndex(where: { !Self.isBlank($0) }) else { return }
    guard start <= Self.widestIndentation else {
      throw refused(
        "is indented by \(start) characters; indent by \(Self.widestIndentation) at most")
    }
    let mayContinue = openText.map { flow > 0 || start > $0 } ?? false
    if mayContinue, scalars.contains(where: { $0 == "'" || $0 == "\"" }) { isExact = false }
    let end =
      isExact ? try endOfTokens(scalars, from: start, mayContinue: mayContinue) : scalars.count
    if let found = scalars[..<end].first(where: { Self.forbidden.contains($0) }) {
      throw refused(
        "has the character “\(found)”; a recipe has no anchors, aliases, tags or block texts, so write "
          + "each value out")
    }
  }

  /// Where the comment of a line begins, or its end.
  private mutating func endOfTokens(
    _ scalars: [Unicode.Scalar], from start: Int, mayContinue: Bool
  ) throws(NetworkError) -> Int {
    func at(_ place: Int) -> Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }
    let indentation = mayContinue ? openText ?? start : start
    openText = nil
    var place = start
    var indicators = 0
    if start == 0, scalars.count >= 3, Self.isBlank(at(3)),
      scalars[..<3].allSatisfy({ $0 == "-" }) || scalars[..<3].allSatisfy({ $0 == "." })
    {
      place = 3
    }
    while let scalar = at(place) {
      switch scalar {
      case " ", "\t": place += 1
      case "#": return place
      case "'", "\"":
        guard let next = endOfQuotes(scalars, from: place) else {
          throw refused("has a quotation mark without a second one")
        }
        place = next
      case "[", "{":
        flow += 1
        guard flow <= Self.mostNested else { throw refused("is nested too deeply") }
        place += 1
      case "]", "}":
        flow = max(0, flow - 1)
        place += 1
      case ",": place += 1
      case "-" where Self.isBlank(at(place + 1)),
        ":" where flow > 0 || Self.isBlank(at(place + 1)),
        "?" where flow > 0 || Self.isBlank(at(place + 1)):
        indicators += 1
        guard flow > 0 || indicators <= Self.mostNested else {
          throw refused("is nested too deeply")
        }
        place += 1
      default:
        place = endOfText(scalars, from: place)
        if place == scalars.count { openText = indentation }
      }
    }
    return place
  }

  /// The place after the quoted text that begins at `place`; nil where it does not end in the line.
  private func endOfQuotes(_ scalars: [Unicode.Scalar], from place: Int) -> Int? {
    let mark = scalars[place]
    var place = place + 1
    while place < scalars.count {
      if scalars[place] == mark {
        // A doubled apostrophe stands for one.
        guard mark == "'", place + 1 < scalars.count, scalars[place + 1] == mark else {
          return place + 1
        }
        place += 1
      } else if mark == "\"", scalars[place] == "\\" {
        place += 1
      }
      place += 1
    }
    return nil
  }

  /// The place after the plain text that begins at `place`.
  private func endOfText(_ scalars: [Unicode.Scalar], from place: Int) -> Int {
    let indicators: Set<Unicode.Scalar> = [",", "[", "]", "{", "}"]
    var place = place
    while place < scalars.count {
      let scalar = scalars[place]
      let next = place + 1 < scalars.count ? scalars[place + 1] : nil
      if scalar == ":",
        Self.isBlank(next) || flow > 0 && next.map({ indicators.contains($0) }) ?? true
      {
        return place
      }
      if flow > 0, indicators.contains(scalar) { return place }
      if Self.isBlank(scalar), next == "#" { return place }
      place += 1
    }
    return place
  }
}
