import Foundation
import Testing

/// A folder with a recipe in it, where commands make things: the stage of every test.
///
/// Names are as short as names can be, which once was a way to crash: `d` the data, `r` the recipe,
/// `t` the teacher, `s` its soft targets.
struct Workshop {
  let folder: TemporaryFolder

  init(epochs: Int = 2) throws {
    folder = try TemporaryFolder()
    try writeRecipe(epochs: epochs)
  }

  /// A recipe of a small network; `extra` are further lines.
  func writeRecipe(_ name: String = "r", epochs: Int = 2, extra: String = "") throws {
    try folder.write(
      """
      architecture:
        inputs: 784
        layers: [dense 8 relu, dropout 0.2, dense 10]
      epochs: \(epochs)
      batchSize: 50
      learningRate: 0.05
      seed: 7
      \(extra)

      """, to: name)
  }

  /// Runs a command that must succeed.
  @discardableResult
  func run(_ arguments: String...) throws -> Command.Result {
    let result = try Command(arguments, in: folder.path).result()
    try #require(result.code == 0, "\(arguments): \(result.errors)")
    return result
  }

  func draw(_ name: String = "d", train: Int = 200, seed: Int = 1) throws {
    try run("draw", name, "--train", "\(train)", "--test", "100", "--seed", "\(seed)")
  }

  func train(_ name: String = "t", options: [String] = []) throws {
    let result = try Command(["train", "r", "d", name] + options, in: folder.path).result()
    try #require(result.code == 0, "\(result.errors)")
  }

  /// Runs a command that must refuse in one sentence that has all of `words`, with exit code `code`,
  /// nothing on standard output, and every file in the folder as it was.
  func expectRefusal(
    _ arguments: [String], code: Int32, saying words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try folder.snapshot()
    let result = try Command(arguments, in: folder.path).result()
    #expect(result.code == code, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    // Notices about the data may come before the error.
    let lines = result.errors.split(separator: "\n").filter { !$0.hasPrefix("distill: note: ") }
    // A wrong use is answered with the right one on further lines.
    let isUsage = code == 64 && result.errors.hasPrefix("Error: ")
    #expect(isUsage || lines.count == 1, "\(result.errors)", sourceLocation: sourceLocation)
    let sentence = lines.first ?? ""
    #expect(
      isUsage || sentence.hasPrefix("distill: "), "\(sentence)", sourceLocation: sourceLocation)
    #expect(
      sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)",
      sourceLocation: sourceLocation)
    for word in words {
      #expect(
        sentence.contains(word), "“\(word)” is not in: \(sentence)", sourceLocation: sourceLocation)
    }
    #expect(
      try folder.snapshot() == before, "something was left behind", sourceLocation: sourceLocation)
  }
}
