extension Finding {
  /// The comparisons as a table; where there are several, with p corrected by Holm's method beside.
  var comparisonTable: ResultTable {
    let corrected = comparisons.compactMap(\.p)
    var holm = Comparison.holm(corrected).makeIterator()
    let isCorrected = corrected.count > 1
    let rows = comparisons.map { comparison in
      let bounds = comparison.interval.map { [$0.lowerBound, $0.upperBound] } ?? []
      let numbers = Numeral.comparable([comparison.difference] + bounds)
      let p = comparison.p
      let adjusted = p == nil ? nil : holm.next()
      func shown(_ p: Double?) -> String {
        p.map { Numeral.pValue($0, named: false) } ?? Numeral.none
      }
      return [
        "\(comparison.first.name) against \(comparison.second.name)", numbers[0],
        bounds.isEmpty ? Numeral.none : "\(numbers[1]) to \(numbers[2])", shown(p),
      ] + (isCorrected ? [shown(adjusted)] : []) + [
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
