import Distill
import Foundation

/// The result of `correct`, as lines for people and as one line of JSON.
struct CorrectionSummary: Encodable, CustomStringConvertible {
  /// One corrected class.
  struct Class: Encodable {
    let name: String
    /// What was added to its bias.
    let offset: Double
    /// The share of examples it was predicted for before, from 0 to 1.
    let predicted: Double
    /// The share it is expected for, from 0 to 1.
    let expected: Double
  }

  /// Errors on the test part.
  struct Test: Encodable {
    let examples: Int
    let errorsBefore: Int
    let errorsAfter: Int
    /// With the best offset there is, which is chosen on the same labels.
    let oracleErrors: Int
    let oracleOffset: Double
  }

  /// The model file.
  let path: String
  var classes: [Class] = []
  /// With `--oracle`.
  var test: Test?

  var description: String {
    var lines = classes.map {
      "\($0.name.printable()): offset \(Self.number($0.offset)), predicted "
        + "\(Self.percent($0.predicted)), expected \(Self.percent($0.expected))"
    }
    if let test {
      lines += [
        "errors of \(test.examples) test examples: \(test.errorsBefore) before, "
          + "\(test.errorsAfter) corrected",
        "the oracle, chosen on these labels: \(test.oracleErrors) errors with the offset "
          + Self.number(test.oracleOffset) + (classes.count > 1 ? " for all together" : ""),
      ]
    }
    return lines.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String { String(format: "%+.4f", value) }
  private static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
