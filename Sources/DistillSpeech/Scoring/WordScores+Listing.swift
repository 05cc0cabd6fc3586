extension UtteranceScore {
  /// The alignment as text: the correct words, below them the recognised words and the kind of each error.
  ///
  ///     REF:  ENTER SIX  *** TWO
  ///     HYP:  ENTER SIXTY TO TWO
  ///     EVAL:       S    I
  ///
  /// Asterisks fill the place of a word that only the other row has. Columns are as wide as their widest
  /// word, in characters; `S` is a substitution, `D` a deletion, `I` an insertion.
  public var listing: String {
    var rows = ["REF: ", "HYP: ", "EVAL:"]
    for step in alignment.steps {
      let (reference, hypothesis, mark): (String?, String?, String) =
        switch step {
        case .correct(let word): (word, word, "")
        case .substitution(let reference, let hypothesis): (reference, hypothesis, "S")
        case .deletion(let word): (word, nil, "D")
        case .insertion(let word): (nil, word, "I")
        }
      let width = max(reference?.count ?? 0, hypothesis?.count ?? 0)
      let gap = String(repeating: "*", count: width)
      for (row, cell) in [reference ?? gap, hypothesis ?? gap, mark].enumerated() {
        rows[row] += " " + cell + String(repeating: " ", count: width - cell.count)
      }
    }
    return rows.map { row in
      String(row.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

extension WordScores {
  /// Every utterance with an error, aligned, under a line with its id, speaker and errors.
  public var listing: String {
    utterances.filter { $0.errors.total > 0 }.map { score in
      let errors = score.errors
      return """
        \(score.utterance), speaker \(score.speaker): \(errors.words) words, \(errors.substitutions) \
        substituted, \(errors.deletions) deleted, \(errors.insertions) inserted
        \(score.listing)

        """
    }.joined(separator: "\n")
  }
}
