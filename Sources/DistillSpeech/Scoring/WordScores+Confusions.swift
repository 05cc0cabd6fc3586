extension WordScores {
  /// An error and how often it occurs.
  public struct Confusion: Sendable, Equatable {
    /// The correct word; `nil` for an insertion.
    public let reference: String?

    /// The recognised word; `nil` for a deletion.
    public let hypothesis: String?

    /// How often it occurs.
    public let count: Int

    /// `hypothesis` for `reference`, `count` times; `nil` stands for no word.
    public init(reference: String?, hypothesis: String?, count: Int) {
      self.reference = reference
      self.hypothesis = hypothesis
      self.count = count
    }
  }

  /// All errors, the most frequent ones first; equally frequent ones in the order of the UTF-8 bytes of
  /// the words, insertions last.
  public var confusions: [Confusion] {
    struct Pair: Hashable {
      var reference: String?
      var hypothesis: String?
    }
    var counts: [Pair: Int] = [:]
    for step in utterances.flatMap(\.alignment.steps) {
      switch step {
      case .correct: break
      case .substitution(let correct, let recognized):
        counts[Pair(reference: correct, hypothesis: recognized), default: 0] += 1
      case .deletion(let word): counts[Pair(reference: word, hypothesis: nil), default: 0] += 1
      case .insertion(let word): counts[Pair(reference: nil, hypothesis: word), default: 0] += 1
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

  /// The first `limit` of ``confusions`` as a table.
  ///
  ///     count  reference   recognised
  ///         3  B           D
  ///         1  ENTER       (deleted)
  ///         1  (inserted)  ENTER
  public func confusionTable(limit: Int) -> String {
    precondition(limit >= 0, "\(limit) rows of a table")
    let rows =
      [("count", "reference", "recognised")]
      + confusions.prefix(limit).map {
        ("\($0.count)", $0.reference ?? "(inserted)", $0.hypothesis ?? "(deleted)")
      }
    let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
    return rows.map { count, reference, hypothesis in
      String(repeating: " ", count: widths.0 - count.count) + count + "  " + reference
        + String(repeating: " ", count: widths.1 - reference.count) + "  " + hypothesis
    }.joined(separator: "\n")
  }
}
