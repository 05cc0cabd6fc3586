import Foundation

/// HTML that is safe by construction: a literal is markup, and every string put into it is escaped.
package struct Markup: ExpressibleByStringInterpolation, Sendable {
  package var text: String

  package init(stringLiteral value: String) { text = value }
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  package struct StringInterpolation: StringInterpolationProtocol {
    package var text: String

    package init(literalCapacity: Int, interpolationCount: Int) {
      text = ""
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    package mutating func appendInterpolation(_ parts: [Markup]) {
      for part in parts { text += part.text }
    }

    package mutating func appendInterpolation(_ value: Int) { text += String(value) }

    /// A coordinate, to a hundredth.
    package mutating func appendInterpolation(_ value: Double) {
      precondition(value.isFinite, "\(value) is not a coordinate")
      let hundredths = (value * 100).rounded() / 100
      text +=
        hundredths == hundredths.rounded() ? String(format: "%.0f", hundredths) : "\(hundredths)"
    }

    package mutating func appendInterpolation(_ string: String) {
      for scalar in string.unicodeScalars {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "'": text += "&#39;"
        // HTML cannot represent the other control characters.
        case "\0"..."\u{8}", "\u{b}", "\u{c}", "\u{e}"..."\u{1f}", "\u{7f}"..."\u{9f}":
          text += "\u{fffd}"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
