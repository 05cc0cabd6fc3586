/// Option values that begin with a minus sign.
///
/// ArgumentParser takes every argument that begins with `-` for an option, so that `--word-penalty -3`
/// would be an option without a value. No option here begins with a minus sign and a digit, so such an
/// argument is the value of the option before it.
package enum NegativeValues {
  /// `arguments` with every negative number joined to the option before it: `--word-penalty=-3`.
  /// Arguments after `--` are unchanged.
  package static func joined(_ arguments: some Sequence<String>) -> [String] {
    var result: [String] = []
    var isOver = false
    for argument in arguments {
      if !isOver, isNegative(argument), let option = result.last, isOption(option) {
        result[result.count - 1] = "\(option)=\(argument)"
      } else {
        result.append(argument)
      }
      isOver = isOver || argument == "--"
    }
    return result
  }

  /// Whether `argument` is the name of an option, without a value of its own.
  private static func isOption(_ argument: String) -> Bool {
    argument.hasPrefix("--") && argument.count > 2 && !argument.contains("=")
  }

  /// Whether `argument` begins like a negative number: -3, -.5, -inf, -nan.
  private static func isNegative(_ argument: String) -> Bool {
    guard argument.hasPrefix("-") else { return false }
    let rest = argument.dropFirst().lowercased()
    if ["inf", "infinity", "nan"].contains(rest) { return true }
    guard let first = rest.drop(while: { $0 == "." }).first else { return false }
    return first.isASCII && first.isNumber && rest.prefix(2) != ".."
  }
}
