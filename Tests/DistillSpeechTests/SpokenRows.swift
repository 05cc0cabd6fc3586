import DistillSpeech
import DistillTensors

/// Every way an utterance can be spoken, as rows of states without branches: the graph written out.
enum SpokenRows {
  /// The rows of `words`, each given by its pronunciations, with silence or without at both ends and
  /// between words.
  static func all(_ words: [[[Int]]], phones: PhoneSet) -> [[HMMState]] {
    let silence = HMMState.silence(in: phones)
    guard !words.isEmpty else { return [silence] }
    var rows = [[], silence]
    for pronunciations in words {
      rows = rows.flatMap { row in
        pronunciations.flatMap { pronunciation in
          let spoken = row + HMMState.states(of: pronunciation, in: phones)
          return [spoken, spoken + silence]
        }
      }
    }
    return rows
  }

  /// The score of the best way through a row, each frame staying or going one state on, summed in time
  /// as a search in time sums; nil where there are fewer frames than states.
  static func score(
    of row: [HMMState], _ scores: AcousticScores, tying: StateTying, transitions: TransitionModel
  ) -> Float? {
    guard scores.count >= row.count else { return nil }
    let classes = row.map { tying.classNumber(of: $0) }
    var best = [Float](repeating: -.infinity, count: row.count)
    best[0] = scores[0, classes[0]]
    for frame in 1..<max(1, scores.count) {
      for place in row.indices.reversed() {
        let entered = place == 0 ? -Float.infinity : best[place - 1] + transitions.leave
        best[place] =
          max(best[place] + transitions.stay, entered) + scores[frame, classes[place]]
      }
    }
    return best[row.count - 1]
  }

  /// Scores drawn at random.
  static func scores(_ count: Int, classes: Int, from random: inout RandomStream) -> AcousticScores
  {
    AcousticScores(
      (0..<count * classes).map { _ in Float(3 * random.normal()) }, classCount: classes)
  }
}
