import DistillSpeech
import DistillTensors
import Testing

@Suite("Word alignments")
struct WordAlignmentTests {
  private func align(_ reference: String, _ hypothesis: String) -> WordAlignment<Character> {
    WordAlignment(reference: Array(reference), hypothesis: Array(hypothesis))
  }

  /// The steps, `c` for a correct word and the other kinds by their initials.
  private func kinds(_ alignment: WordAlignment<Character>) -> String {
    alignment.steps.map { step in
      switch step {
      case .correct: "c"
      case .substitution: "s"
      case .insertion: "i"
      case .deletion: "d"
      }
    }.joined()
  }

  @Test(
    "Alignments worked by hand",
    arguments: [
      ("", "", ""), ("ab", "", "dd"), ("", "ab", "ii"), ("abc", "abc", "ccc"),
      ("abc", "axc", "csc"), ("abc", "ac", "cdc"), ("ac", "abc", "cic"),
      // Ties: a pair late, a deletion or insertion early; equal words pair as late as they can.
      ("ab", "c", "ds"), ("c", "ab", "is"), ("aa", "a", "dc"), ("a", "aa", "ic"),
      ("ab", "ba", "ss"), ("abcd", "bcda", "dccci"),
      ("kitten", "sitting", "scccsci"),
    ])
  func byHand(reference: String, hypothesis: String, steps: String) {
    #expect(kinds(align(reference, hypothesis)) == steps)
  }

  @Test("The counts of an alignment worked by hand")
  func counts() {
    let errors = align("abcdef", "abxefgh").errors
    // c is recognised as x, d not at all, g and h are inserted.
    #expect(errors.words == 6 && errors.correct == 4 && errors.total == 4)
    #expect(errors.insertions - errors.deletions == 1)
    #expect(errors.rate == 4.0 / 6)
    #expect(WordErrors(words: 0, insertions: 1).rate == .infinity)
    #expect(WordErrors().rate.isNaN)
    let sum = errors + WordErrors(words: 4, substitutions: 1, deletions: 2, insertions: 3)
    #expect(sum.words == 10 && sum.total == 10)
  }

  /// The least number of errors, by trying everything.
  private func distance(_ one: ArraySlice<Int>, _ other: ArraySlice<Int>) -> Int {
    guard let first = one.first else { return other.count }
    guard let second = other.first else { return one.count }
    return min(
      distance(one.dropFirst(), other.dropFirst()) + (first == second ? 0 : 1),
      distance(one.dropFirst(), other) + 1, distance(one, other.dropFirst()) + 1)
  }

  @Test("No alignment has fewer errors, and each spells both sides")
  func bruteForce() {
    var random = RandomStream(seed: 1, purpose: .sampling)
    for _ in 0..<300 {
      let reference = (0..<random.integer(below: 7)).map { _ in random.integer(below: 3) }
      let hypothesis = (0..<random.integer(below: 7)).map { _ in random.integer(below: 3) }
      let alignment = WordAlignment(reference: reference, hypothesis: hypothesis)
      let errors = alignment.errors
      #expect(errors.total == distance(reference[...], hypothesis[...]))
      #expect(errors.words == reference.count)
      #expect(errors.correct + errors.substitutions + errors.insertions == hypothesis.count)
      #expect(alignment.reference == reference && alignment.hypothesis == hypothesis)
      let turned = WordAlignment(reference: hypothesis, hypothesis: reference)
      #expect(turned.errors.total == errors.total)
    }
  }
}
