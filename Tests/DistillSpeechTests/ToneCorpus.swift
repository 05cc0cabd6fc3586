import DistillSpeech
import DistillTensors
import Foundation

/// Recordings of speakers whose phones are rising tones, in a folder laid out as a corpus.
struct ToneCorpus {
  static let lexicon = [
    ("AB", ["A", "B"]), ("BED", ["B", "E", "D"]), ("DAB", ["D", "A", "B"]), ("EBB", ["E", "B"]),
  ]
  private static let frequencies = ["A": 500.0, "B": 1100, "D": 2000, "E": 3300]
  static let rate = 16000

  struct Utterance {
    let id: String
    let speaker: String
    let words: [String]
    let recording: Recording
  }

  /// One to three words by each of `speakers`, `count` times.
  static func utterances(_ speakers: [String], count: Int, seed: UInt64 = 1) -> [Utterance] {
    speakers.enumerated().flatMap { number, speaker in
      (0..<count).map { place in
        var random = RandomStream(
          seed: seed, purpose: .drawing, index: UInt64(number * 1000 + place))
        let words = (0..<1 + random.integer(below: 3)).map { _ in
          lexicon[random.integer(below: lexicon.count)].0
        }
        return Utterance(
          id: "\(speaker)-\(place)", speaker: speaker, words: words,
          recording: recording(of: words, pitch: 1 + 0.02 * Double(number % 5 - 2), from: &random))
      }
    }
  }

  private static func recording(
    of words: [String], pitch: Double, from random: inout RandomStream
  ) -> Recording {
    var samples: [Float] = []
    var phase = 0.0
    func append(_ frequency: Double, seconds: ClosedRange<Double>) {
      for _ in 0..<Int(random.uniform(in: seconds) * Double(rate)) {
        phase += 2 * Double.pi * frequency * pitch / Double(rate)
        samples.append(Float(frequency > 0 ? 4000 * sin(phase) : 0) + Float(20 * random.normal()))
      }
    }
    append(0, seconds: 0.1...0.2)
    for word in words {
      for phone in lexicon.first(where: { $0.0 == word })?.1 ?? [] {
        // Three parts, as a phone has three states.
        for part in [0.85, 1, 1.18] {
          append((frequencies[phone] ?? 0) * part, seconds: 0.03...0.06)
        }
      }
      append(0, seconds: 0.06...0.15)
    }
    append(0, seconds: 0.05...0.1)
    return Recording(samples: samples, sampleRate: rate)
  }

  private static func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private static func write(_ lines: [String], to path: String) throws {
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
  }

  /// Writes a corpus as Kaldi's are, in `path`.
  static func writeKaldi(train: [Utterance], test: [Utterance], in path: String) throws {
    for (part, utterances) in [("train", train), ("test", test)] where !utterances.isEmpty {
      let folder = "\(path)/\(part)"
      try make(folder)
      try make("\(path)/wav")
      for utterance in utterances {
        try utterance.recording.write(to: "\(path)/wav/\(utterance.id).wav")
      }
      try write(utterances.map { "\($0.id) wav/\($0.id).wav" }, to: "\(folder)/wav.scp")
      try write(
        utterances.map { ([$0.id] + $0.words).joined(separator: " ") }, to: "\(folder)/text")
      try write(utterances.map { "\($0.id) \($0.speaker)" }, to: "\(folder)/utt2spk")
    }
    try write(
      lexicon.map { ([$0.0] + $0.1).joined(separator: " ") }, to: "\(path)/lexicon.txt")
  }

  /// Writes a corpus as SphinxTrain's are, in `path`; phones and the test part may be missing there.
  static func writeSphinx(train: [Utterance], test: [Utterance], in path: String) throws {
    try make("\(path)/etc")
    for (part, utterances) in [("train", train), ("test", test)] where !utterances.isEmpty {
      for utterance in utterances {
        try make("\(path)/wav/\(part)/\(utterance.speaker)")
        try utterance.recording.write(
          to: "\(path)/wav/\(part)/\(utterance.speaker)/\(utterance.id).wav")
      }
      try write(
        utterances.map { "\(part)/\($0.speaker)/\($0.id)" },
        to: "\(path)/etc/tones_\(part).fileids")
      try write(
        utterances.map { "<s> \($0.words.joined(separator: " ")) </s> (\($0.id))" },
        to: "\(path)/etc/tones_\(part).transcription")
    }
    try write(
      lexicon.map { ([$0.0] + $0.1).joined(separator: "\t") }, to: "\(path)/etc/tones.dic")
    try write(["A", "B", "D", "E", "SIL"], to: "\(path)/etc/tones.phone")
  }
}
