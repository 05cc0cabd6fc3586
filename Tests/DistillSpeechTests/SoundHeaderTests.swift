import DistillSpeech
import Foundation
import Testing

@Suite("Headers of sound files")
struct SoundHeaderTests {
  private let values = [0, 1, -1, 32767, -32768, 1234]
  private var data: [UInt8] { values.flatMap { SoundBytes.little($0, 2) } }

  private func refusal(_ bytes: [UInt8]) -> AudioError? {
    #expect(throws: AudioError.self) { try Recording(bytes, named: "a") }
  }

  @Test(
    "Sizes that were never filled in mean everything to the end",
    arguments: [
      (0x7FFF_FFFF, 0x7FFF_FFFF), (0x8000_0000, 0x8000_0024), (0x7FFF_F000, 0x7FFF_F024),
      (0xFFFF_FFFF, 0xFFFF_FFFF), (0xFFFF_FFDB, 0xFFFF_FFFF), (0, 0), (0, 36), (56, 56), (56, 48),
      (13, 48), (1 << 20, 48),
    ])
  func placeholders(dataSize: Int, riffSize: Int) throws {
    let bytes = SoundBytes.wave(data, bits: 16, dataSize: dataSize, riffSize: riffSize)
    #expect(try Recording(bytes).samples == values.map(Float.init))
  }

  @Test("A file that its own sizes exceed was cut off", arguments: [13, 100, 1 << 20, 0x7000_0000])
  func cut(size: Int) {
    let bytes = SoundBytes.wave(data, bits: 16, dataSize: size, riffSize: size + 36)
    #expect(refusal(bytes) == .truncated(path: "a", unit: "bytes", expected: size, found: 12))
  }

  @Test(
    "Compressed SPHERE is named as such, whatever its sizes are",
    arguments: ["pcm,embedded-shorten-v2.00", "pcm,embedded-wavpack-v1.0"])
  func sphere(coding: String) throws {
    for promised in [1, 6, 600] {
      let text = String(
        decoding: SoundBytes.sphere(values, promised: promised).prefix(200), as: UTF8.self)
      var bytes = Array(
        text.replacingOccurrences(
          of: "sample_coding -s3 pcm", with: "sample_coding -s\(coding.utf8.count) \(coding)"
        ).utf8)
      bytes += [UInt8](repeating: 0x20, count: 1024 - bytes.count) + Array("ajkg".utf8) + data
      guard case .compressed(_, let name, _) = refusal(bytes) else {
        Issue.record("\(coding) was read")
        continue
      }
      #expect(coding.contains(name))
    }
    var marked = SoundBytes.sphere(values)
    marked.replaceSubrange(1024..<1028, with: Array("ajkg".utf8))
    #expect(refusal(marked)?.description.contains("compressed with shorten") == true)
    #expect(try Recording(SoundBytes.sphere(values)).samples == values.map(Float.init))
  }

  /// A CAF file of 16-bit integers, `size` bytes of them by its header.
  private func coreAudio(size: Int? = nil) -> [UInt8] {
    let description =
      SoundBytes.big(Int(16000.0.bitPattern), 8) + Array("lpcm".utf8) + SoundBytes.big(2, 4)
      + SoundBytes.big(2, 4) + SoundBytes.big(1, 4) + SoundBytes.big(1, 4) + SoundBytes.big(16, 4)
    return Array("caff".utf8) + SoundBytes.big(1, 2) + SoundBytes.big(0, 2) + Array("desc".utf8)
      + SoundBytes.big(description.count, 8) + description + Array("data".utf8)
      + SoundBytes.big(size ?? 4 + data.count, 8) + SoundBytes.big(0, 4) + data
  }

  /// A Wave64 file of 16-bit integers.
  private func wave64(size: Int? = nil) -> [UInt8] {
    let tail: [UInt8] = [0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A]
    func name(_ text: String) -> [UInt8] { Array(text.utf8) + tail }
    let riff: [UInt8] =
      Array("riff".utf8) + [0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00]
    let format =
      SoundBytes.little(1, 2) + SoundBytes.little(1, 2) + SoundBytes.little(16000, 4)
      + SoundBytes.little(32000, 4) + SoundBytes.little(2, 2) + SoundBytes.little(16, 2)
    let rest =
      name("wave") + name("fmt ") + SoundBytes.little(24 + format.count, 8) + format
      + name("data") + SoundBytes.little(size ?? 24 + data.count, 8) + data
    return riff + SoundBytes.little(24 + rest.count, 8) + rest
  }

  @Test("CAF and Wave64 are read, and refused where they are cut off")
  func more() throws {
    for whole in [coreAudio(), coreAudio(size: -1), wave64(), wave64(size: 0)] {
      let recording = try Recording(whole)
      #expect(
        recording.sampleRate == 16000 && recording.samples.prefix(6) == values.map(Float.init)[...])
    }
    for whole in [coreAudio(), wave64()] {
      for count in [1, 4, 11] {
        guard case .truncated = refusal(Array(whole.dropLast(count))) else {
          Issue.record("\(count) bytes too few were read")
          continue
        }
      }
      for bit in 0..<whole.count * 8 {
        var bytes = whole
        bytes[bit / 8] ^= 1 << (bit % 8)
        if let read = try? Recording(bytes) { #expect(read.samples.allSatisfy { $0.isFinite }) }
      }
    }
  }

  @Test("Channels that cancel each other give the loudest one, others their mean")
  func channels() throws {
    let sound = (0..<400).map { Int(8000 * sin(Double($0) / 5)) }
    func read(_ other: (Int) -> Int) throws -> Recording {
      try Recording(SoundBytes.wave16(sound.flatMap { [$0, other($0)] }, channels: 2))
    }
    let exact = sound.map(Float.init)
    for other in [{ -$0 }, { -$0 + 700 }, { -$0 * 9 / 10 }] as [(Int) -> Int] {
      let recording = try read(other)
      let channel = try #require(recording.selectedChannel)
      #expect(recording.samples == (channel == 0 ? exact : sound.map { Float(other($0)) }))
      #expect(!recording.isSilent && recording.resampled(to: 8000).selectedChannel == channel)
    }
    for other in [{ _ in 0 }, { $0 }, { $0 / 2 }, { -$0 / 4 }] as [(Int) -> Int] {
      let recording = try read(other)
      #expect(recording.selectedChannel == nil)
      #expect(recording.samples == sound.map { (Float($0) + Float(other($0))) / 2 })
    }
    let four = try Recording(
      SoundBytes.wave16(sound.flatMap { [$0, -$0, $0 / 2, -$0 / 2] }, channels: 4))
    #expect(four.selectedChannel == 0 && four.samples == exact)
  }

  @Test("A recording without sound is silent", arguments: [0, 1000, -5])
  func silent(level: Int) throws {
    let dithered = (0..<200).map { level + $0 % 3 - 1 }
    for values in [[Int](repeating: level, count: 200), dithered] {
      #expect(try Recording(SoundBytes.wave16(values)).isSilent)
      #expect(try Recording(SoundBytes.wave16(values.flatMap { [$0, -$0] }, channels: 2)).isSilent)
    }
    #expect(try !Recording(SoundBytes.wave16(dithered + [level + 30])).isSilent)
  }

  @Test("A file that decodes to more than its size allows is refused before it is decoded")
  func tooManySamples() throws {
    // The number of samples of a FLAC file is 36 bits in its first block.
    var flac = Array(try Data(contentsOf: URL(fileURLWithPath: golden("noise.flac"))))
    flac[21] |= 0x0F
    guard case .tooManySamples(_, _, let limit, _) = refusal(flac) else {
      Issue.record("it was not refused")
      return
    }
    #expect(limit == Recording.compressedLimit)
  }
}
