extension Comparison: Codable {
  private enum CodingKeys: String, CodingKey {
    case first, second, betterIs, pairedBy, difference, interval, t, p, correctedP, familySize,
      verdict
  }

  /// Writes the samples, the direction, the pairing and the correction, and the values that follow from
  /// them for readers in other languages.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(first, forKey: .first)
    try container.encode(second, forKey: .second)
    try container.encode(direction, forKey: .betterIs)
    try container.encode(pairing, forKey: .pairedBy)
    if difference.isFinite { try container.encode(difference, forKey: .difference) }
    try container.encodeIfPresent(
      interval.map { [$0.lowerBound, $0.upperBound] }, forKey: .interval)
    try container.encodeIfPresent(t, forKey: .t)
    try container.encodeIfPresent(p, forKey: .p)
    try container.encodeIfPresent(correctedP, forKey: .correctedP)
    try container.encode(familySize, forKey: .familySize)
    try container.encode(verdict, forKey: .verdict)
  }

  /// Reads a comparison that `encode(to:)` wrote. A file of an earlier version holds no correction: its
  /// comparisons stand alone, until ``family(_:)`` corrects them together.
  ///
  /// - Throws: `DecodingError` where the samples cannot be paired.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let first = try container.decode(Sample.self, forKey: .first)
    let second = try container.decode(Sample.self, forKey: .second)
    guard first.values.count == second.values.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .second, in: container,
        debugDescription: """
          Both samples must have one value for each seed, but “\(first.name)” has \
          \(first.values.count) and “\(second.name)” has \(second.values.count); run the experiment \
          again.
          """)
    }
    self.init(
      first, against: second, betterIs: try container.decode(Direction.self, forKey: .betterIs),
      pairedBy: try container.decodeIfPresent(Pairing.self, forKey: .pairedBy) ?? .seed)
    correct(
      to: try container.decodeIfPresent(Double.self, forKey: .correctedP),
      familySize: try container.decodeIfPresent(Int.self, forKey: .familySize) ?? 1)
  }
}
