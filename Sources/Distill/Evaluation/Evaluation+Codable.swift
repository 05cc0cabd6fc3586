extension Evaluation: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, examples, errors, crossEntropy, calibrationError, parameters, bytes
    case examplesPerSecond, confusion
    case errorRate, interval
  }

  /// Writes the stored values, and the error rate and its interval for readers in other languages.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(examples, forKey: .examples)
    try container.encode(errors, forKey: .errors)
    try container.encode(crossEntropy, forKey: .crossEntropy)
    try container.encode(calibrationError, forKey: .calibrationError)
    try container.encode(parameters, forKey: .parameters)
    try container.encodeIfPresent(bytes, forKey: .bytes)
    try container.encodeIfPresent(examplesPerSecond, forKey: .examplesPerSecond)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(errorRate, forKey: .errorRate)
    try container.encode([interval.lowerBound, interval.upperBound], forKey: .interval)
  }

  /// Reads an evaluation that `encode(to:)` wrote.
  ///
  /// - Throws: `DecodingError` where a value is missing, and where the confusion matrix is not square
  ///   or its counts are not those of `examples` and `errors`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    examples = try container.decode(Int.self, forKey: .examples)
    errors = try container.decode(Int.self, forKey: .errors)
    crossEntropy = try container.decode(Double.self, forKey: .crossEntropy)
    calibrationError = try container.decode(Double.self, forKey: .calibrationError)
    parameters = try container.decode(Int.self, forKey: .parameters)
    bytes = try container.decodeIfPresent(Int.self, forKey: .bytes)
    examplesPerSecond = try container.decodeIfPresent(Double.self, forKey: .examplesPerSecond)
    confusion = try container.decode([[Int]].self, forKey: .confusion)

    var total = 0
    var correct = 0
    var isSound = true
    for (truth, row) in confusion.enumerated() {
      isSound = isSound && row.count == confusion.count
      for (predicted, count) in row.enumerated() {
        let (sum, overflow) = total.addingReportingOverflow(count)
        isSound = isSound && count >= 0 && !overflow
        total = sum
        if truth == predicted { correct &+= count }
      }
    }
    let isComplete = total == examples && total &- correct == errors
    let isPlausible = errors >= 0 && errors <= examples
    guard isSound, isPlausible, isComplete || confusion.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .confusion, in: container,
        debugDescription: """
          The confusion matrix of “\(name)” must be empty, or square with \(examples) examples, \
          \(errors) of them off the diagonal; evaluate the model again.
          """)
    }
  }
}
