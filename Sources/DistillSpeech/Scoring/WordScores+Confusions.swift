extension WordScores {
  /// An error and how often it was made.
  public struct Confusion: Sendable, Equatable {
    /// The word that was said; `nil` for an insertion.
    public let reference: String?

    /// The word that was recognised; `nil` for a deletion.
    public let hypothesis: String?

    /// How often.
    public let count: Int

    /// `hypothesis` for `reference`, `count` times; `nil` on one side is a word too many or too few.
    public init(reference: String?, hypothesis: String?, count: Int) {
      self.reference = reference
      self.hypothesis = hypothesis
      self.count = count
    }
  }

  /// All errors, those made most often first, and where they are equally many in the order of the UTF-8
  /// bytes of the words; insertions come last of these.
  public var confusions: [Confusion] {
    struct Pair: Hashable {
      var reference: String?
      var hypothesis: String?
    }
    var counts: [Pair: Int] = [:]
    for step in utterances.flatMap(\.alignment.steps) {
      switch step {
      case .correct: break
      case .substitution(let said, let heard):
        counts[Pair(reference: said, hypothesis: heard), default: 0] += 1
      case .deletion(let said): counts[Pair(reference: said, hypothesis: nil), default: 0] += 1
      case .insertion(let heard): counts[Pair(reference: nil, hypothesis: heard), default: 0] += 1
      }
    }
    func precedes(_ left: String?, _ right: String?) -> Bool {
      guard let left, let right else { return left != nil }
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return counts.map {
      Confusion(reference: $0.key.reference, hypothesis: $0.key.hypothesis, count: $0.value)
    }.sorted {
      $0.count != $1.count
        ? $0.count > $1.count
        : $0.reference != $1.reference
          ? precedes($0.reference, $1.reference) : precedes($0.hypothesis, $1.hypothesis)
    }
  }

  /// The first `limit` of ``confusions`` as a table for people.
  ///
  ///     count  said        recognised
  ///         3  B           D
  ///         1  ENTER       (deleted)
  ///         1  (inserted)  ENTER
  public func confusionTable(limit: Int) -> String {
    precondition(limit >= 0, "\(limit) rows of a table")
    let rows =
      [("count", "said", "recognised")]
      + confusions.prefix(limit).map {
        ("\($0.count)", $0.reference ?? "(inserted)", $0.hypothesis ?? "(deleted)")
      }
    let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
    return rows.map { count, said, heard in
      String(repeating: " ", count: widths.0 - count.count) + count + "  " + said
        + String(repeating: " ", count: widths.1 - said.count) + "  " + heard
    }.joined(separator: "\n")
  }
}
