public import Distill

/// One claim that an experiment checks, in one line: the paper's figure, the figure measured here, and
/// the verdict of the tests.
///
/// The claims of all studies are the table of `Results/README.md`.
public struct Claim: Sendable, Equatable, Codable {
  /// Whether the tests support the claim.
  public enum Verdict: String, Sendable, Codable {
    /// Every comparison that the claim depends on is significant and in its direction.
    case confirmed

    /// At least one of these comparisons is significant in the opposite direction.
    case contradicted

    /// None is in the opposite direction, and at least one is not significant.
    case undecided

    /// The figure was measured, and no test belongs to it.
    case measured
  }

  /// The claim, in one line: “Soft targets are better than labels alone”.
  public var statement: String

  /// The paper's figure; `nil` where the paper has none.
  public var paper: String?

  /// The figure measured here, with its interval.
  public var ours: String

  /// The verdict of the tests.
  public var verdict: Verdict

  /// The largest Holm-corrected p of the tests; `nil` without tests, and where one has no p value.
  public var p: Double?

  /// The claim `statement`, whose verdict follows from `comparisons`.
  ///
  /// - Parameters:
  ///   - statement: The claim in one line.
  ///   - paper: The paper's figure.
  ///   - ours: The figure measured here.
  ///   - comparisons: The tests of the claim, each of which supports it where its first sample is the
  ///     better one; empty where the claim is a measurement. They are some of those of the finding, and
  ///     corrected with them.
  public init(
    _ statement: String, paper: String? = nil, ours: String, tested comparisons: [Comparison] = []
  ) {
    self.statement = statement
    self.paper = paper
    self.ours = ours
    let verdicts = comparisons.map(\.verdict)
    verdict =
      if comparisons.isEmpty {
        .measured
      } else if verdicts.contains(.worse) {
        .contradicted
      } else {
        verdicts.contains(.undecided) ? .undecided : .confirmed
      }
    let values = comparisons.compactMap(\.correctedP)
    p = values.count == comparisons.count ? values.max() : nil
  }

  /// The verdict and its p value: “confirmed, p = 0.003”.
  var verdictText: String {
    verdict.rawValue + (p.map { ", \(Numeral.pValue($0, named: true))" } ?? "")
  }
}

extension StudyReport {
  /// The claims of all findings, in their order; `nil` where there are none.
  var claimsTable: ResultTable? {
    let rows = findings.flatMap { finding in
      finding.claims.map { claim in
        [
          claim.statement, claim.paper ?? Numeral.none, claim.ours, claim.verdictText, finding.name,
        ]
      }
    }
    return rows.isEmpty
      ? nil
      : ResultTable(
        caption: "The claims of the study; p values are Holm-corrected within each experiment",
        columns: ["claim", "the paper", "here, with 95 % interval", "verdict", "experiment"],
        rows: rows)
  }
}
