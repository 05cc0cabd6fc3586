/// What steers a decoder.
public struct DecodingOptions: Sendable, Equatable, Codable {
  /// What acoustic scores and transitions are multiplied by.
  public var acousticScale: Double
  /// What is added for every word; below 0 for fewer words.
  public var wordPenalty: Double
  /// How far below the best a hypothesis may fall before it is given up, after scaling; infinite for an
  /// exact search.
  public var beam: Double
  /// The same for hypotheses at the end of a word, from which many new ones would begin.
  public var wordBeam: Double
  /// The most hypotheses that go on from a frame; nil for any number.
  public var mostActive: Int?

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

  /// Every hypothesis goes on to the end.
  public static func exact(acousticScale: Double, wordPenalty: Double) -> DecodingOptions {
    DecodingOptions(
      acousticScale: acousticScale, wordPenalty: wordPenalty, beam: .infinity, wordBeam: .infinity)
  }
}
