import DistillData
import DistillSpeech
import Foundation
import Testing

@Suite("Recordings")
struct RecordingTests {
  private let values = [0, 1, -1, 32767, -32768, 1234]

  private func samples(_ bytes: [UInt8]) throws -> [Float] {
    try Recording(bytes).samples
  }

  @Test("Every depth of WAV is converted to the scale of 16 bits")
  func depths() throws {
    #expect(
      try samples(SoundBytes.wave([128, 129, 0, 255], bits: 8)) == [0, 256, -32768, 32512])
    #expect(try samples(SoundBytes.wave16(values)) == values.map(Float.init))
    let data24 = [256, -1, 1 << 23 - 1, -1 << 23].flatMap { SoundBytes.little($0, 3) }
    #expect(
      try samples(SoundBytes.wave(data24, bits: 24))
        == [1, -1 / 256, 32767 + 255 / 256, -32768])
    let data32 = [65536, -32768, -1 << 31].flatMap { SoundBytes.little($0, 4) }
    #expect(try samples(SoundBytes.wave(data32, bits: 32)) == [1, -0.5, -32768])
  }

  @Test("Floating-point WAV has full scale at 1, and keeps what is beyond")
  func floats() throws {
    let floats: [Float] = [0, 0.5, -1, 1.5, 0x1p-15]
    let data = floats.flatMap { SoundBytes.little(Int($0.bitPattern), 4) }
    #expect(
      try samples(SoundBytes.wave(data, bits: 32, format: 3)) == [0, 16384, -32768, 49152, 1])
    let wide = floats.flatMap { SoundBytes.little(Int(bitPattern: UInt(Double($0).bitPattern)), 8) }
    #expect(
      try samples(SoundBytes.wave(wide, bits: 64, format: 3)) == [0, 16384, -32768, 49152, 1])
  }

  @Test("Channels become their mean")
  func channels() throws {
    let stereo = try Recording(SoundBytes.wave16([10, 20, -5, 5, 1, 2], channels: 2))
    #expect(stereo.samples == [15, 0, 1.5])
    let three = try Recording(SoundBytes.wave16([3, 6, 9], channels: 3))
    #expect(three.samples == [6])
  }

  @Test("The rate is the file's", arguments: [1000, 8000, 22050, 44100, 768_000])
  func rates(rate: Int) throws {
    let recording = try Recording(SoundBytes.wave16(values, rate: rate))
    #expect(recording.sampleRate == rate)
    #expect(recording.duration == 6 / Double(rate))
  }

  @Test("SPHERE, AIFF and AU are read as the same samples")
  func otherKinds() throws {
    for bytes in [SoundBytes.sphere(values), SoundBytes.aiff(values), SoundBytes.au(values)] {
      let recording = try Recording(bytes)
      #expect(recording == Recording(samples: values.map(Float.init), sampleRate: 16000))
    }
  }

  @Test("FLAC is read without loss")
  func flac() throws {
    let recording = try Recording(contentsOf: try golden("noise.flac"))
    #expect(recording.sampleRate == 16000)
    #expect(recording.samples == Noise.samples(1000).map { ($0 / 32).rounded(.down) })
  }

  @Test("A size left open means everything to the end", arguments: [0, 0x7FFF_F000, 0xFFFF_FFFF])
  func streamed(size: Int) throws {
    let data = values.flatMap { SoundBytes.little($0, 2) }
    for riffSize in [0, 8, 0x7FFF_F024, 0xFFFF_FFFF] {
      let bytes = SoundBytes.wave(data, bits: 16, dataSize: size, riffSize: riffSize)
      #expect(try samples(bytes) == values.map(Float.init))
    }
  }

  @Test("Chunks before and after the sound are passed over")
  func chunks() throws {
    let list = Array("LIST".utf8) + SoundBytes.little(3, 4) + Array("abc\0".utf8)
    let bytes = SoundBytes.wave([1, 0, 2, 0], bits: 16, chunks: list)
    #expect(try samples(bytes) == [1, 2])
    #expect(try samples(bytes + list) == [1, 2])
  }

  @Test("A written file is read as the same samples, rounded and clipped")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/with space.wav"
    let recording = Recording(
      samples: [0, 1.4, -1.5, 32767.4, 40000, -32768, -50000], sampleRate: 22050)
    for _ in 0..<2 {
      try recording.write(to: path)
      let read = try Recording(contentsOf: path)
      #expect(read.samples == [0, 1, -2, 32767, 32767, -32768, -32768])
      #expect(read.sampleRate == 22050)
    }
    #expect(
      try folder.bytes("with space.wav")
        == SoundBytes.wave16([0, 1, -2, 32767, 32767, -32768, -32768], rate: 22050))
  }

  @Test("Silence and a twentieth of a second are recordings, and have features where they can")
  func silence() throws {
    let silent = try Recording(SoundBytes.wave16([Int](repeating: 0, count: 800)))
    #expect(silent.duration == 0.05)
    let frames = try Filterbank(.kaldi(bins: 40)).frames(of: silent)
    #expect(frames.count == 3)
    #expect(frames.values.allSatisfy { $0 == log(0x1p-23) })
  }
}

/// The path of a file among the goldens.
func golden(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: name, withExtension: nil, subdirectory: "Goldens"))
    .path
}
