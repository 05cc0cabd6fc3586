import Distill
public import DistillSpeech
import Foundation

extension SpeechFolder {
  /// The most classes of states in context; a corpus of more phones has one for each of their states.
  private static let studiedClasses = 300

  /// Whether the study in `folder` has speech that it prepared and aligned.
  public static func isStudied(in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(StudyRun.preparedName)/tying.json")
  }

  /// The speech that a study in `folder` runs on: `data` itself where “distill speech prepare” wrote it,
  /// and otherwise what is made of the corpus `data`, within `folder`, where it stays for the next call.
  ///
  /// A corpus becomes 40 log-mel bins a frame, normalised by speaker, with 20 frames before and 5 after;
  /// a language model of order 3; up to 300 classes of states. Nobody is set aside: the study divides
  /// the speakers itself.
  ///
  /// Cost: reading the recordings, and ten rounds of training a small network.
  ///
  /// - Parameters:
  ///   - data: A prepared folder or a corpus.
  ///   - folder: The study's.
  ///   - threads: What runs side by side.
  ///   - progress: Called with the step at work and the share of it that is done.
  /// - Throws: As ``SpeechCorpus/init(contentsOf:silence:)``, `prepare` and `align` do; `FileError`
  ///   where `folder` has the speech of another corpus, or what no study wrote.
  public static func studied(
    _ data: String, in folder: String, threads: Int,
    progress: @escaping @Sendable (_ step: String, _ share: Double) -> Void
  ) throws -> SpeechFolder {
    guard !FileManager.default.fileExists(atPath: "\(data)/speech.json") else {
      return try SpeechFolder(data)
    }
    let silence = "SIL"
    let corpus = try SpeechCorpus(contentsOf: data, silence: silence)
    try StudyRun.refuseOthers(in: folder)
    let path = "\(folder)/\(StudyRun.preparedName)"
    let made: SpeechFolder
    if FileManager.default.fileExists(atPath: "\(path)/speech.json") {
      made = try SpeechFolder(path)
      try made.check(corpus, at: data)
    } else {
      made = try prepare(
        corpus, in: path,
        settings: SpeechSettings(
          filterbank: .kaldi(bins: 40), normalization: .speaker,
          context: FrameContext(before: 20, after: 5), silence: silence,
          isSynthetic: corpus.isSynthetic), heldOut: 0, seed: 1, order: 3, threads: threads
      ) { progress("frames of speech", $0) }
    }
    if !made.isAligned {
      let start = FlatStart(seed: 1, threads: threads)
      let phones = StateTying(monophonesOf: made.phones).classCount
      _ = try made.align(start, classes: max(phones, studiedClasses)) { round, _ in
        progress("alignment", Double(round) / Double(start.rounds))
      }
    }
    return made
  }

  /// Throws where the folder was not made of `corpus`, which lies at `data`.
  private func check(_ corpus: SpeechCorpus, at data: String) throws {
    for (part, utterances) in [(DataFolder.Part.training, corpus.training), (.test, corpus.test)] {
      let here = has(part) ? try entries(part).map(\.transcript) : []
      guard
        Set(here) == Set(utterances.map { Transcript(id: $0.id, words: $0.words) })
      else {
        throw FileError.differs(
          path: path, what: "speech whose \(part) part is",
          expected: "the \(utterances.count) utterances of \(data)",
          found: "\(here.count) others",
          remedy: "go on with the corpus that the study was begun with, or choose another folder")
      }
    }
  }
}
