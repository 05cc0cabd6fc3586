import DistillTensors

/// A synthetic voice: an accent and a voice-variant file for espeak-ng.
///
/// All voices are spoken by one set of rules with other numbers, so that an unknown one is far less of a
/// surprise than an unknown person is.
///
/// The parameters are those of espeak-ng's voice files: pitch, formants (frequency, strength and width
/// in percent, the frequencies by one factor for the length of the vocal tract, and each by a little of
/// its own), irregular pitch, consonants, spectral tilt, breath and rhythm. Source: espeak-ng,
/// docs/voices.md.
package struct SyntheticVoice: Sendable, Equatable {
  /// The id of the speaker, and the name of the file.
  package let name: String
  /// The voice of espeak-ng that the file varies.
  package let accent: String
  /// Whether it is a woman's.
  package let isFemale: Bool
  /// Mean pitch, in hertz.
  package let pitch: Int
  /// Formant frequencies relative to the program's own: the inverse of the vocal tract's length.
  package let tract: Double
  /// Words per minute.
  package let rate: Int
  /// The text of the voice-variant file.
  package let file: String

  /// The accents, as espeak-ng calls them.
  ///
  /// British is `en`: `en-gb` is a language to it, and the name of no voice.
  package static let accents = [
    "en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-gb-x-gbcwmd", "en-gb-x-gbclan", "en-029",
    "en-us-nyc",
  ]

  /// Voice `number` of `part`, drawn by `seed`.
  package init(_ number: Int, of part: SyntheticPart, seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .voice, index: part.index(number))
    func whole(_ range: ClosedRange<Int>) -> Int {
      range.lowerBound + random.integer(below: range.count)
    }
    func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " ") }
    name = part.prefix + SyntheticPart.padded(number, digits: 4)
    accent = Self.accents[random.integer(below: Self.accents.count)]
    isFemale = random.integer(below: 2) == 1
    pitch = isFemale ? whole(150...240) : whole(70...130)
    tract = random.uniform(in: isFemale ? 1.04...1.20 : 0.90...1.05)
    rate = whole(135...215)
    var lines = [
      "language variant", "name \(name)", "gender \(isFemale ? "female" : "male")",
      "pitch \(pitch) \(Int(Double(pitch) * random.uniform(in: 1.1...1.8)))",
    ]
    for formant in 0...8 {
      let frequency = Int((100 * tract * random.uniform(in: 0.96...1.04)).rounded())
      lines.append("formant \(list([formant, frequency, whole(75...120), whole(80...130)]))")
    }
    lines.append("flutter \(whole(0...20))")
    lines.append("roughness \(whole(0...4))")
    lines.append("consonants \(list([whole(80...130), whole(80...130)]))")
    lines.append("speed \(whole(88...112))")
    lines.append(
      "tone \(list([600, whole(140...200), 1200, whole(100...170), 2000, whole(80...150)]))")
    if random.integer(below: 3) == 0 {
      lines.append("breath \(list((0..<8).map { _ in whole(0...8) }))")
    }
    let stress = [182, 140, 220, 220, 220, 240, 260, 280].map {
      Int((Double($0) * random.uniform(in: 0.85...1.15)).rounded())
    }
    lines.append("stressLength \(list(stress))")
    file = lines.map { $0 + "\n" }.joined()
  }
}
