import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Hostile sound files")
struct RecordingHostileTests {
  private func refusal(_ bytes: [UInt8]) -> AudioError? {
    let error = #expect(throws: AudioError.self) { try Recording(bytes, named: "a.wav") }
    #expect(error?.description.hasPrefix("a.wav") == true)
    #expect(error?.description.contains("; ") == true)
    return error
  }

  private let values = [3, 2, 1, 0, -1, -2]

  @Test("Missing files and folders are refused")
  func notFiles() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/none.wav"
    #expect(throws: AudioError.file(.missing(path: path, remedy: "check the name"))) {
      try Recording(contentsOf: path)
    }
    let error = #expect(throws: AudioError.self) { try Recording(contentsOf: folder.path) }
    #expect(error?.description.contains("a folder or a device") == true)
  }

  @Test("What is not sound is refused, regardless of its name")
  func notSound() throws {
    for bytes in [
      [], [0], Array("hello".utf8), Array("RIFF".utf8), [UInt8](repeating: 0, count: 999),
    ] {
      guard case .notSound = refusal(bytes) else {
        Issue.record("\(bytes.prefix(9)) was taken for sound")
        continue
      }
    }
    let folder = try TemporaryFolder()
    for ending in ["wav", "flac", "raw", "vox", "gsm", "sd2", "au"] {
      let path = try folder.file(
        "text.\(ending)", Array(String(repeating: "text ", count: 99).utf8))
      let error = #expect(throws: AudioError.self) { try Recording(contentsOf: path) }
      #expect(error?.description.contains("is not a sound file") == true)
    }
  }

  @Test("A WAV file cut off anywhere is refused")
  func truncatedWave() {
    let whole = SoundBytes.wave16(values)
    for count in 0..<44 { _ = refusal(Array(whole.prefix(count))) }
    for count in 44..<whole.count {
      #expect(
        refusal(Array(whole.prefix(count)))
          == .truncated(path: "a.wav", unit: "bytes", expected: 12, found: count - 44))
    }
  }

  @Test("Other files cut off are refused")
  func truncatedOthers() throws {
    let flac = Array(try Data(contentsOf: URL(fileURLWithPath: golden("noise.flac"))))
    for count in [0, 3, 4, 41, 42, 100, flac.count / 2, flac.count - 1] {
      _ = refusal(Array(flac.prefix(count)))
    }
    for whole in [SoundBytes.sphere(values), SoundBytes.aiff(values), SoundBytes.au(values)] {
      for count in [4, 20, whole.count - 12, whole.count - 4, whole.count - 1] {
        _ = refusal(Array(whole.prefix(count)))
      }
    }
    #expect(
      refusal(SoundBytes.sphere(values, promised: 7))
        == .truncated(path: "a.wav", unit: "bytes", expected: 14, found: 12))
  }

  @Test("A SPHERE header without its numbers stops nothing")
  func sphereFields() {
    for field in ["sample_count -i ", "sample_n_bytes -i ", "channel_count -i "] {
      var bytes = SoundBytes.sphere(values)
      let start = String(decoding: bytes, as: UTF8.self).range(of: field)
      let place = start.map { String(decoding: bytes, as: UTF8.self)[..<$0.upperBound].utf8.count }
      bytes[place ?? 0] = 0x20
      _ = try? Recording(bytes)
    }
  }

  @Test("Sizes beyond the end are refused before anything is allocated")
  func hugeSizes() {
    for size in [13, 1 << 20, 0x7FFF_0000, 0x8100_0000, 0xFFFF_0000] {
      let data = [UInt8](repeating: 0, count: 12)
      #expect(
        refusal(SoundBytes.wave(data, bits: 16, dataSize: size, riffSize: size + 36))
          == .truncated(path: "a.wav", unit: "bytes", expected: size, found: 12))
    }
    _ = refusal(SoundBytes.sphere(values, promised: 1 << 40))
    _ = refusal(SoundBytes.au(values, dataSize: 0x7FFF_FFFF))
  }

  @Test("No samples are refused")
  func empty() {
    #expect(refusal(SoundBytes.wave16([])) == .empty(path: "a.wav"))
    let list = Array("LIST".utf8) + SoundBytes.little(4, 4) + Array("abcd".utf8)
    let trailing = SoundBytes.wave([], bits: 16, riffSize: 48) + list
    #expect(refusal(trailing) == .empty(path: "a.wav"))
  }

  @Test("Samples that are not finite, or beyond all sound, are refused with their place")
  func notFinite() {
    for bad in [Float.nan, .infinity, -.infinity, 1e30] {
      let data = [0, 1, bad, 0].flatMap { SoundBytes.little(Int($0.bitPattern), 4) }
      #expect(
        refusal(SoundBytes.wave(data, bits: 32, format: 3))
          == .notFinite(path: "a.wav", position: 2))
    }
  }

  @Test("Rates that no microphone has are refused", arguments: [1, 999, 768_001, 1 << 30])
  func rates(rate: Int) {
    #expect(
      refusal(SoundBytes.wave16(values, rate: rate))
        == .impossibleRate(path: "a.wav", found: rate))
  }

  @Test("With any one bit flipped a file is refused or read, and nothing traps")
  func bitFlips() throws {
    let flac = Array(
      try Data(contentsOf: URL(fileURLWithPath: golden("noise.flac"))).prefix(200))
    let files = [
      SoundBytes.wave16(values), Array(SoundBytes.sphere(values).prefix(260)),
      SoundBytes.aiff(values), SoundBytes.au(values), flac,
    ]
    for whole in files {
      for bit in 0..<whole.count * 8 {
        var bytes = whole
        bytes[bit / 8] ^= 1 << (bit % 8)
        if let read = try? Recording(bytes) {
          #expect(!read.samples.isEmpty && read.samples.allSatisfy { $0.isFinite })
        }
      }
    }
  }

  @Test("A file cannot be written into a folder that is not there")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    let recording = Recording(samples: [1], sampleRate: 16000)
    let error = #expect(throws: AudioError.self) {
      try recording.write(to: "\(folder.path)/none/a.wav")
    }
    #expect(error?.description.contains("mkdir -p") == true)
  }
}
