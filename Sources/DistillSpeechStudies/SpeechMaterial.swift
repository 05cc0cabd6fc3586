import Distill
public import DistillSpeech
public import DistillStudies

/// The utterances behind the frames of a context: words, speakers and pronunciations. The examples are
/// all frames, with labels or without, because utterances find theirs by their places.
public struct SpeechMaterial: StudyMaterial {
  /// Utterances of the context's training or test examples, in the order of their frames.
  struct Part: Sendable {
    let entries: [SpeechFolder.Entry]
    let frames: [Range<Int>]

    init(_ entries: [SpeechFolder.Entry]) {
      self.entries = entries
      var start = 0
      frames = entries.map { entry in
        defer { start += entry.frames }
        return start..<start + entry.frames
      }
    }

    /// The ids of utterances none of whose frames has a class: too few frames for the words.
    func rejected(labels: [Int32]) -> [String] {
      zip(entries, frames).filter { labels[$1].allSatisfy { $0 < 0 } }.map(\.0.id)
    }
  }

  let training: Part
  let test: Part
  let lexicon: Lexicon
  let tying: StateTying
  let languageOrder: Int
  let isSynthetic: Bool

  /// The numbers of training and of test frames.
  public var exampleCounts: (train: Int, test: Int) {
    (training.frames.last?.upperBound ?? 0, test.frames.last?.upperBound ?? 0)
  }

  /// The training and test parts of `folder`, which is aligned.
  public init(_ folder: SpeechFolder) throws {
    training = Part(try folder.entries(.training))
    test = Part(try folder.entries(.test))
    lexicon = folder.lexicon
    tying = try folder.tying()
    languageOrder = try folder.languageModel().order
    isSynthetic = folder.settings.isSynthetic
  }
}
