import Foundation

/// Numbers as text: the same in tables and reports, independent of the locale.
package enum Numeral {
  /// The text for a missing number.
  package static let none = "–"

  /// `2395210` as "2,395,210".
  package static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    let groups = stride(from: digits.count, to: 0, by: -3).reversed()
      .map { String(digits[max(0, $0 - 3)..<$0]) }
    return (value < 0 ? "−" : "") + groups.joined(separator: ",")
  }

  /// `value` with a fixed number of decimals.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return none }
    return String(format: "%.\(decimals)f", value).replacing("-", with: "−")
  }

  /// At most four significant digits: "20", "0.1", "82.33"; but all digits before the point: "10000".
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return none }
    return String(format: abs(value) < 10_000 || abs(value) >= 1e15 ? "%.4g" : "%.0f", value)
  }

  /// A rate of 0…1 in percent with two decimals, without the sign.
  package static func percent(_ rate: Double) -> String { fixed(rate * 100, decimals: 2) }

  /// An interval of rates in percent: "1.24–1.71".
  package static func percent(_ interval: ClosedRange<Double>) -> String {
    percent(interval.lowerBound) + "–" + percent(interval.upperBound)
  }

  /// A size in bytes with three significant digits and a decimal unit: "9.58 MB".
  package static func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    var units = ["B", "kB", "MB", "GB", "TB"][...]
    // 999.5 would be rounded to four digits.
    while value >= 999.5, units.count > 1 {
      value /= 1000
      units.removeFirst()
    }
    let isWhole = units.first == "B" || value >= 99.95
    return fixed(value, decimals: isWhole ? 0 : value >= 9.995 ? 1 : 2) + " " + (units.first ?? "")
  }

  /// A rate per second with three significant digits: "412,000".
  package static func speed(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e15 else { return none }
    if value < 10 { return fixed(value, decimals: 1) }
    let unit = pow(10, max(0, value.rounded(.down).exponent10 - 2))
    return grouped(Int((value / unit).rounded() * unit))
  }

  /// A probability with three decimals, or as a power of ten below a thousandth: "3·10⁻⁶".
  package static func probability(_ value: Double) -> String {
    guard value.isFinite else { return none }
    if value >= 0.0005 || value <= 0 { return fixed(value, decimals: 3) }
    return power(value)
  }

  /// The label of an axis tick: at most six significant digits, three beside a power of ten.
  package static func tick(_ value: Double) -> String {
    guard value.isFinite else { return none }
    let isPlain = value == 0 || (abs(value) >= 0.001 && abs(value) < 100_000)
    let number = isPlain ? String(format: "%g", abs(value)) : power(abs(value), digits: 3)
    return (value < 0 ? "−" : "") + number
  }

  /// Numbers to compare, all with the decimals that give the largest three digits: "61.2", "−4.0".
  package static func comparable(_ values: [Double]) -> [String] {
    let largest = values.filter(\.isFinite).map(abs).max() ?? 0
    if largest >= 1e15 || (largest > 0 && largest < 1e-6) { return values.map(tick) }
    let decimals = largest > 0 ? max(0, 2 - Int(largest.exponent10)) : 0
    return values.map { value in
      let text = fixed(abs(value), decimals: decimals)
      return (value < 0 && text.contains { "123456789".contains($0) } ? "−" : "") + text
    }
  }

  /// A p value with three decimals; `named` puts "p = " before it.
  package static func pValue(_ p: Double, named: Bool) -> String {
    if p < 0.001 { return named ? "p < 0.001" : "< 0.001" }
    return (named ? "p = " : "") + fixed(p, decimals: 3)
  }

  /// `value`, positive, as a number of `digits` digits and a power of ten; the factor 1 is left out.
  private static func power(_ value: Double, digits: Int = 1) -> String {
    var exponent = Int(value.exponent10)
    let mantissa = value / pow(10, Double(exponent))
    // The least representable numbers are below the least representable power of ten.
    var number = mantissa.isFinite ? String(format: "%.\(digits)g", mantissa) : "1"
    if number == "10" || number == "1e+01" { (number, exponent) = ("1", exponent + 1) }
    let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let raised = String(
      String(abs(exponent)).compactMap(\.wholeNumberValue).map { superscripts[$0] })
    return (number == "1" ? "" : "\(number)·") + "10" + (exponent < 0 ? "⁻" : "") + raised
  }
}

extension Double {
  /// The power of ten at or below this positive number.
  fileprivate var exponent10: Double { self > 0 ? log10(self).rounded(.down) : 0 }
}
