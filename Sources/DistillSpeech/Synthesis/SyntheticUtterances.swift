import Distill
import DistillData
import Foundation
import Synchronization

/// The utterances of one part of a synthetic corpus, being made.
struct SyntheticUtterances {
  let part: SyntheticPart
  let options: SyntheticSpeechOptions
  let program: Espeak
  /// Where the program works.
  let scratch: String
  /// The corpus.
  let folder: String

  /// The work was to stop.
  struct Stopped: Error {}

  /// An utterance that is there.
  struct Made: Sendable {
    let id: String
    let voice: String
    let words: [String]
    let ratio: Double
    /// Where its sound is, from the corpus on.
    let file: String
    let seconds: Double
  }

  /// Speaks sentence after sentence until there are hours enough, `threads` at a time, and writes the
  /// lists of the part.
  ///
  /// The voices take turns. Which utterances there are does not depend on the threads: those that were
  /// made beyond the hours are dropped.
  ///
  /// - Parameter progress: Called with the seconds that were made, on any thread; returns whether to go
  ///   on.
  /// - Throws: ``Stopped`` where it returned false; ``SpeechError``, `FileError`, `AudioError`.
  func write(
    threads: Int, progress: @escaping @Sendable (Double) -> Bool
  ) throws -> SyntheticSpeechRecord.Part {
    let goal = options.hours(of: part) * 3600
    guard goal > 0 else { return .init(utterances: 0, speakers: 0, words: 0, hours: 0) }
    let voices = (0..<options.voices(of: part)).map {
      SyntheticVoice($0, of: part, seed: options.seed)
    }
    for first in stride(from: 0, to: voices.count, by: Espeak.voiceLimit) {
      try program.makeVoices(
        Array(voices[first..<min(first + Espeak.voiceLimit, voices.count)]),
        named: data(of: first), in: scratch)
    }
    var texts = SyntheticTexts(part: part, seed: options.seed)
    var made: [Made] = []
    var seconds = 0.0
    while seconds < goal {
      let first = made.count
      // Towards the end no more than are needed at 2 seconds each, for few are to be dropped.
      let count = min(8 * threads, Int((goal - seconds) / 2) + 1)
      let sentences = (0..<count).map { _ in texts.sentence() }
      for voice in voices.dropFirst(first).prefix(count) {
        try OpenFile.makeFolder("\(folder)/\(sounds(of: voice))")
      }
      let isOver = Atomic<Bool>(false)
      let results = concurrentMap(count, threads: threads) { place -> Made in
        if isOver.load(ordering: .relaxed) { throw Stopped() }
        do {
          let number = first + place
          let one = try utterance(
            number, voice: voices[number % voices.count], says: sentences[place],
            data: data(of: number % voices.count))
          guard progress(one.seconds) else { throw Stopped() }
          return one
        } catch {
          // The others need not begin.
          isOver.store(true, ordering: .relaxed)
          // Control-C may reach the program, too, which has then not failed.
          guard progress(0) else { throw Stopped() }
          throw error
        }
      }
      // The error is more informative than that the rest was stopped.
      for case .failure(let error) in results where !(error is Stopped) { throw error }
      for result in results {
        let one = try result.get()
        if seconds < goal {
          made.append(one)
          seconds += one.seconds
        } else {
          try FileManager.default.removeItem(atPath: "\(folder)/\(one.file)")
        }
      }
    }
    for voice in voices.dropFirst(made.count) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(sounds(of: voice))")
    }
    try writeLists(made)
    return .init(
      utterances: made.count, speakers: min(made.count, voices.count),
      words: made.reduce(0) { $0 + $1.words.count }, hours: seconds / 3600)
  }

  /// The program's folder that has voice `number`.
  private func data(of number: Int) -> String {
    "\(part.folder)\(number / Espeak.voiceLimit)"
  }

  /// The folder of a voice's sounds, from the corpus on.
  private func sounds(of voice: SyntheticVoice) -> String { "wav/\(voice.name)" }

  private func utterance(
    _ number: Int, voice: SyntheticVoice, says sentence: SyntheticSentence, data: String
  ) throws -> Made {
    let id = "\(voice.name)-\(SyntheticPart.padded(number, digits: 7))"
    var random = part.acoustics(number, stage: .style, seed: options.seed)
    let speech = try program.speak(
      sentence.spoken, voice: voice, style: SpokenStyle(of: voice, using: &random), folder: data,
      scratch: scratch, name: id)
    let scene = SyntheticScene(number, of: part, options: options)
    let recording = scene.applied(to: speech)
    let file = "\(sounds(of: voice))/\(id).wav"
    try recording.write(to: "\(folder)/\(file)")
    return Made(
      id: id, voice: voice.name, words: sentence.words, ratio: scene.ratio, file: file,
      seconds: recording.duration)
  }

  /// Kaldi's lists, in the order of bytes, and the noise of each utterance.
  private func writeLists(_ made: [Made]) throws {
    let own = "\(folder)/\(part.folder)"
    try OpenFile.makeFolder(own)
    let made = made.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
    try TextLines.write(made.map { "\($0.id) \($0.file)" }, to: "\(own)/wav.scp")
    try Transcript.write(
      made.map { Transcript(id: $0.id, words: $0.words) }, to: "\(own)/text", as: .text)
    try TextLines.write(made.map { "\($0.id) \($0.voice)" }, to: "\(own)/utt2spk")
    try TextLines.write(
      made.map { "\($0.id) \(String(format: "%.1f", $0.ratio))" }, to: "\(own)/utt2snr")
    let ofVoice = Dictionary(grouping: made, by: \.voice)
    try TextLines.write(
      ofVoice.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { voice in
        ([voice] + (ofVoice[voice] ?? []).map(\.id)).joined(separator: " ")
      }, to: "\(own)/spk2utt")
  }
}
