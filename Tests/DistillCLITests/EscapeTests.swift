import Foundation
import Testing

/// Names from outside that a terminal would act on.
@Suite("Names on a terminal")
struct EscapeTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }
  /// Red, the bell, back to the left, C1's control sequence introducer, and a right-to-left override.
  private static let hostile = "\u{1B}[31m\u{7}\u{8}\u{9B}1m\u{202E}x"
  private static let shown = #"\u{1B}[31m\u{7}\u{8}\u{9B}1m\u{202E}x"#

  /// The name of a class in the model file m, which no data folder can have.
  private static let className = "a/3\u{1B}-"
  private static let shownName = #"a/3\u{1B}-"#

  init() throws {
    workshop = try Workshop(epochs: 1)
    try workshop.draw()
    let folder = workshop.folder
    let names = (0..<10).map { $0 == 3 ? "a/3--------" : "a/\($0)" }
    try folder.write(names.map { $0 + "\n" }.joined(), to: "d/classes.txt")
    try workshop.train()
    // The escape character in JSON within JSON, in the place of as many bytes.
    var model = try folder.bytes("t/model.safetensors")
    let place = try #require(model.firstRange(of: Array("a/3-------".utf8)))
    model.replaceSubrange(place, with: Array(#"a/3\\u001b"#.utf8))
    // Without its checksum, under a name of the same length: the file is edited on purpose.
    let key = try #require(model.firstRange(of: Array("distill.sha256".utf8)))
    model.replaceSubrange(key, with: Array("edited.sha256_".utf8))
    try folder.write(model, to: "m.safetensors")
    // Examples without labels take the names of the model's classes.
    try folder.copy("d", to: "e")
    for name in try folder.names(in: "e") where !name.contains("images") {
      try folder.remove("e/\(name)")
    }
  }

  /// Whether `text` has nothing that a terminal would act on but line feeds.
  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || $0.properties.generalCategory != .control && $0 != "\u{202E}"
    }
  }

  @Test("Class names are escaped in tables")
  func tables() throws {
    let list = try workshop.run(
      "specialize", "r", "m.safetensors", "e", "--clusters", "2", "--list")
    #expect(isPlain(list.output) && isPlain(list.errors))
    #expect(list.output.contains(Self.shownName), "\(list.output)")
    let corrected = try workshop.run(
      "correct", "m.safetensors", "e", "c.safetensors", "--classes", Self.className, "--prior",
      "uniform")
    #expect(isPlain(corrected.output))
    #expect(corrected.output.hasPrefix("\(Self.shownName): offset "), "\(corrected.output)")
  }

  @Test("JSON has the names as they are")
  func json() throws {
    let list = try workshop.run(
      "specialize", "r", "m.safetensors", "e", "--clusters", "2", "--list", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [String: Any]
    let clusters = try #require(object?["clusters"] as? [[String]])
    #expect(clusters.joined().contains(Self.className))
  }

  @Test("Names of files and runs are escaped in tables, progress and errors")
  func files() throws {
    let run = Self.hostile
    let trained = try workshop.run("train", "r", "d", run)
    #expect(isPlain(trained.errors) && trained.errors.contains(Self.shown), "\(trained.errors)")
    let table = try workshop.run("evaluate", "d", run)
    #expect(isPlain(table.output) && table.output.contains(Self.shown), "\(table.output)")
    for (arguments, code): ([String], Int32) in [
      (["train", "r", "no\(run)", "u"], 65), (["train", "r", "d", run], 1),
      (["train", "r", "d", "u", "--only", run], 65),
      (["train", "r", "d", "u", "--epochs", run], 64),
      (["correct", "t", "d", "e.safetensors", "--classes", "\(run)y"], 65),
    ] {
      let result = try Command(arguments, in: folder.path).result()
      #expect(result.code == code, "\(result.errors)")
      #expect(isPlain(result.errors), "\(result.errors.debugDescription)")
      #expect(result.errors.contains(Self.shown), "\(result.errors)")
    }
  }

  @Test("A name with a line feed forges no line")
  func lines() throws {
    let result = try Command(["evaluate", "d", "x\ndistill: done"], in: folder.path).result()
    #expect(result.code == 65)
    #expect(result.errors.hasPrefix(#"distill: x\ndistill: done does not exist"#))
    #expect(result.errors.split(separator: "\n").count == 1)
  }
}
