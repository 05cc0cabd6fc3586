extension Sample: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, values, mean, standardDeviation, interval
  }

  /// Writes name and values, and the values that follow from them for readers in other languages.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(values, forKey: .values)
    if mean.isFinite { try container.encode(mean, forKey: .mean) }
    if standardDeviation.isFinite {
      try container.encode(standardDeviation, forKey: .standardDeviation)
    }
    try container.encodeIfPresent(
      interval.map { [$0.lowerBound, $0.upperBound] }, forKey: .interval)
  }

  /// Reads name and values of a sample that `encode(to:)` wrote; the rest follows from them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decode(String.self, forKey: .name),
      try container.decode([Double].self, forKey: .values))
  }
}
