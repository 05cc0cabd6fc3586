import DistillNetworks
import Foundation
import Testing

/// YAML that no recipe needs is refused before it costs anything, and comments are left alone.
@Suite("Scanned recipes")
struct RecipeScanTests {
  private static let recipe = """
    architecture:
      inputs: 4
      layers: [dense 3]
    epochs: 1
    batchSize: 2
    learningRate: 1
    seed: 0

    """

  private func refusal(_ text: String) -> String {
    let error = #expect(throws: NetworkError.self) { try TrainingPlan(yaml: text, source: "r.yml") }
    return error?.description ?? ""
  }

  @Test(
    "Anchors, aliases, tags, merge keys and block texts are refused by line",
    arguments: [
      "a: &x 1", "a: *x", "? *i\n: 1", "<<: *x", "shift: !!int 3", "shift: |\n  3", "shift: >\n  3",
      "schedule: {shape: linear, warmUp: &w 0.1}", "a: [&b c]", "optimizer: &x", "\"#\": &x 1",
      "'#': &x 1", "a: \"it # is\" # no\nb: &x 1", "a 'b: \"c' # &x\"\nd: &y 1",
      "a: 'x'' # ' # no\nb: &y 1", "a: \"\\\\\" # \"\nb: *y", "a: \"\\\" # \" # \"\nb: *y",
      "a: b\n  'c # d'\ne: *x", "# comment\u{2028}a: &x 1", "# comment\u{85}a: &x 1",
      "# comment\ra: &x 1", "a: b#\nc: &x 1", "a: [b,\n 'c # &d'\n]", "--- \"a # &b\"",
    ])
  func refused(text: String) {
    let sentence = refusal(Self.recipe + text)
    #expect(sentence.hasPrefix("r.yml is not a recipe: line "), "\(sentence)")
    #expect(
      sentence.contains("a recipe has no anchors, aliases, tags or block texts"), "\(sentence)")
  }

  @Test("Aliases that expand to a tree of any size are refused at once")
  func expansion() {
    var nested = "a: &a 1\n"
    for level in 1...60 {
      nested += "k\(level): &b\(level) [*\(level == 1 ? "a" : "b\(level - 1)"), *a]\n"
    }
    #expect(refusal(nested + "? *b60\n: 1\n").contains("anchors"))
    var keys = "1"
    for _ in 0..<14 { keys = "{? *a : *a, ? [*a] : \(keys)}" }
    #expect(refusal("y: &a \(keys)").contains("is not a recipe"))
  }

  @Test(
    "Deep nesting is refused",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 10_000),
      "a: " + String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 10_000),
      (0..<400).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
    ])
  func nested(text: String) {
    #expect(refusal(text).hasPrefix("r.yml is not a recipe: line "))
  }

  @Test("Text in quotation marks ends in its line")
  func openQuotes() {
    #expect(
      refusal(Self.recipe + "precision: \"float32\n").contains("without a second one"))
  }

  @Test(
    "Comments hold any characters",
    arguments: [
      "# R&D, 2*3 > 5, a|b, wow!", "precision: float32  # R&D: 'don''t' \"*\"",
      "precision: \"float32\" # R&D", "precision: 'float32'   # *", "  # *",
      "optimizer:\n  rule: sgd # a & b\n  momentum: 0.9  # 'c' & d\n",
      "schedule: {shape: linear, # *\n  warmUp: 0.1} # &",
      "distillation: {\"temperature\": 1, 'hardWeight': 0} # &",
    ])
  func comments(text: String) throws {
    let yaml = "---\n# &\n" + Self.recipe + text
    _ = try TrainingPlan(yaml: yaml, source: "r.yml")
    _ = try TrainingPlan(yaml: yaml.replacing("\n", with: "\r\n"), source: "r.yml")
  }

  @Test("A key that is given twice is named, also where it is quoted once")
  func twice() {
    for text in ["epochs: 2", "\"epochs\": 2"] {
      #expect(refusal(Self.recipe + text).contains("“epochs” is given twice"))
    }
  }

  @Test("A recipe is read from a file; folders, devices and other texts are none")
  func files() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/r.yaml"
      func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
      try write(Array(Self.recipe.utf8))
      #expect(try TrainingPlan(contentsOf: path) == TrainingPlan(yaml: Self.recipe, source: ""))
      try write([0xFF, 0xFE])
      #expect(throws: NetworkError.self) { try TrainingPlan(contentsOf: path) }
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      for place in [folder, folder + "/pipe", "/dev/zero"] {
        let error = #expect(throws: NetworkError.self) { try TrainingPlan(contentsOf: place) }
        #expect(
          error?.description == "\(place) is not a recipe: it is a folder or a device, not a file.")
      }
    }
  }
}
