public import DistillData
import Foundation

extension NGramModel {
  /// Writes the model to `path` in the ARPA format.
  ///
  /// Logarithms are to base 10 and written with as many digits as identify a `Double`, so the file has
  /// the probabilities of the model. `<s>`, which is never predicted, has −99, the format's zero.
  ///
  /// - Throws: `FileError`; an old file is then unchanged.
  public func write(arpa path: String) throws(FileError) {
    let stateOfHistory = Dictionary(
      uniqueKeysWithValues: histories.enumerated().map { ($1, $0) })
    var sections = [[String]](repeating: [], count: order)
    for (state, history) in histories.enumerated() {
      let before = history.map { name(of: $0) }
      var arcs = arcs(of: state)
      if history.isEmpty { arcs.append((begin, Self.arpaZero * log(10))) }
      for (word, logProbability) in arcs {
        var line = Self.common(logProbability) + "\t"
        line += (before + [name(of: word)]).joined(separator: " ")
        if let state = stateOfHistory[history + [word]] {
          line += "\t" + Self.common(backoffs[state])
        }
        sections[history.count].append(line)
      }
    }
    var lines = ["\\data\\"]
    for (length, section) in sections.enumerated() {
      lines.append("ngram \(length + 1)=\(section.count)")
    }
    for (length, section) in sections.enumerated() {
      lines += ["", "\\\(length + 1)-grams:"] + section
    }
    try TextLines.write(lines + ["", "\\end\\"], to: path)
  }

  /// The format's logarithm of zero.
  static let arpaZero = -99.0

  private func name(of word: Int32) -> String {
    word == begin ? Self.beginMark : word == end ? Self.endMark : vocabulary[Int(word)]
  }

  private static func common(_ logarithm: Double) -> String {
    let value = logarithm / log(10)
    return value == 0 ? "0" : value == arpaZero ? "-99" : "\(value)"
  }
}
