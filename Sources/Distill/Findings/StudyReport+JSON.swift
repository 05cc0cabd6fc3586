import Foundation

extension StudyReport {
  /// The study as JSON, keys in order of the alphabet, with what follows from the samples (means,
  /// intervals, p values) written out. Equal studies are equal files.
  ///
  /// Values that are not finite, which JSON cannot write as numbers, become "NaN", "Infinity" and
  /// "-Infinity".
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
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
