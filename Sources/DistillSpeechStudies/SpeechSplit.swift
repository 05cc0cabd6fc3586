import Distill
import DistillSpeech
import DistillStudies

/// The speakers for training, for the choice of scales and penalties, and for scoring.
struct SpeechSplit: Sendable {
  let name: String
  /// Places of utterances in the training part.
  let learned: [Int]
  let tuning: [Int]
  /// The utterances that are scored, and whether they are of the training or of the test part.
  let scored: [Int]
  let scoresTest: Bool
}

extension Plan {
  /// The words behind the frames.
  var speech: SpeechMaterial {
    guard let speech = context.material as? SpeechMaterial else {
      preconditionFailure("experiments on speech are designed for a context without speech")
    }
    return speech
  }

  /// The test part is scored; of the training part about every ninth speaker is set aside for choices.
  var testSplit: SpeechSplit {
    let speakers = shuffledSpeakers
    let held = Set(speakers.prefix(max(1, speakers.count / 9)))
    return SpeechSplit(
      name: "test", learned: utterances { !held.contains($0) },
      tuning: utterances(of: held.contains), scored: Array(speech.test.entries.indices),
      scoresTest: true)
  }

  /// Every training speaker is scored once, in one of `count` folds; of the others about every ninth is
  /// set aside for choices.
  func folds(_ count: Int) -> [SpeechSplit] {
    let speakers = shuffledSpeakers
    return (0..<count).map { fold in
      let scored = Set(speakers.indices.filter { $0 % count == fold }.map { speakers[$0] })
      let others = speakers.filter { !scored.contains($0) }
      let held = Set(others.prefix(max(1, others.count / 9)))
      return SpeechSplit(
        name: "fold-\(fold + 1)",
        learned: utterances { !held.contains($0) && !scored.contains($0) },
        tuning: utterances(of: held.contains), scored: utterances(of: scored.contains),
        scoresTest: false)
    }
  }

  private var shuffledSpeakers: [String] {
    let speakers = Set(speech.training.entries.map(\.speaker)).sorted()
    var random = RandomStream(seed: 1, purpose: .split)
    return random.permutation(of: speakers.count).map { speakers[$0] }
  }

  private func utterances(of isIn: (String) -> Bool) -> [Int] {
    speech.training.entries.indices.filter { isIn(speech.training.entries[$0].speaker) }
  }

  /// The frames of utterances of the training part.
  func frames(of utterances: [Int]) -> Dataset {
    context.train.subset(utterances.flatMap { Array(speech.training.frames[$0]) })
      .knownOnly
  }
}

extension Dataset {
  /// The examples whose class is known.
  var knownOnly: Dataset {
    let known = labels.indices.filter { labels[$0] >= 0 }
    return known.count == count ? self : subset(known)
  }
}
