import Distill
import DistillSpeech

extension FuzzedParser {
  /// Sound, Kaldi's archives, and folders of speech.
  static let speech = [
    FuzzedParser("sound") { folder in
      let recording = try Recording(contentsOf: "\(folder)/input")
      // A rate of 1000 Hz makes a few kilobytes of FLAC many samples.
      guard recording.samples.count < 10_000 else { return }
      let filterbank = try Filterbank(.kaldi(bins: 4))
      _ = try filterbank.frames(of: recording.resampled(to: 16000))
    },
    FuzzedParser("ark", "archive", "a.ark") { folder in
      let archive = try KaldiArchive(path: "\(folder)/a.ark")
      for name in archive.names {
        _ = try? archive.frames(named: name)
        _ = try? archive.integers(named: name)
      }
    },
    FuzzedParser("scp", "archive", "a.scp") { folder in
      let script = try KaldiScript(path: "\(folder)/a.scp")
      for name in script.names {
        _ = try? script.frames(named: name)
        _ = try? script.integers(named: name)
      }
    },
    FuzzedParser("speech-settings", "speech", "speech.json", read: readSpeech),
    FuzzedParser("speech-entries", "speech", "train.tsv", read: readSpeech),
    FuzzedParser("speech-test-entries", "speech", "test.tsv", read: readSpeech),
    FuzzedParser("speech-lexicon", "speech", "lexicon.txt", read: readSpeech),
    FuzzedParser("speech-phones", "speech", "phones.txt", read: readSpeech),
    FuzzedParser("speech-frames", "speech", "test-frames.safetensors", read: readSpeech),
    FuzzedParser("speech-classes", "speech", "classes.txt", read: readSpeech),
    FuzzedParser("tying", "speech", "tying.json", read: readSpeech),
    FuzzedParser("decoding", "speech", "run/decoding.json", read: readSpeech),
  ]

  /// Does with a prepared folder what commands do with it: aligning, decoding, scoring, archiving.
  @Sendable private static func readSpeech(_ path: String) throws {
    let run = "\(path)/run"
    let folder = try SpeechFolder(path)
    for part in [DataFolder.Part.training, .test] {
      attempt {
        let spoken = try folder.spoken(part)
        _ = spoken.labels(spoken.graphs.map { _ in nil }, tying: try folder.tying())
      }
      attempt {
        try folder.archive(part, .frames, as: "\(path)/out", format: .binary, threads: 1)
      }
      attempt {
        try folder.archive(part, .classes, as: "\(path)/out", format: .text, threads: 1)
      }
    }
    attempt { _ = try RunDecoding.scores(ofRunIn: run) }
    let model = try Model(contentsOf: run)
    attempt {
      let content = SpeechFolder.ArchiveContent.logLikelihoods(model, .float32)
      try folder.archive(.test, content, as: "\(path)/out", format: .binary, threads: 1)
    }
    let noise = Recording(
      samples: (0..<1600).map { Float(($0 * 7919) % 2001 - 1000) }, sampleRate: 16000)
    _ = try Transcriber(run: run).transcribe([noise], threads: 1)
  }

  /// Continues after an error, whose description is formed too.
  private static func attempt(_ body: () throws -> Void) {
    do { try body() } catch { precondition(!"\(error)".isEmpty, "an error without a description") }
  }
}
