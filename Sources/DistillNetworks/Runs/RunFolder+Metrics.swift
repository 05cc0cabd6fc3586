public import DistillData
import Foundation

extension RunFolder {
  /// The log of a run's measurements, `metrics.jsonl`: one JSON object per line, each with its `step`.
  public struct Metrics: Sendable {
    private let file: OpenFile

    fileprivate init(_ file: OpenFile) {
      self.file = file
    }

    /// Appends the members of `entry` and its `step` as one line, in one write.
    ///
    /// What was appended survives a kill of the process. Infinite numbers and NaN become the strings
    /// "inf", "-inf" and "nan".
    ///
    /// - Parameters:
    ///   - entry: A value that encodes as an object, without a member `step`: a structure, or a
    ///     dictionary by texts.
    ///   - step: The training step of the entry; steps never decrease.
    public func append(_ entry: some Encodable, at step: Int) throws(FileError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let line = try encoder.text(of: Line(step: step, entry: entry), for: file.path)
      let bytes = [UInt8](line) + [UInt8(ascii: "\n")]
      try file.write(bytes.span.bytes)
    }
  }

  /// Opens the log for appending after `step`, the step of the checkpoint from which the run continues.
  ///
  /// Lines of later steps, and a last line that was cut off by a kill, are removed, so that the log of a
  /// resumed run equals that of an uninterrupted one.
  ///
  /// - Parameter step: The last step whose lines are kept; nil removes all, for a run from its first step.
  /// - Throws: ``FileError`` when a whole line is not an object with a whole number `step`.
  public func openMetrics(after step: Int?) throws(FileError) -> Metrics {
    let file = try OpenFile(path(of: Self.metricsName), for: .appending)
    var kept = 0
    if let step {
      for line in try Self.lines(of: file) {
        guard try Self.decode(Stamp.self, line, of: file).step <= step else { break }
        kept += line.bytes.count + 1
      }
    }
    if try file.byteCount() > kept { try file.truncate(to: kept) }
    return Metrics(file)
  }

  /// Reads the log of the run in the folder `path`, without a last line that is still being written.
  ///
  /// - Throws: ``FileError`` when there is no log, a line is not an `Entry`, or the log is not the one with
  ///   which the run finished.
  public static func metrics<Entry: Decodable>(
    in path: String, as entry: Entry.Type
  ) throws(FileError) -> [Entry] {
    let file = try OpenFile(path + "/" + metricsName, for: .reading)
    if let record = try? Record(ofRunIn: path), let expected = record.files?[metricsName],
      let found = try digest(ofMetricsIn: path), found != expected
    {
      throw .malformed(
        path: file.path, at: "its content",
        expected: "the SHA-256 \(FileError.abbreviated(expected)) of \(recordName)",
        found: FileError.abbreviated(found),
        remedy: "the file was damaged or edited: replace it by an intact copy")
    }
    var entries: [Entry] = []
    for line in try lines(of: file) { entries.append(try decode(entry, line, of: file)) }
    return entries
  }
}

extension RunFolder {
  private struct Stamp: Decodable {
    let step: Int
  }

  /// SHA-256 of the log in the folder `path`; nil where there is none.
  static func digest(ofMetricsIn path: String) throws(FileError) -> String? {
    let file = "\(path)/\(metricsName)"
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    var digest = Digest()
    digest.update(try OpenFile(file, for: .reading).contents(limit: 1 << 30))
    return digest.hexadecimal()
  }

  /// Adds the step to the members of the entry.
  private struct Line<Entry: Encodable>: Encodable {
    let step: Int
    let entry: Entry

    private enum CodingKeys: CodingKey {
      case step
    }

    func encode(to encoder: any Encoder) throws {
      try entry.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(step, forKey: .step)
    }
  }

  /// The complete lines, counted from 1.
  private static func lines(
    of file: OpenFile
  ) throws(FileError) -> [(number: Int, bytes: ArraySlice<UInt8>)] {
    let bytes = try file.contents(limit: 1 << 30)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return lines.dropLast().enumerated().map { ($0.offset + 1, $0.element) }
  }

  private static func decode<Entry: Decodable>(
    _ type: Entry.Type, _ line: (number: Int, bytes: ArraySlice<UInt8>), of file: OpenFile
  ) throws(FileError) -> Entry {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(line.bytes))
    } catch {
      throw .malformed(
        path: file.path, at: "line \(line.number)", expected: "a measurement with its step",
        found: FileError.quoted(String(decoding: line.bytes.prefix(60), as: UTF8.self)),
        remedy: "replace it by an intact copy, or repeat the run in another folder")
    }
  }
}
