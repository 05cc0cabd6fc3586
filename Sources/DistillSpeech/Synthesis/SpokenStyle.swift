package import DistillTensors

/// How one utterance of a voice differs from the next.
package struct SpokenStyle: Sendable, Equatable {
  /// Words per minute.
  package let rate: Int
  /// Pitch, from 0 to 99; 50 is the voice's own.
  package let pitch: Int
  /// Extra pause between words, in hundredths of a second.
  package let gap: Int

  /// The style of an utterance of `voice`, drawn by `random`.
  package init(of voice: SyntheticVoice, using random: inout RandomStream) {
    rate = voice.rate - 12 + random.integer(below: 25)
    pitch = 40 + random.integer(below: 21)
    gap = random.integer(below: 3)
  }
}
