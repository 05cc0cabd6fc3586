import Foundation
import Testing

/// Students that lack classes, and the correction of their biases.
@Suite("Correction by command")
struct CorrectTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop(epochs: 4)
    try workshop.draw(train: 400)
    try workshop.train("t")
    try workshop.run("soften", "t", "d", "s")
    try workshop.run(
      "teach", "r", "s", "d", "u", "--temperature", "4", "--hard-weight", "0.5", "--exclude", "3")
  }

  /// The first number after `word`.
  private func number(after word: String, in text: String) -> Double? {
    guard let place = text.range(of: word) else { return nil }
    return Double(text[place.upperBound...].prefix { "+-.0123456789".contains($0) })
  }

  @Test(
    "A class that a student did not see is raised until it is predicted as often as expected",
    arguments: [[], ["--prior", "uniform"], ["--prior", "estimated", "--teacher", "t"]])
  func missingClass(options: [String]) throws {
    let folder = workshop.folder
    let before = try folder.bytes("u/model.safetensors")
    let result = try Command(
      ["correct", "u", "d", "m.safetensors", "--classes", "3", "--oracle"] + options,
      in: folder.path
    ).result()
    try #require(result.code == 0, "\(result.errors)")
    #expect(result.errors == "")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("3: offset +"))
    let corrected = try #require(number(after: " before, ", in: lines[1]))
    let oracle = try #require(number(after: "labels: ", in: lines[2]))
    #expect(lines[1].hasPrefix("errors of 100 test examples: ") && oracle <= corrected)
    if options == ["--prior", "uniform"] { #expect(lines[0].hasSuffix("expected 10.00 %")) }

    // The corrected model is a model like any other, and predicts as it should.
    let again = try workshop.run(
      "correct", "m.safetensors", "d", "n.safetensors", "--classes", "3", "--prior", "uniform")
    let expected = try #require(number(after: "expected ", in: lines[0]))
    #expect(number(after: "predicted ", in: again.output) == expected)
    let table = try workshop.run("evaluate", "d", "m.safetensors", "--report", "page.html").output
    #expect(table.contains("\(Int(corrected))  ("))
    #expect(try folder.bytes("u/model.safetensors") == before)
  }

  @Test("Classes may share an offset")
  func shared() throws {
    let result = try workshop.run(
      "correct", "u", "d", "m.safetensors", "--classes", "7,8", "--shared")
    let lines = result.output.split(separator: "\n").map(String.init)
    try #require(lines.count == 2)
    #expect(
      number(after: "7: offset ", in: lines[0]) == number(after: "8: offset ", in: lines[1]))
  }

  @Test("What cannot be corrected is refused, and nothing is written")
  func refusals() throws {
    func refuse(
      _ run: String, _ options: [String], _ words: String, code: Int32 = 65,
      out: String = "m.safetensors"
    ) throws {
      try workshop.expectRefusal(
        ["correct", run, "d", out] + options, code: code, saying: [words])
    }
    try workshop.train("e", options: ["--members", "2"])
    try refuse("u", ["--classes", "x"], "--classes names “x”, which is no class of the network")
    try refuse("u", ["--classes", "0,1,2,3,4,5,6,7,8,9", "--shared"], "shared by all classes")
    try refuse("u", ["--classes", ","], "where a class name is empty", code: 64)
    try refuse("e", ["--classes", "3"], "an ensemble")
    try refuse("s", ["--classes", "3"], "a run that trained a model")
    try refuse("u", ["--classes", "3"], "exists", code: 1, out: "u/model.safetensors")
    try refuse("u", ["--classes", "3"], "OUT is “m”", code: 64, out: "m")
    try refuse("u", ["--classes", "3", "--prior", "estimated"], "--teacher", code: 64)
    try refuse("u", ["--classes", "3", "--teacher", "t"], "--prior estimated", code: 64)
    try refuse("u", ["--classes", "3", "--prior", "guessed"], "'guessed'", code: 64)
  }
}
