import Foundation

/// Evaluations side by side, as text for people and as JSON for machines.
///
/// ```
///           errors of 10,000            cross-entropy  calibration  parameters     file    examples
///           rate, 95 % interval                  nats        error                 size  per second
/// teacher    67  (0.67 %, 0.53–0.85)           0.0231       0.35 %   2,395,210  9.58 MB     412,000
/// student   146  (1.46 %, 1.24–1.71)           0.0502       0.80 %      23,860  95.6 kB   6,200,000
/// ```
public struct EvaluationTable: Sendable, CustomStringConvertible {
  /// The rows, in the order in which they are shown.
  public var evaluations: [Evaluation]

  /// A table of `evaluations`, in their order.
  public init(_ evaluations: [Evaluation]) {
    self.evaluations = evaluations
  }

  /// One column of text: two lines of heading, then a cell for each evaluation.
  private struct Column {
    var heading: (String, String)
    var cells: [String]
    var isLeading = false

    var lines: [String] {
      let all = [heading.0, heading.1] + cells
      let width = all.map(\.count).max() ?? 0
      return all.map { line in
        let space = String(repeating: " ", count: width - line.count)
        return isLeading ? line + space : space + line
      }
    }
  }

  /// The table as aligned text in a fixed-width font, without a final newline; "–" stands for what was
  /// not measured.
  public var description: String {
    let sizes = Set(evaluations.map(\.examples))
    let shared = sizes.count == 1 ? sizes.first : nil
    let countWidth = evaluations.map { Numeral.grouped($0.errors).count }.max() ?? 0
    let errors = evaluations.map { evaluation in
      guard evaluation.examples > 0 else { return Numeral.none }
      let count = Numeral.grouped(evaluation.errors)
      let padding = String(repeating: " ", count: countWidth - count.count)
      let total = shared == nil ? " of " + Numeral.grouped(evaluation.examples) : ""
      let rate = Numeral.percent(evaluation.errorRate)
      return "\(padding)\(count)\(total)  (\(rate) %, \(Numeral.percent(evaluation.interval)))"
    }
    func cells(_ cell: (Evaluation) -> String?) -> [String] {
      evaluations.map { cell($0) ?? Numeral.none }
    }
    let columns = [
      Column(heading: ("", ""), cells: evaluations.map { $0.name.printable() }, isLeading: true),
      Column(
        heading: (
          shared.map { "errors of " + Numeral.grouped($0) } ?? "errors", "rate, 95 % interval"
        ),
        cells: errors, isLeading: true),
      Column(
        heading: ("cross-entropy", "nats"),
        cells: cells { $0.examples == 0 ? nil : Numeral.fixed($0.crossEntropy, decimals: 4) }),
      Column(
        heading: ("calibration", "error"),
        cells: cells { $0.examples == 0 ? nil : Numeral.percent($0.calibrationError) + " %" }),
      Column(heading: ("parameters", ""), cells: cells { Numeral.grouped($0.parameters) }),
      Column(heading: ("file", "size"), cells: cells { $0.bytes.map(Numeral.size) }),
      Column(
        heading: ("examples", "per second"),
        cells: cells { $0.examplesPerSecond.map(Numeral.speed) }),
    ].map(\.lines)
    return (0..<evaluations.count + 2).map { row in
      let line = columns.map { $0[row] }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }

  /// The evaluations as a JSON array, one to a line, keys sorted, without a final newline.
  ///
  /// - Throws: `EncodingError` where a number is not finite, which evaluations of logits never hold.
  public var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let rows = try evaluations.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      return rows.isEmpty ? "[]" : "[\n" + rows.joined(separator: ",\n") + "\n]"
    }
  }
}
