extension String {
  /// This text with every character escaped that a terminal would act on instead of showing it.
  ///
  /// Names of classes, files and utterances come from files of other people. Control characters in them
  /// could move the cursor, change colours, ring the bell or forge further lines, and bidirectional
  /// controls could show a name as another. They become escapes such as `\u{1B}`, as in Swift literals;
  /// everything else stays, backslashes included. Escaping twice changes nothing.
  ///
  /// - Parameter keepingLines: Whether line feeds and tabs stay, for text that is made of several lines.
  package func printable(keepingLines: Bool = false) -> String {
    func isShown(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar {
      case "\n", "\t": keepingLines
      // C0, DEL and C1.
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": false
      // Controls of the bidirectional algorithm (Unicode Standard Annex 9), and separators of lines.
      case "\u{61C}", "\u{200E}", "\u{200F}", "\u{2028}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        false
      default: true
      }
    }
    guard !unicodeScalars.allSatisfy(isShown) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if isShown(scalar) {
        text.append(scalar)
      } else {
        text.append(contentsOf: Self.escape(scalar).unicodeScalars)
      }
    }
    return String(text)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  /// This text as a POSIX shell takes it for one word: as it is where that is safe, in single quotes
  /// elsewhere.
  package var shellWord: String {
    let isPlain = unicodeScalars.allSatisfy {
      switch $0 {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", ",", "=", "+", ":", "@", "%": true
      default: $0.properties.isAlphabetic
      }
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
