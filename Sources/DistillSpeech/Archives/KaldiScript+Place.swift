extension KaldiScript {
  /// The place of an object, and the part of it that is read; all of it where a range is nil.
  struct Place: Sendable {
    var path: String
    var offset = 0
    var rows: ClosedRange<Int>?
    var columns: ClosedRange<Int>?

    /// The place that `text` describes, nil where it cannot be one.
    init?(_ text: Substring) {
      var text = text
      if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
        let ranges = text[text.index(after: open)...].dropLast()
          .split(separator: ",", omittingEmptySubsequences: false)
        guard ranges.count <= 2 else { return nil }
        for (index, range) in ranges.enumerated() where range != ":" && !range.isEmpty {
          let ends = range.split(separator: ":", omittingEmptySubsequences: false)
          guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]), first >= 0,
            first <= last
          else { return nil }
          if index == 0 { rows = first...last } else { columns = first...last }
        }
        text = text[..<open]
      }
      if let colon = text.lastIndex(of: ":"), let offset = Int(text[text.index(after: colon)...]) {
        guard offset >= 0 else { return nil }
        self.offset = offset
        text = text[..<colon]
      }
      guard !text.isEmpty else { return nil }
      path = String(text)
    }
  }
}
