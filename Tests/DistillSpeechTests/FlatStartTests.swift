import Distill
import DistillSpeech
import Testing

@Suite("Flat start")
struct FlatStartTests {
  @Test("Nine boundaries in ten are found within two frames, from nothing but frames and words")
  func boundaries() throws {
    let speech = try KnownSpeech(seed: 1)
    let utterances = (0..<150).map { speech.utterance($0) }
    let part = try speech.part(utterances)
    var changes: [Double] = []
    let result = try FlatStart(seed: 1, threads: 2).aligned(part, phones: KnownSpeech.phones) {
      round, changed in
      #expect(round == changes.count + 1)
      changes.append(changed)
    }
    let (found, all) = boundariesFound(result.alignments, of: utterances, in: part)
    #expect(10 * found >= 9 * all, "\(found) of \(all)")
    #expect(changes.count == 10 && changes[9] < changes[0] && changes[9] < 0.1, "\(changes)")
    // No state swallows the others.
    let labels = part.labels(result.alignments, tying: KnownSpeech.tying)
    let silent = Double(labels.count { $0 >= 15 }) / Double(labels.count)
    let truth = utterances.flatMap(\.states)
    let pauses = truth.count { $0.state.phone == KnownSpeech.phones.silence }
    #expect(abs(silent - Double(pauses) / Double(truth.count)) < 0.05)
    #expect(result.network.classNames == KnownSpeech.tying.classNames)
    #expect(
      result.priors
        == LogPriors(of: labels, classCount: KnownSpeech.tying.classCount, floor: 1e-4))
  }

  @Test("The same seed finds the same, and another its own")
  func seeds() throws {
    let speech = try KnownSpeech(seed: 2)
    let part = try speech.part((0..<12).map { speech.utterance($0) })
    func aligned(seed: UInt64) throws -> [Alignment?] {
      var start = FlatStart(seed: seed, threads: 1)
      start.rounds = 2
      start.hidden = [16]
      return try start.aligned(part, phones: KnownSpeech.phones) { _, _ in }.alignments
    }
    let one = try aligned(seed: 1)
    #expect(try aligned(seed: 1) == one)
    #expect(try aligned(seed: 2) != one)
  }

  @Test("An utterance of too few frames is left out, and nothing but such is refused")
  func tooShort() throws {
    let speech = try KnownSpeech(seed: 3)
    let whole = (0..<6).map { speech.utterance($0) }
    let short = KnownSpeech.Utterance(
      words: ["BAD", "CAB"], frames: Array(whole[0].frames.prefix(5 * KnownSpeech.width)),
      states: Array(whole[0].states.prefix(5)))
    var start = FlatStart(seed: 1, threads: 1)
    start.rounds = 1
    start.hidden = [8]
    let part = try speech.part(whole + [short])
    let result = try start.aligned(part, phones: KnownSpeech.phones) { _, _ in }
    #expect(result.alignments.map { $0 == nil } == [Bool](repeating: false, count: 6) + [true])
    let labels = part.labels(result.alignments, tying: KnownSpeech.tying)
    #expect(labels.suffix(5) == [-1, -1, -1, -1, -1] && labels.count { $0 < 0 } == 5)
    #expect(throws: SpeechError.nothingAligned(utterances: 2)) {
      try start.aligned(speech.part([short, short]), phones: KnownSpeech.phones) { _, _ in }
    }
  }
}
