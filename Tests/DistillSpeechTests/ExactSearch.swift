import DistillSpeech

/// The best word sequence by dynamic programming over the whole graph of histories and pronunciations:
/// no tree, no look-ahead, no beam.
struct ExactSearch {
  /// A hypothesis: its score and its words, by id.
  struct Hypothesis {
    var score: Double
    var words: [Int]
  }

  private struct Spoken {
    let word: Int
    let classes: [Int]
  }

  private let model: NGramModel
  private let spoken: [Spoken]
  private let silence: [Int]

  init(_ lexicon: Lexicon, tying: StateTying, model: NGramModel) {
    self.model = model
    spoken = model.vocabulary.enumerated().flatMap { word, name in
      let pronunciations = lexicon.id(of: name).map { lexicon.pronunciations[$0] } ?? []
      return pronunciations.map { pronunciation in
        Spoken(
          word: word,
          classes: HMMState.states(
            of: tying.phones.numbers(of: pronunciation) ?? [], in: tying.phones
          ).map { tying.classNumber(of: $0) })
      }
    }
    silence = HMMState.silence(in: tying.phones).map { tying.classNumber(of: $0) }
  }

  /// The best that ends as a sentence can end; nil where nothing does.
  func best(
    _ scores: AcousticScores, transitions: TransitionModel, wordPenalty: Double
  ) -> Hypothesis? {
    // [histories][pronunciations and silence][states]
    typealias Cells = [[[Hypothesis?]]]
    let rows = spoken.map(\.classes) + [silence]
    let (stay, leave) = (Double(transitions.stay), Double(transitions.leave))
    let empty: Cells = (0..<model.stateCount).map { _ in
      rows.map { [Hypothesis?](repeating: nil, count: $0.count) }
    }
    var cells = empty
    func offer(
      _ hypothesis: Hypothesis, _ history: Int, _ row: Int, _ state: Int, at frame: Int,
      to cells: inout Cells
    ) {
      var own = hypothesis
      own.score += Double(scores[frame, rows[row][state]])
      if own.score > cells[history][row][state]?.score ?? -.infinity {
        cells[history][row][state] = own
      }
    }
    func enter(
      _ hypothesis: Hypothesis, _ history: Int, at frame: Int, withSilence: Bool,
      to cells: inout Cells
    ) {
      for (row, own) in spoken.enumerated() {
        var begun = hypothesis
        begun.score += model.logProbability(word: own.word, in: history) + wordPenalty
        begun.words.append(own.word)
        offer(begun, history, row, 0, at: frame, to: &cells)
      }
      if withSilence { offer(hypothesis, history, spoken.count, 0, at: frame, to: &cells) }
    }
    guard scores.count > 0 else { return nil }
    enter(
      Hypothesis(score: 0, words: []), model.startState, at: 0, withSilence: true, to: &cells)
    for frame in 1..<max(1, scores.count) {
      var next = empty
      for history in cells.indices {
        for row in rows.indices {
          for (state, hypothesis) in cells[history][row].enumerated() {
            guard var hypothesis else { continue }
            let score = hypothesis.score
            hypothesis.score = score + stay
            offer(hypothesis, history, row, state, at: frame, to: &next)
            hypothesis.score = score + leave
            if state + 1 < rows[row].count {
              offer(hypothesis, history, row, state + 1, at: frame, to: &next)
            } else if row == spoken.count {
              enter(hypothesis, history, at: frame, withSilence: false, to: &next)
            } else {
              enter(
                hypothesis, model.state(after: history, word: spoken[row].word), at: frame,
                withSilence: true, to: &next)
            }
          }
        }
      }
      cells = next
    }
    var best: Hypothesis?
    for history in cells.indices {
      for row in rows.indices {
        guard var hypothesis = cells[history][row][rows[row].count - 1] else { continue }
        let after =
          row == spoken.count ? history : model.state(after: history, word: spoken[row].word)
        hypothesis.score += model.endLogProbability(in: after)
        if hypothesis.score > best?.score ?? -.infinity { best = hypothesis }
      }
    }
    return best
  }
}
