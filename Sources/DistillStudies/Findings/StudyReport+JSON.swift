import Foundation

extension StudyReport {
  /// The study as JSON, keys in alphabetical order, with the values that follow from the samples (means,
  /// intervals, p values, verdicts) written out. Equal studies are equal files.
  ///
  /// Values that are not finite have no number in JSON and become "NaN", "Infinity" and "-Infinity".
  public func json() throws -> String { try Self.json(of: self) + "\n" }

  /// `value` as JSON in the same format, without a final line end.
  package static func json(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The study that ``json()`` wrote as `json`.
  ///
  /// - Throws: `DecodingError` where it is not one.
  public init(json: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    self = try decoder.decode(StudyReport.self, from: Data(json.utf8))
  }
}
