import DistillTensors
import Foundation

/// A corpus laid out as Kaldi's, of speakers whose phones are rising tones.
struct SpokenTones {
  static let lexicon = [
    ("AB", ["A", "B"]), ("BED", ["B", "E", "D"]), ("DAB", ["D", "A", "B"]), ("EBB", ["E", "B"]),
  ]
  private static let frequencies = ["A": 500.0, "B": 1100, "D": 2000, "E": 3300]

  let folder: TemporaryFolder
  /// Where in the folder.
  let name: String

  /// Draws utterances of one to three words, `count` each by `train` and by two test speakers.
  init(in folder: TemporaryFolder, name: String = "c", train: Int, count: Int) throws {
    self.folder = folder
    self.name = name
    for (part, speakers) in [("train", 0..<train), ("test", train..<train + 2)] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "\(name)/\(part)"), withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "\(name)/wav"), withIntermediateDirectories: true)
      var lists: [String: String] = [:]
      for speaker in speakers {
        for number in 0..<count {
          var random = RandomStream(
            seed: 1, purpose: .drawing, index: UInt64(speaker * 1000 + number))
          let words = (0..<1 + random.integer(below: 3)).map { _ in
            Self.lexicon[random.integer(below: Self.lexicon.count)].0
          }
          let id = "s\(speaker)-\(number)"
          let sound = Self.sound(
            of: words, pitch: 1 + 0.02 * Double(speaker % 5 - 2), rate: 16000, from: &random)
          try folder.write(Self.wave(sound, rate: 16000), to: "\(name)/wav/\(id).wav")
          lists["wav.scp", default: ""] += "\(id) wav/\(id).wav\n"
          lists["text", default: ""] += "\(id) \(words.joined(separator: " "))\n"
          lists["utt2spk", default: ""] += "\(id) s\(speaker)\n"
        }
      }
      for (file, text) in lists { try folder.write(text, to: "\(name)/\(part)/\(file)") }
    }
    try folder.write(
      Self.lexicon.map { "\($0.0) \($0.1.joined(separator: " "))\n" }.joined(),
      to: "\(name)/lexicon.txt")
  }

  /// The words, with pauses around them, as samples from −32768 to 32767.
  static func sound(
    of words: [String], pitch: Double, rate: Int, from random: inout RandomStream
  ) -> [Int16] {
    var samples: [Int16] = []
    var phase = 0.0
    func append(_ frequency: Double, seconds: ClosedRange<Double>) {
      for _ in 0..<Int(random.uniform(in: seconds) * Double(rate)) {
        phase += 2 * Double.pi * frequency * pitch / Double(rate)
        samples.append(Int16((frequency > 0 ? 4000 * sin(phase) : 0) + 20 * random.normal()))
      }
    }
    append(0, seconds: 0.1...0.2)
    for word in words {
      for phone in lexicon.first(where: { $0.0 == word })?.1 ?? [] {
        for part in [0.85, 1, 1.18] {
          append((frequencies[phone] ?? 0) * part, seconds: 0.03...0.06)
        }
      }
      append(0, seconds: 0.06...0.15)
    }
    append(0, seconds: 0.05...0.1)
    return samples
  }

  /// A WAV file of 16-bit samples, the same in all `channels`.
  static func wave(_ samples: [Int16], rate: Int, channels: Int = 1) -> [UInt8] {
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = samples.flatMap { sample in
      (0..<channels).flatMap { _ in bytes(Int(sample), 2) }
    }
    return Array("RIFF".utf8) + bytes(36 + data.count, 4) + Array("WAVEfmt ".utf8) + bytes(16, 4)
      + bytes(1, 2) + bytes(channels, 2) + bytes(rate, 4) + bytes(2 * channels * rate, 4)
      + bytes(2 * channels, 2) + bytes(16, 2) + Array("data".utf8) + bytes(data.count, 4) + data
  }
}
