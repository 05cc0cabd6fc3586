/// Numbers as a reader sees them: decimal digits, a point, an exponent of ten, and nothing else.
///
/// YAML 1.1 reads `010` as 8, `1:30` as 90, `0x10` as 16 and `1_000` as 1000, and Swift's own parsers
/// accept `0x1p-1`, `inf` and `nan`. A recipe that is read so trains another network than its author
/// sees, so such texts are no numbers here.
package enum DecimalNumber {
  /// The integer that `text` writes: an optional sign and decimal digits, without leading zeros.
  ///
  /// - Returns: nil where `text` has another form, or does not fit in an `Integer`.
  package static func integer<Integer: FixedWidthInteger>(
    _ text: String, as type: Integer.Type = Integer.self
  ) -> Integer? {
    var digits = text.utf8[...]
    skipSign(&digits)
    let found = skipDigits(&digits)
    guard found.digits > 0, !found.hasLeadingZero, digits.isEmpty else { return nil }
    return Integer(text)
  }

  /// The number that `text` writes: an optional sign, decimal digits with at most one point and without
  /// leading zeros, and an optional exponent such as `e-4`.
  ///
  /// - Returns: nil where `text` has another form, or is beyond the range of a `Double`, to either side: a
  ///   number that would become 0 or infinite is another number.
  package static func number(_ text: String) -> Double? {
    var rest = text.utf8[...]
    skipSign(&rest)
    let mantissa = rest
    let whole = skipDigits(&rest)
    guard !whole.hasLeadingZero else { return nil }
    var digits = whole.digits
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      digits += skipDigits(&rest).digits
    }
    guard digits > 0 else { return nil }
    let isZero = !mantissa.prefix(upTo: rest.startIndex).contains {
      isDigit($0) && $0 != UInt8(ascii: "0")
    }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest.removeFirst()
      skipSign(&rest)
      guard skipDigits(&rest).digits > 0 else { return nil }
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite, isZero || value != 0 else {
      return nil
    }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private static func skipSign(_ text: inout Substring.UTF8View) {
    if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") { text.removeFirst() }
  }

  private static func skipDigits(
    _ text: inout Substring.UTF8View
  ) -> (digits: Int, hasLeadingZero: Bool) {
    let digits = text.prefix(while: isDigit)
    text.removeFirst(digits.count)
    return (digits.count, digits.count > 1 && digits.first == UInt8(ascii: "0"))
  }
}
