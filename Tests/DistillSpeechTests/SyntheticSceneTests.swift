import DistillSpeech
import DistillTensors
import Foundation
import Testing

@Suite("Rooms, microphones and noise of synthetic speech")
struct SyntheticSceneTests {
  private func power(_ samples: some Sequence<Double>) -> Double {
    let (sum, count) = samples.reduce((0.0, 0.0)) { ($0.0 + $1 * $1, $0.1 + 1) }
    return sum / count
  }

  private func stream(_ index: UInt64 = 0) -> RandomStream {
    RandomStream(seed: 5, purpose: .sampling, index: index)
  }

  private let options = SyntheticSpeechOptions(
    hours: 1, testHours: 0, voices: 1, testVoices: 1, seed: 9, snr: 0...20)

  @Test("The mixture has the requested ratio", arguments: BackgroundNoise.allCases)
  func ratio(kind: BackgroundNoise) {
    let speech = Noise.samples(16_000).map(Double.init)
    for ratio in [-5.0, 0, 7.5, 20, 40] {
      var random = stream()
      let noise = kind.samples(speech.count, sampleRate: 16_000, using: &random)
      let mixed = BackgroundNoise.mixed(speech, noise, ratio: ratio)
      let rest = zip(mixed, speech).map { $0 - $1 }
      #expect(abs(10 * log10(power(speech) / power(rest)) - ratio) < 0.1)
    }
  }

  @Test("Noise is a function of its stream and never silent", arguments: BackgroundNoise.allCases)
  func noise(kind: BackgroundNoise) {
    var (first, again, other) = (stream(), stream(), stream(1))
    let noise = kind.samples(16_000, sampleRate: 16_000, using: &first)
    #expect(noise == kind.samples(16_000, sampleRate: 16_000, using: &again))
    #expect(noise != kind.samples(16_000, sampleRate: 16_000, using: &other))
    // No hundredth of a second without noise, and none without its upper frequencies: the difference of
    // neighbours takes the lowest away.
    let whole = power(noise)
    for start in stride(from: 0, to: 15_840, by: 160) {
      let piece = noise[start..<start + 160]
      #expect(power(piece) > whole * 1e-4)
      #expect(power(zip(piece.dropFirst(), piece).map { $0 - $1 }) > whole * 1e-4)
    }
  }

  @Test("Silence with noise is noise")
  func silence() {
    let mixed = BackgroundNoise.mixed([0, 0, 0], [1, -1, 2], ratio: 20)
    #expect(mixed.allSatisfy { $0 != 0 })
  }

  @Test("The direct sound is immediate, reflections follow, and they decay at the requested rate")
  func room() {
    for seconds in [0.1, 0.3, 0.5] {
      var random = stream(UInt64(seconds * 10))
      let room = Room(reverberation: seconds, sampleRate: 16_000, using: &random)
      let response = room.response
      #expect(response[0] == 1)
      #expect(response[1..<32].allSatisfy { $0 == 0 })
      #expect(response.count == Int(seconds * 16_000))
      let reflected = 10 * log10(response.dropFirst().reduce(0) { $0 + $1 * $1 })
      #expect(-12.01...0.01 ~= reflected)
      // Between the fourth and the last tenth lie 60 dB · 0.5.
      let tenth = response.count / 10
      let early = power(response[4 * tenth..<5 * tenth])
      let late = power(response[9 * tenth..<10 * tenth])
      #expect(abs(10 * log10(early / late) - 30) < 4)
    }
  }

  @Test("A room does to a sound what the sum over its response does")
  func convolution() {
    var random = stream()
    let room = Room(reverberation: 0.1, sampleRate: 16_000, using: &random)
    let samples = Noise.samples(3000)
    let heard = room.applied(to: samples)
    #expect(heard.count == samples.count)
    for n in stride(from: 0, to: 3000, by: 97) {
      let expected = room.response.indices.prefix(n + 1).reduce(0.0) {
        $0 + room.response[$1] * Double(samples[n - $1])
      }
      #expect(abs(Double(heard[n]) - expected) < 0.01)
    }
    var impulse = [Float](repeating: 0, count: 2000)
    impulse[0] = 1
    #expect(
      zip(room.applied(to: impulse), room.response).allSatisfy { abs(Double($0) - $1) < 1e-6 })
  }

  @Test("A microphone's tilt")
  func microphone() {
    for index in 0..<20 {
      var random = stream(UInt64(index))
      let microphone = Microphone(using: &random)
      let high = microphone.applied(
        to: (0..<4000).map { $0 % 2 == 0 ? 1 : -1 }, sampleRate: 16_000)
      let tone = Noise.tone(1000, amplitude: 1, rate: 16_000, count: 16_000)
      let low = Recording(
        samples: microphone.applied(to: tone.samples, sampleRate: 16_000), sampleRate: 16_000
      ).tone(1000, margin: 4000)
      #expect(abs(Double(abs(high[3999])) - 1 - microphone.tilt) < 0.03)
      let c = microphone.tilt
      let gain = (1 + c * c - 2 * c * cos(Double.pi / 8)).squareRoot()
      let whole = (low.amplitude * low.amplitude + low.rest * low.rest).squareRoot()
      #expect(abs(whole - gain) < 0.05)
    }
  }

  @Test("A scene is a function of seed and utterance, loud enough, without digital silence")
  func scene() {
    let speech = Noise.tone(300, amplitude: 8000, rate: 22_050, count: 11_025)
    for number in 0..<8 {
      let scene = SyntheticScene(number, of: .training, options: options)
      let sound = scene.applied(to: speech)
      #expect(sound == scene.applied(to: speech))
      #expect(sound.sampleRate == 16_000)
      #expect(abs(sound.duration - scene.before - scene.after - 0.5) < 0.001)
      let peak = sound.samples.map(abs).max() ?? 0
      #expect(abs(Double(peak) / 32767 - scene.level) < 1e-4)
      for start in stride(from: 0, to: sound.samples.count - 400, by: 160) {
        #expect(sound.samples[start..<start + 400].contains { abs($0) > 0.5 })
      }
    }
  }

  @Test("Scenes are of all kinds, and differ between parts")
  func scenes() {
    let scenes = (0..<400).map { SyntheticScene($0, of: .training, options: options) }
    #expect(Set(scenes.map(\.noise)).count == 4)
    #expect(120...200 ~= scenes.filter { $0.reverberation != nil }.count)
    for scene in scenes {
      #expect(0...20 ~= scene.ratio)
      #expect(0.5...0.9 ~= scene.level)
      #expect(0.1...0.5 ~= scene.reverberation ?? 0.1)
    }
    #expect(scenes[0] != SyntheticScene(0, of: .test, options: options))
  }
}
