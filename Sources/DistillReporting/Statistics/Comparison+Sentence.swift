extension Comparison {
  /// The comparison in words: “student is better than labels only by 61.2 errors (95 % interval 40.1
  /// to 82.3, p = 0.003, Holm-corrected p = 0.009, 5 seeds)”. Where it is decided, the numbers are the
  /// size of the difference; where it is not, they are first − second. The corrected p is given where
  /// several comparisons were made together, and it decides.
  ///
  /// `unit` is what is counted: “errors”, “nats”.
  public func sentence(unit: String) -> String {
    let pairs = "\(count) \(pairing.rawValue)" + (count == 1 ? "" : "s")
    guard difference.isFinite else {
      return "undecided at \(pairs): there is no difference of \(first.name) and \(second.name)"
    }
    let isTurned = verdict != .undecided && difference < 0
    func turned(_ value: Double) -> Double { isTurned ? -value : value }
    let bounds = interval.map { [turned($0.lowerBound), turned($0.upperBound)].sorted() } ?? []
    let numbers = Numeral.comparable([turned(difference)] + bounds)
    var evidence: [String] = []
    if !bounds.isEmpty { evidence.append("95 % interval \(numbers[1]) to \(numbers[2])") }
    if let p { evidence.append(Numeral.pValue(p, named: true)) }
    if familySize > 1, let correctedP {
      evidence.append("Holm-corrected \(Numeral.pValue(correctedP, named: true))")
    }
    switch verdict {
    case .better, .worse:
      return "\(first.name) is \(verdict.rawValue) than \(second.name) by \(numbers[0]) \(unit) "
        + "(\((evidence + [pairs]).joined(separator: ", ")))"
    case .undecided:
      let rest = evidence.isEmpty ? "" : " (\(evidence.joined(separator: ", ")))"
      return "undecided at \(pairs): \(first.name) − \(second.name) is \(numbers[0]) \(unit)\(rest)"
    }
  }
}
