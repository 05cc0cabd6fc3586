/// What the labels of a folder suggest about mistakes in them.
///
/// Why: labels that are shifted by one against the names give every class its neighbour's name, and
/// nothing else in training or evaluation shows that.
extension DataFolder {
  /// The notices about `labels` of classes called `classNames`; `isNamed` where classes.txt has the names.
  static func notices(
    of labels: [Part: [Int]], classNames: [String], isNamed: Bool, in path: String
  ) -> [Notice] {
    var counts: [Part: [Int]] = [:]
    for (part, labels) in labels {
      var count = [Int](repeating: 0, count: classNames.count)
      // Labels that are out of range are an error when the part is read.
      for label in labels where count.indices.contains(label) { count[label] += 1 }
      if count.contains(where: { $0 > 0 }) { counts[part] = count }
    }
    guard !counts.isEmpty else { return [] }
    let totals = classNames.indices.map { label in counts.values.reduce(0) { $0 + $1[label] } }
    if classNames.count == 1 {
      return [
        Notice(
          "\(path): all \(totals[0]) labelled examples are of one class, “\(classNames[0])”. With one "
            + "class there is nothing to learn, and no network makes an error.")
      ]
    }
    var notices: [Notice] = []
    let missing = totals.indices.filter { totals[$0] == 0 }
    if !missing.isEmpty {
      notices.append(
        Notice(
          "\(path): \(subject(missing, of: classNames)) no example in any part."
            + hint(totals, isNamed: isNamed)))
    }
    if let training = counts[.training] {
      let unseen = totals.indices.filter { totals[$0] > 0 && training[$0] == 0 }
      if !unseen.isEmpty {
        notices.append(
          Notice(
            "\(path): \(subject(unseen, of: classNames)) no training example, but examples in another "
              + "part. A network cannot learn \(unseen.count == 1 ? "it" : "them") from labels."))
      }
    }
    return notices
  }

  /// “1 of 26 classes, “A” (label 0), has”.
  private static func subject(_ classes: [Int], of names: [String]) -> String {
    let shown = classes.count > 6 ? 5 : classes.count
    let list = classes.prefix(shown).map { label in
      names[label] == "\(label)" ? "“\(label)”" : "“\(names[label])” (label \(label))"
    }
    let more = classes.count > shown ? " and \(classes.count - shown) more" : ""
    return "\(classes.count) of \(names.count) classes, \(list.joined(separator: ", "))\(more), "
      + (classes.count == 1 ? "has" : "have")
  }

  /// What the place of the missing labels suggests; empty where it suggests nothing.
  private static func hint(_ totals: [Int], isNamed: Bool) -> String {
    let present = totals.indices.filter { totals[$0] > 0 }
    guard let first = present.first, let last = present.last else { return "" }
    var hint = ""
    if first > 0 {
      hint +=
        " The labels begin at \(first). Where they count from \(first), subtract \(first) from each"
        + (isNamed
          ? ", or name label 0 in a first line of classes.txt: its first line is the name of label 0."
          : "; label 0 is the first class.")
    }
    if !isNamed, present.count > 1, last - present[present.count - 2] > 1 {
      hint +=
        " The largest label is \(last) and the next is \(present[present.count - 2]). Where \(last) means "
        + "an unknown class, write −1 in its place, in a file of type byte or int."
    }
    return hint
  }

  /// Notices about files of labels that are not read because of their names.
  static func unreadLabels(
    in files: [String], of path: String, _ labels: [Part: [Int]]
  ) -> [Notice] {
    guard let part = Part.allCases.first(where: { holds($0, in: files) && labels[$0] == nil })
    else { return [] }
    let unread = files.filter { name in
      name.lowercased().contains("label")
        && !Part.allCases.contains { isName(name, of: $0, "labels") }
    }
    guard !unread.isEmpty else { return [] }
    return [
      Notice(
        "\(path): the \(part) part has no labels, and \(unread.prefix(8).joined(separator: ", ")) "
          + "\(unread.count == 1 ? "is" : "are") not read; labels are expected in "
          + "\(part.prefixes[0])-labels-idx1-ubyte, plain or .gz.")
    ]
  }
}
