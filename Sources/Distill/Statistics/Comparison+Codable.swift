extension Comparison: Codable {
  private enum CodingKeys: String, CodingKey {
    case first, second, betterIs, pairedBy, difference, interval, t, p, verdict
  }

  /// Writes the samples, the direction and the pairing, and what follows from them for readers that are not Swift.
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
    try container.encode(verdict, forKey: .verdict)
  }

  /// Reads what `encode(to:)` wrote: the samples, the direction and the pairing, the rest follows from them.
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
  }
}
