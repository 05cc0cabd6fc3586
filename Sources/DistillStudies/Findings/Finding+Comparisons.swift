import Distill

extension Finding {
  /// The comparisons as a table, in which Holm's correction decides; its values are a column of their own
  /// where there are several comparisons.
  var comparisonTable: ResultTable {
    let isCorrected = comparisons.contains { $0.familySize > 1 }
    func shown(_ p: Double?) -> String {
      p.map { Numeral.pValue($0, named: false) } ?? Numeral.none
    }
    let rows = comparisons.map { comparison in
      let bounds = comparison.interval.map { [$0.lowerBound, $0.upperBound] } ?? []
      let numbers = Numeral.comparable([comparison.difference] + bounds)
      return [
        "\(comparison.first.name) against \(comparison.second.name)", numbers[0],
        bounds.isEmpty ? Numeral.none : "\(numbers[1]) to \(numbers[2])", shown(comparison.p),
      ] + (isCorrected ? [shown(comparison.correctedP)] : []) + [
        "\(comparison.count)", comparison.verdict.rawValue,
      ]
    }
    let pairings = Set(comparisons.map(\.pairing.rawValue))
    let pairing = pairings.count == 1 ? pairings.first ?? "" : "pair"
    return ResultTable(
      caption: "Comparisons, paired by \(pairings.sorted().joined(separator: " or "))",
      columns: ["comparison", "difference", "95 % interval", "p"]
        + (isCorrected ? ["p, Holm"] : []) + ["\(pairing)s", "verdict"],
      rows: rows)
  }
}
