import Distill
import DistillSpeech

/// What commands for speech print with `--json`, in one line. Numbers that are not finite are left out.
enum SpeechSummary {
  /// Of `prepare`: the training part.
  struct Preparation: Encodable {
    let path: String
    let utterances: Int
    let speakers: Int
    let frames: Int
    let heldOutSpeakers: Int
  }

  /// Of `align`.
  struct Alignment: Encodable {
    let path: String
    let classes: Int
    /// The share of the frames that are silence, from 0 to 1.
    let silence: Double?
    /// Utterances that were not aligned.
    let rejected: [String]
  }

  /// Of `decode`: one for each run.
  struct Decoding: Encodable {
    let path: String
    let acousticScale: Double
    let wordPenalty: Double
    let timesRealTime: Double?
  }

  /// Of `archive`.
  struct Archive: Encodable {
    let archive: String
    let script: String
    let utterances: Int
  }

  /// Of `synthesize`.
  struct Synthesis: Encodable {
    let path: String
    let training: SyntheticSpeechRecord.Part
    let test: SyntheticSpeechRecord.Part
  }

  static func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
}
