/// Checks of HTML pages.
enum Markup {
  /// Whether every element that opens closes, in order.
  static func isBalanced(_ html: String) -> Bool {
    var open: [Substring] = []
    for piece in html.split(separator: "<").dropFirst() {
      let tag = piece.prefix { $0 != ">" }
      let name = tag.prefix { !" /".contains($0) }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/"), !["!DOCTYPE", "meta", "br", "img"].contains(name) {
        open.append(name)
      }
    }
    return open.isEmpty
  }
}
