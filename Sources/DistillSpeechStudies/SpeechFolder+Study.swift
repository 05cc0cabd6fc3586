public import Distill
public import DistillSpeech
import DistillStudies
import Foundation

extension SpeechFolder {
  /// An event while a study prepares a corpus.
  public enum Preparation: Sendable {
    /// The share of the recordings that are frames.
    case frames(share: Double)
    /// The share of the rounds of the alignment that are done.
    case alignment(share: Double)
    /// An utterance has too few frames for its words, so that its frames have no class.
    case rejected(utterance: String)
    /// Something about the corpus that the user should know.
    case notice(Notice)
  }

  /// The most classes of states in context; a corpus of more phones has one for each of their states.
  private static let studiedClasses = 300

  /// The speech that the study in `folder` runs on: `data` itself where “distill speech prepare” wrote
  /// it, and otherwise the prepared speech of the corpus `data`, which stays in `folder` for the next call.
  ///
  /// A corpus becomes 40 log-mel bins a frame, normalised by speaker, with 20 frames before and 5 after;
  /// a language model of order 3; up to 300 classes of states. No speaker is set aside: the study divides
  /// the speakers itself.
  ///
  /// Cost: reading the recordings, and ten rounds of training a small network.
  ///
  /// - Parameters:
  ///   - data: A prepared folder or a corpus.
  ///   - folder: The study's, which is locked meanwhile.
  ///   - threads: The number of threads.
  ///   - observe: Called during the work.
  /// - Throws: As ``SpeechCorpus/init(contentsOf:silence:)``, `prepare` and `align` do;
  ///   ``SpeechError/noTestPart(path:)``; `FileError` where `folder` is not this study's or has the
  ///   speech of another corpus.
  public static func studied(
    _ data: String, in folder: String, threads: Int,
    observe: @escaping @Sendable (Preparation) -> Void
  ) throws -> SpeechFolder {
    guard !FileManager.default.fileExists(atPath: "\(data)/speech.json") else {
      return try SpeechFolder(data)
    }
    let silence = "SIL"
    let corpus = try SpeechCorpus(contentsOf: data, silence: silence)
    guard !corpus.test.isEmpty else { throw SpeechError.noTestPart(path: data) }
    let lock = try StudyRun.claim(folder, for: .speech)
    defer { withExtendedLifetime(lock) {} }
    let path = "\(folder)/\(StudyRun.preparedName)"
    let settings = SpeechSettings(
      filterbank: .kaldi(bins: 40), normalization: .speaker,
      context: FrameContext(before: 20, after: 5), silence: silence,
      isSynthetic: corpus.isSynthetic)
    let made: SpeechFolder
    if FileManager.default.fileExists(atPath: "\(path)/speech.json") {
      made = try SpeechFolder(path)
      try made.check(corpus, at: data, settings)
    } else {
      made = try prepare(
        corpus, in: path, settings: settings, heldOut: 0, seed: 1, order: 3, threads: threads
      ) { observe(.frames(share: $0)) }
      for notice in made.notices { observe(.notice(notice)) }
    }
    if !made.isAligned {
      let start = FlatStart(seed: 1, threads: threads)
      let phones = StateTying(monophonesOf: made.phones).classCount
      let summary = try made.align(start, classes: max(phones, studiedClasses)) { round, _ in
        observe(.alignment(share: Double(round) / Double(start.rounds)))
      }
      for utterance in summary.rejected { observe(.rejected(utterance: utterance)) }
      for notice in summary.notices { observe(.notice(notice)) }
    }
    return made
  }

  /// Throws where the folder was not prepared from `corpus`, which is at `data`, with `settings`.
  private func check(
    _ corpus: SpeechCorpus, at data: String, _ settings: SpeechSettings
  ) throws {
    func differs(_ what: String) -> FileError {
      .differs(
        path: path, what: "speech prepared from", expected: "the corpus \(data)",
        found: "speech of other \(what)",
        remedy: "continue with the corpus that the study was started with, or choose another folder"
      )
    }
    guard self.settings == settings else { throw differs("settings") }
    guard lexicon == corpus.lexicon else { throw differs("pronunciations") }
    for (part, utterances) in [(DataFolder.Part.training, corpus.training), (.test, corpus.test)] {
      let here = try (entries(part) + entriesLeftOut(part)).map {
        ([$0.id, $0.speaker] + $0.words).joined(separator: "\t")
      }
      let there = utterances.map { ([$0.id, $0.speaker] + $0.words).joined(separator: "\t") }
      guard here.sorted() == there.sorted() else {
        throw differs("\(part.rawValue) utterances, speakers or words")
      }
    }
  }
}
