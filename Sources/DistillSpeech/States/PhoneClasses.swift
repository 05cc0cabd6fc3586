/// Sets of similar phones, the questions of decision trees.
///
/// Of English, in the symbols of the CMU dictionary; for phones of other names there is a question for each.
enum PhoneClasses {
  private static let sets: [[String]] = [
    // Vowels, and kinds of them
    [
      "AA", "AE", "AH", "AO", "AW", "AX", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH",
      "UW",
    ],
    ["IY", "IH", "EY", "EH", "AE"], ["AA", "AO", "AH", "OW", "UH", "UW"], ["IY", "IH", "UW", "UH"],
    ["IY", "EY", "AY", "OY"], ["AW", "OW", "UW"], ["AA", "AE", "AH", "AO"],
    ["AY", "AW", "EY", "OW"],
    ["AY", "AA", "AW"],
    // Consonants by manner
    ["B", "D", "G", "P", "T", "K"], ["B", "D", "G"], ["P", "T", "K"], ["M", "N", "NG"],
    ["F", "TH", "S", "SH", "HH"], ["V", "DH", "Z", "ZH"],
    ["F", "V", "TH", "DH", "S", "Z", "SH", "ZH", "HH"], ["S", "Z", "SH", "ZH"], ["CH", "JH"],
    ["CH", "JH", "S", "Z", "SH", "ZH"], ["L", "R", "W", "Y"], ["L", "R"], ["W", "Y"], ["R", "ER"],
    // By place
    ["B", "P", "M", "F", "V", "W"], ["B", "P", "M"], ["F", "V"], ["T", "D", "N", "S", "Z", "L"],
    ["T", "D"], ["S", "Z"], ["K", "G", "NG"], ["K", "G"], ["TH", "DH"], ["P", "B"],
    // By voice
    ["B", "D", "G", "V", "DH", "Z", "ZH", "JH", "M", "N", "NG", "L", "R", "W", "Y"],
    ["P", "T", "K", "F", "TH", "S", "SH", "CH", "HH"],
  ]

  /// The sets that have at least two of `phones`, by number, and each phone alone.
  static func questions(about phones: PhoneSet) -> [[Int]] {
    var questions: [[Int]] = []
    for set in sets {
      let numbers = set.compactMap { phones.names.firstIndex(of: $0) }
      if numbers.count > 1, !questions.contains(numbers) { questions.append(numbers) }
    }
    return questions + (0..<phones.count).map { [$0] }
  }
}
