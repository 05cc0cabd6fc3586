/// The options of a decoder.
public struct DecodingOptions: Sendable, Equatable, Codable {
  /// The factor of acoustic scores and transitions.
  public var acousticScale: Double
  /// The term that is added for every word; below 0 for fewer words.
  public var wordPenalty: Double
  /// The largest distance of a hypothesis from the best one, after scaling; infinite for an exact search.
  public var beam: Double
  /// The same for hypotheses at the end of a word, from which many new ones would begin.
  public var wordBeam: Double
  /// The most hypotheses that are continued after a frame; nil for any number.
  public var mostActive: Int?

  /// The magnitudes that scores in single precision allow for scales, penalties and finite beams.
  public static let magnitudes = 1e-6...1e6

  /// Options of these parts.
  public init(
    acousticScale: Double, wordPenalty: Double, beam: Double, wordBeam: Double,
    mostActive: Int? = nil
  ) {
    self.acousticScale = acousticScale
    self.wordPenalty = wordPenalty
    self.beam = beam
    self.wordBeam = wordBeam
    self.mostActive = mostActive
    precondition(isValid, "a scale of \(acousticScale), beams of \(beam) and \(wordBeam)")
  }

  private var isValid: Bool {
    acousticScale > 0 && beam > 0 && wordBeam > 0 && mostActive ?? 1 > 0
  }

  /// Reads options, refusing a scale, beams or a number of hypotheses that are not positive.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    acousticScale = try container.decode(Double.self, forKey: .acousticScale)
    wordPenalty = try container.decode(Double.self, forKey: .wordPenalty)
    beam = try container.decode(Double.self, forKey: .beam)
    wordBeam = try container.decode(Double.self, forKey: .wordBeam)
    mostActive = try container.decodeIfPresent(Int.self, forKey: .mostActive)
    guard isValid else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "numbers that are not positive"))
    }
  }

  /// Options with which every hypothesis is continued to the end.
  public static func exact(acousticScale: Double, wordPenalty: Double) -> DecodingOptions {
    DecodingOptions(
      acousticScale: acousticScale, wordPenalty: wordPenalty, beam: .infinity, wordBeam: .infinity)
  }
}
