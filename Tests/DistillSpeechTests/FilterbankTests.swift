import DistillSpeech
import Foundation
import Testing

@Suite("Filterbank")
struct FilterbankTests {
  /// Rounding in `Float` against Kaldi's own library and against float64; the larger one where the
  /// ends are mirrored.
  private static let tolerance: Float = 5e-4
  private static let mirroredTolerance: Float = 2e-3

  private let noise = Recording(samples: Noise.samples(4000), sampleRate: 16000)

  private struct Case: Decodable {
    let rate: Int
    let bins: Int
    let low: Double
    let high: Double
    let snipsEdges: Bool
    let samples: Int
    let frames: Int
    let values: [Float]

    var options: FilterbankOptions {
      var options = FilterbankOptions.kaldi(bins: bins)
      options.sampleRate = rate
      options.lowFrequency = low
      options.highFrequency = high
      options.snipsEdges = snipsEdges
      return options
    }
  }

  @Test("Features are those that another program finds in float64")
  func goldens() throws {
    for wanted: Case in try Goldens<Case>.load("filterbank") {
      let recording = Recording(
        samples: Noise.samples(wanted.samples), sampleRate: wanted.rate)
      let frames = try Filterbank(wanted.options).frames(of: recording)
      #expect(frames.count == wanted.frames)
      #expect(frames.width == wanted.bins)
      #expect(frames.values.count == wanted.values.count)
      let tolerance = wanted.snipsEdges ? Self.tolerance : Self.mirroredTolerance
      let worst = zip(frames.values, wanted.values).map { abs($0 - $1) }.max() ?? 0
      #expect(worst < tolerance, "\(wanted.options)")
    }
  }

  /// Numbers of kaldi-native-fbank 1.22.5: bins 0, 1, 2, 19, 39 of frames 0 and 22, and the mean.
  @Test(
    "Features are those of Kaldi's own library",
    arguments: [
      (
        0, [14.7574, 16.4235, 17.8714, 22.2348, 26.2639],
        [16.3799, 14.4386, 12.7020, 23.1617, 25.6324], 22.15833
      ),
      (
        -400, [14.7683, 16.2326, 17.8603, 22.3836, 26.2577],
        [16.3915, 14.4709, 12.6745, 22.9196, 25.6612], 22.05908
      ),
    ] as [(Double, [Float], [Float], Float)])
  func kaldi(high: Double, first: [Float], last: [Float], mean: Float) throws {
    var options = FilterbankOptions.kaldi(bins: 40)
    options.highFrequency = high
    let frames = try Filterbank(options).frames(of: noise)
    #expect(frames.count == 23)
    for (row, wanted) in [(0, first), (22, last)] {
      for (bin, value) in zip([0, 1, 2, 19, 39], wanted) {
        #expect(abs(frames.values[row * 40 + bin] - value) < Self.tolerance)
      }
    }
    #expect(abs(frames.values.reduce(0, +) / Float(frames.values.count) - mean) < Self.tolerance)
  }

  @Test("The number of frames is the formula's, for every length", arguments: [true, false])
  func frameCounts(snipsEdges: Bool) throws {
    var options = FilterbankOptions.kaldi(bins: 4)
    options.snipsEdges = snipsEdges
    let bank = try Filterbank(options)
    for count in 0...2000 {
      let wanted = snipsEdges ? (count < 400 ? 0 : 1 + (count - 400) / 160) : (count + 80) / 160
      #expect(bank.frameCount(ofSamples: count) == wanted)
    }
    let samples = Noise.samples(2000)
    for count in [0, 1, 79, 80, 239, 240, 399, 400, 559, 560, 879, 880, 1041, 2000] {
      let frames = try bank.frames(
        of: Recording(samples: Array(samples.prefix(count)), sampleRate: 16000))
      #expect(frames.count == bank.frameCount(ofSamples: count))
      #expect(frames.values.allSatisfy { $0.isFinite })
    }
  }

  @Test("A frame does not depend on the frames it is computed beside")
  func independence() throws {
    let bank = try Filterbank(.kaldi(bins: 40))
    let all = try bank.frames(of: noise)
    for index in 0..<all.count {
      let alone = Recording(
        samples: Array(noise.samples[index * 160..<index * 160 + 400]), sampleRate: 16000)
      #expect(try bank.frames(of: alone) == all[index..<index + 1])
    }
  }

  /// Factors that are powers of two change no rounding but that of the logarithm.
  @Test("A signal scaled by a has features larger by 2 ln a", arguments: [0.25, 2, 16] as [Float])
  func scaling(factor: Float) throws {
    let bank = try Filterbank(.lhotse(bins: 80))
    let before = try bank.frames(of: noise)
    let after = try bank.frames(
      of: Recording(samples: noise.samples.map { $0 * factor }, sampleRate: 16000))
    for (old, new) in zip(before.values, after.values) {
      #expect(abs(new - old - 2 * log(factor)) < 1e-5)
    }
  }

  @Test("A constant is silence, because the mean is subtracted")
  func constant() throws {
    let constant = Recording(samples: [Float](repeating: 1000, count: 800), sampleRate: 16000)
    let frames = try Filterbank(.kaldi(bins: 40)).frames(of: constant)
    #expect(frames.values.allSatisfy { $0 == log(0x1p-23) })
  }

  @Test("A tone is loudest in the band of its frequency")
  func tone() throws {
    let bank = try Filterbank(.kaldi(bins: 40))
    let top = { 1127 * log(1 + $0 / 700) } as (Double) -> Double
    let step = (top(8000) - top(20)) / 41
    for band in [5, 12, 20, 30, 38] {
      let mel = top(20) + Double(band + 1) * step
      let tone = Noise.tone(
        700 * (exp(mel / 1127) - 1), amplitude: 8000, rate: 16000, count: 1600)
      for row in 0..<3 {
        let frame = Array(try bank.frames(of: tone)[row])
        #expect(frame.indices.max { frame[$0] < frame[$1] } == band)
      }
    }
  }

  @Test("Dither depends on its seed, the utterance and the frame alone")
  func dither() throws {
    let silence = Recording(samples: [Float](repeating: 0, count: 4000), sampleRate: 16000)
    func frames(amount: Double, seed: UInt64, utterance: UInt32) throws -> Frames {
      var options = FilterbankOptions.kaldi(bins: 40)
      options.dither = .init(amount: amount, seed: seed)
      return try Filterbank(options).frames(of: silence, utterance: utterance)
    }
    let first = try frames(amount: 1, seed: 1, utterance: 0)
    #expect(try frames(amount: 1, seed: 1, utterance: 0) == first)
    #expect(try frames(amount: 1, seed: 2, utterance: 0) != first)
    #expect(try frames(amount: 1, seed: 1, utterance: 1) != first)
    #expect(first[0] != first[1])
    #expect(
      try frames(amount: 0, seed: 1, utterance: 0)
        == Filterbank(.kaldi(bins: 40)).frames(of: silence))
    // White noise has the power of its window in every line of the spectrum: up to ten lines make a
    // band, so features lie around 5 to 8, far above the floor.
    #expect(first.values.allSatisfy { $0 > -10 && $0 < 12 })
    let louder = try frames(amount: 2, seed: 1, utterance: 0)
    for (quiet, loud) in zip(first.values, louder.values) {
      #expect(abs(loud - quiet - 2 * log(2)) < 1e-4)
    }
  }

  @Test("A recording of another rate is refused with both")
  func wrongRate() throws {
    let bank = try Filterbank(.kaldi(bins: 40))
    let error = #expect(throws: AudioError.wrongRate(expected: 16000, found: 8000)) {
      try bank.frames(of: Recording(samples: [0], sampleRate: 8000))
    }
    #expect(error?.description.contains("resampled(to: 16000)") == true)
  }

  @Test("Options that contradict each other are refused")
  func impossible() {
    let changes: [(inout FilterbankOptions) -> Void] = [
      { $0.bins = 0 }, { $0.bins = 400 }, { $0.bins = .max }, { $0.sampleRate = 0 },
      { $0.frameLength = 0 }, { $0.frameLength = .nan }, { $0.frameLength = 1e300 },
      { $0.frameShift = 0.01 }, { $0.frameShift = -.infinity }, { $0.lowFrequency = -1 },
      { $0.lowFrequency = 8000 }, { $0.highFrequency = 8001 }, { $0.highFrequency = -8000 },
      { $0.highFrequency = .nan }, { $0.preemphasis = 2 },
      { $0.dither = .init(amount: -1, seed: 0) }, { $0.dither = .init(amount: .nan, seed: 0) },
    ]
    for change in changes {
      var options = FilterbankOptions.kaldi(bins: 40)
      change(&options)
      #expect(throws: AudioError.self, "\(options)") { try Filterbank(options) }
    }
  }
}
