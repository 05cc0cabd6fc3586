import Foundation
import Testing

/// Options that name classes.
@Suite("Lists of classes")
struct ClassListTests {
  private let workshop: Workshop

  /// Digits whose classes have names with commas.
  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw(train: 60)
    let names = ["zero, nil", "one", "two, pair"] + (3...9).map(String.init)
    try workshop.folder.write(names.joined(separator: "\n"), to: "d/classes.txt")
  }

  private func model(_ name: String, _ options: String...) throws -> [UInt8] {
    try workshop.train(name, options: options + ["--quiet"])
    return try workshop.folder.bytes("\(name)/model.safetensors")
  }

  @Test("A name with commas is found alone, in a list, and beside a repeated option")
  func commas() throws {
    let listed = try model("a", "--exclude", "one, zero, nil")
    #expect(try model("b", "--exclude", "zero, nil", "--exclude", "one") == listed)
    #expect(try model("c", "--exclude", "zero, nil,one") == listed)
    #expect(try model("e", "--exclude", "zero, nil") != listed)
    #expect(try model("f", "--only", "two, pair, 4") == model("g", "--only", "4,two, pair"))
  }

  @Test(
    "A list with an empty name is refused, and so is a part of a name",
    arguments: [",,,", "one,", ""])
  func empty(list: String) throws {
    try workshop.expectRefusal(
      ["train", "r", "d", "t", "--exclude", list], code: 64,
      saying: ["--exclude is “\(list)”, where a class name is empty"])
    try workshop.expectRefusal(
      ["train", "r", "d", "t", "--only", "zero"], code: 65,
      saying: ["--only names “zero”", "“zero, nil”, “one”"])
  }

  @Test("Biases are corrected for classes whose names have commas")
  func correct() throws {
    try workshop.train()
    let result = try workshop.run("correct", "t", "d", "c.safetensors", "--classes", "zero, nil")
    #expect(result.output.hasPrefix("zero, nil: offset "))
    try workshop.expectRefusal(
      ["correct", "t", "d", "e.safetensors", "--classes", "nil"], code: 65,
      saying: ["--classes names “nil”, which is no class of the network"])
  }

  @Test("Labels that begin at 1 are in a note of training and evaluation")
  func note() throws {
    try workshop.folder.write(
      (["none"] + (0...9).map(String.init)).joined(separator: "\n"), to: "d/classes.txt")
    let recipe = try workshop.folder.text("r").replacingOccurrences(
      of: "dense 10", with: "dense 11")
    try workshop.folder.write(recipe, to: "r")
    let training = try Command(["train", "r", "d", "t", "--quiet"], in: workshop.folder.path)
      .result()
    #expect(training.code == 0)
    #expect(training.errors.hasPrefix("distill: note: d: 1 of 11 classes, “9” (label 10), has no "))
    let evaluation = try workshop.run("evaluate", "d", "t", "--quiet")
    #expect(evaluation.errors == training.errors && !evaluation.output.contains("note"))
  }
}
