public import DistillData
import Foundation

/// Recognised words with their times, in SCTK's format of that name.
///
/// A line is `recording channel start duration word`, and may end with a confidence; times are in
/// seconds.
public struct CTM: Sendable, Equatable {
  /// A word of a recording.
  public struct Line: Sendable, Equatable {
    /// The recording's name; one utterance is a recording, too.
    public let recording: String

    /// The recording's channel, usually `1` or `A`.
    public let channel: String

    /// The word and its times.
    public let word: TimedWord

    /// The word `word` in `channel` of `recording`.
    ///
    /// - Precondition: The names are not empty and hold no white space.
    public init(recording: String, channel: String, word: TimedWord) {
      precondition(
        TextLines.isName(recording) && TextLines.isName(channel),
        "“\(recording)” and “\(channel)” cannot name a recording and its channel")
      self.recording = recording
      self.channel = channel
      self.word = word
    }
  }

  /// The words by recording and channel, in the order of their UTF-8 bytes, and then by their starts, as
  /// SCTK requires.
  public let lines: [Line]

  /// The words `lines` in their order; words that start together keep the order given.
  public init(_ lines: [Line]) {
    // Sorting in the standard library is stable, but not documented to be.
    self.lines = lines.enumerated().sorted { left, right in
      let (a, b) = (left.element, right.element)
      if a.recording != b.recording {
        return a.recording.utf8.lexicographicallyPrecedes(b.recording.utf8)
      }
      if a.channel != b.channel { return a.channel.utf8.lexicographicallyPrecedes(b.channel.utf8) }
      return a.word.start != b.word.start
        ? a.word.start < b.word.start : left.offset < right.offset
    }.map(\.element)
  }

  /// Reads the words of `path`, in any order.
  ///
  /// Lines that begin with `;;` are comments; a confidence of `NA` is none. A file without words is that
  /// of recordings without speech.
  ///
  /// - Throws: `FileError` with the number of a line that is not such a line, with times that are
  ///   negative or not finite, or a confidence outside 0 ... 1.
  public init(path: String) throws(FileError) {
    let text = try TextLines(path: path)
    var lines: [Line] = []
    for line in text.lines where !line.fields[0].hasPrefix(";;") {
      lines.append(try Self.line(line, of: text))
    }
    self.init(lines)
  }

  /// Writes the words to `path`, times to the millisecond and confidences to four digits.
  ///
  /// - Throws: `FileError`; an old file is then unchanged.
  public func write(to path: String) throws(FileError) {
    let lines = lines.map { line in
      let word = line.word
      let times = [word.start, word.duration].map { String(format: "%.3f", $0) }
      let confidence = word.confidence.map { [String(format: "%.4f", $0)] } ?? []
      return ([line.recording, line.channel] + times + [word.word] + confidence)
        .joined(separator: " ")
    }
    try TextLines.write(lines, to: path)
  }

  private static func line(
    _ line: TextLines.Line, of text: TextLines
  ) throws(FileError) -> Line {
    let fields = line.fields
    guard (5...6).contains(fields.count), TextLines.isName(fields[0]),
      TextLines.isName(fields[1]), TextLines.isName(fields[4])
    else {
      throw text.refusal(
        line, expected: "recording, channel, start, duration, word, and perhaps a confidence",
        found: line.quoted)
    }
    let confidence =
      fields.count == 6 && fields[5] != "NA"
      ? try number(fields[5], 0...1, "a confidence from 0 to 1", line, of: text) : nil
    let seconds = 0...Double.greatestFiniteMagnitude
    return Line(
      recording: fields[0], channel: fields[1],
      word: TimedWord(
        word: fields[4],
        start: try number(fields[2], seconds, "a start in seconds, not negative", line, of: text),
        duration: try number(
          fields[3], seconds, "a duration in seconds, not negative", line, of: text),
        confidence: confidence))
  }

  private static func number(
    _ field: String, _ range: ClosedRange<Double>, _ expected: String, _ line: TextLines.Line,
    of text: TextLines
  ) throws(FileError) -> Double {
    guard let number = Double(field), range.contains(number) else {
      throw text.refusal(line, expected: expected, found: FileError.quoted(field))
    }
    return number
  }
}
