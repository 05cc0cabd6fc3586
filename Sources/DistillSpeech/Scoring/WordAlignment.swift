/// The alignment of the correct and the recognised words of an utterance with the fewest errors.
///
/// A substitution, a deletion (a correct word that was not recognised) and an insertion (a recognised word
/// without a correct one) count 1 each, so the number of errors is the Levenshtein distance. Of
/// several alignments with as few errors it is the one that, read from the end, pairs two words where it
/// can, otherwise deletes, and inserts last; so where there are errors before equal words, substitutions come
/// late and deletions and insertions early. SCTK weighs a substitution 4 and the others 3, so it may
/// split errors differently, and sometimes counts more.
///
/// Source: Levenshtein (1966), Binary Codes Capable of Correcting Deletions, Insertions and Reversals;
/// Wagner, Fischer (1974), The String-to-String Correction Problem.
public struct WordAlignment<Word: Equatable & Sendable>: Sendable, Equatable {
  /// One step from beginning to end.
  public enum Step: Sendable, Equatable {
    /// The word was recognised correctly.
    case correct(Word)
    /// Another word was recognised.
    case substitution(reference: Word, hypothesis: Word)
    /// The word was recognised where there is none.
    case insertion(Word)
    /// The word was not recognised.
    case deletion(Word)
  }

  /// The steps, in time.
  public let steps: [Step]

  /// The alignment of `reference`, the correct words, with `hypothesis`, the recognised ones.
  ///
  /// Cost: the product of both lengths, in time and memory.
  public init(reference: [Word], hypothesis: [Word]) {
    let width = hypothesis.count + 1
    var errors = [Int32](repeating: 0, count: (reference.count + 1) * width)
    for place in 0..<width { errors[place] = Int32(place) }
    for row in 0..<reference.count {
      let (above, start) = (row * width, (row + 1) * width)
      errors[start] = Int32(row + 1)
      for column in 0..<hypothesis.count {
        let pair: Int32 = reference[row] == hypothesis[column] ? 0 : 1
        errors[start + column + 1] = min(
          errors[above + column] + pair, errors[above + column + 1] + 1, errors[start + column] + 1)
      }
    }
    var steps: [Step] = []
    var (row, column) = (reference.count, hypothesis.count)
    while row > 0 || column > 0 {
      let found = errors[row * width + column]
      if row > 0, column > 0 {
        let (correct, recognized) = (reference[row - 1], hypothesis[column - 1])
        if errors[(row - 1) * width + column - 1] + (correct == recognized ? 0 : 1) == found {
          steps.append(
            correct == recognized
              ? .correct(correct) : .substitution(reference: correct, hypothesis: recognized))
          (row, column) = (row - 1, column - 1)
          continue
        }
      }
      if row > 0, errors[(row - 1) * width + column] + 1 == found {
        row -= 1
        steps.append(.deletion(reference[row]))
      } else {
        column -= 1
        steps.append(.insertion(hypothesis[column]))
      }
    }
    self.steps = steps.reversed()
  }

  /// The correct words.
  public var reference: [Word] {
    steps.compactMap { step in
      switch step {
      case .correct(let word), .deletion(let word): word
      case .substitution(let correct, _): correct
      case .insertion: nil
      }
    }
  }

  /// The recognised words.
  public var hypothesis: [Word] {
    steps.compactMap { step in
      switch step {
      case .correct(let word), .insertion(let word): word
      case .substitution(_, let recognized): recognized
      case .deletion: nil
      }
    }
  }

  /// The steps counted by kind.
  public var errors: WordErrors {
    steps.reduce(into: WordErrors()) { errors, step in
      switch step {
      case .correct: errors.words += 1
      case .substitution:
        errors.words += 1
        errors.substitutions += 1
      case .deletion:
        errors.words += 1
        errors.deletions += 1
      case .insertion: errors.insertions += 1
      }
    }
  }
}
