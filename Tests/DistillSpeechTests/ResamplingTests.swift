import DistillSpeech
import Foundation
import Testing

@Suite("Resampling")
struct ResamplingTests {
  private static let rates = [
    (44100, 16000), (22050, 16000), (8000, 16000), (48000, 16000), (16000, 44100), (16000, 17600),
    (16000, 15999),
  ]

  @Test("The length is the duration's", arguments: rates)
  func length(from: Int, to: Int) {
    for count in [0, 1, 2, 441, 1000] {
      let recording = Recording(samples: Array(Noise.samples(count)), sampleRate: from)
      let resampled = recording.resampled(to: to)
      #expect(resampled.sampleRate == to)
      #expect(resampled.samples.count == (count * to + from - 1) / from)
    }
  }

  @Test("Tones below 0.9 of the lower half rate keep amplitude and phase", arguments: rates)
  func passband(from: Int, to: Int) {
    let half = Double(min(from, to)) / 2
    for share in [0.01, 0.1, 0.5, 0.8, 0.9] {
      let tone = Noise.tone(share * half, amplitude: 10000, rate: from, count: from / 10)
      let (amplitude, rest) = tone.resampled(to: to).tone(share * half, margin: to / 40)
      #expect(abs(amplitude - 10000) < 2, "\(share)")
      #expect(rest < 2, "\(share)")
    }
  }

  @Test("Tones above half the new rate are attenuated by 80 dB", arguments: rates)
  func stopband(from: Int, to: Int) {
    let half = Double(to) / 2
    for frequency in [half * 1.002, half * 1.05, half * 1.2, Double(from) * 0.49]
    where frequency > half && frequency < Double(from) / 2 {
      let tone = Noise.tone(frequency, amplitude: 10000, rate: from, count: from / 10)
      let resampled = tone.resampled(to: to).samples.dropFirst(to / 40).dropLast(to / 40)
      #expect(resampled.allSatisfy { abs($0) < 1 }, "\(frequency)")
    }
  }

  @Test("Raising the rate adds no images above the old half rate")
  func images() {
    let tone = Noise.tone(3500, amplitude: 10000, rate: 8000, count: 4000)
    let (_, rest) = tone.resampled(to: 16000).tone(3500, margin: 800)
    #expect(rest < 2)
  }

  @Test("An impulse stays where it is, symmetric", arguments: rates)
  func alignment(from: Int, to: Int) {
    var a = (from, to)
    while a.1 != 0 { a = (a.1, a.0 % a.1) }
    // One period of the ratio, far from the ends, where both have a sample at the same time.
    let periods = a.0 > 100 ? 1000 * a.0 / from + 1 : 1
    let (place, wanted) = (periods * from / a.0, periods * to / a.0)
    var samples = [Float](repeating: 0, count: 2 * place + 1)
    samples[place] = 10000
    let result = Recording(samples: samples, sampleRate: from).resampled(to: to).samples
    #expect(result.indices.max { result[$0] < result[$1] } == wanted)
    for distance in 1...min(100, wanted, result.count - 1 - wanted) {
      #expect(abs(result[wanted + distance] - result[wanted - distance]) < 1e-2)
    }
  }

  @Test("A constant stays as it is away from the ends")
  func constant() {
    let recording = Recording(samples: [Float](repeating: 1000, count: 8000), sampleRate: 44100)
    let result = recording.resampled(to: 16000).samples
    #expect(result[100..<result.count - 100].allSatisfy { abs($0 - 1000) < 1e-2 })
  }

  @Test("Up and down again gives the band-limited signal back")
  func thereAndBack() {
    let noise = Recording(samples: Noise.samples(16000), sampleRate: 32000)
    let limited = noise.resampled(to: 14000).resampled(to: 16000)
    let back = limited.resampled(to: 44100).resampled(to: 16000)
    for index in 200..<limited.samples.count - 200 {
      #expect(abs(back.samples[index] - limited.samples[index]) < 4)
    }
  }

  @Test("The rate that is there already changes nothing")
  func same() {
    let noise = Recording(samples: Noise.samples(100), sampleRate: 8000)
    #expect(noise.resampled(to: 8000) == noise)
  }
}
