import Foundation
import Testing

/// `--json` and `--quiet`, which every command takes.
@Suite("JSON and quiet")
struct JSONTests {
  private let workshop: Workshop
  private var folder: TemporaryFolder { workshop.folder }

  init() throws {
    workshop = try Workshop(epochs: 2)
    try workshop.writeRecipe(epochs: 2, extra: "validation: 50")
  }

  /// The object that a command prints; with `--quiet`, nothing is on standard error.
  private func object(_ arguments: [String]) throws -> [String: Any] {
    let result = try Command(arguments + ["--json", "--quiet"], in: folder.path).result()
    try #require(result.code == 0, "\(arguments): \(result.errors)")
    #expect(result.errors == "", "\(arguments)")
    #expect(result.output.hasSuffix("}\n"))
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test("The commands of the main job print what they have made")
  func mainJob() throws {
    let drawn = try object(["draw", "d", "--train", "200", "--test", "100", "--seed", "1"])
    #expect(drawn["path"] as? String == "d" && drawn["training"] as? Int == 200)
    #expect(drawn["test"] as? Int == 100 && drawn["classes"] as? Int == 10)

    let trained = try object(["train", "r", "d", "t"])
    #expect(trained["path"] as? String == "t" && trained["kind"] as? String == "network")
    #expect(trained["state"] as? String == "finished" && trained["seed"] as? Int == 7)
    let last = try #require(trained["last"] as? [String: Any])
    #expect(last["epoch"] as? Int == 2)
    let rate = try #require(last["validationErrorRate"] as? Double)
    #expect((0...1).contains(rate))

    let ensemble = try object(["train", "r", "d", "e", "--members", "2"])
    let members = try #require(ensemble["members"] as? [[String: Any]])
    #expect(ensemble["kind"] as? String == "ensemble")
    #expect(members.map { $0["path"] as? String } == ["e/member-1", "e/member-2"])
    #expect(members.allSatisfy { $0["last"] != nil })

    let softened = try object(["soften", "t", "d", "s"])
    #expect(softened["path"] as? String == "s" && softened["examples"] as? Int == 200)
    #expect(softened["classes"] as? Int == 10 && softened["state"] as? String == "finished")

    let taught = try object(
      ["teach", "r", "s", "d", "u", "--temperature", "2", "--hard-weight", "0.5"])
    #expect(taught["kind"] as? String == "student")
    #expect((taught["last"] as? [String: Any])?["softLoss"] as? Double != nil)

    let listed = try object(["specialize", "r", "t", "d", "--clusters", "2", "--list"])
    let clusters = try #require(listed["clusters"] as? [[String]])
    #expect(Set(clusters.joined()).count == 10)
    #expect((listed["omitted"] as? [String]) == [])
    let panel = try object(["specialize", "r", "t", "d", "p", "--clusters", "2"])
    #expect(panel["kind"] as? String == "panel")
    #expect((panel["members"] as? [[String: Any]])?.count == 2)

    let corrected = try object(
      ["correct", "t", "d", "c.safetensors", "--classes", "1,2", "--oracle"])
    let classes = try #require(corrected["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["1", "2"])
    #expect(
      classes.allSatisfy { $0["offset"] as? Double != nil && $0["expected"] as? Double != nil })
    #expect((corrected["test"] as? [String: Any])?["examples"] as? Int == 100)

    let evaluated = try workshop.run("evaluate", "d", "t", "u", "--json", "--quiet")
    let rows = try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8))
    #expect((rows as? [[String: Any]])?.map { $0["name"] as? String } == ["t", "u"])
    #expect(evaluated.errors == "")

    let swept = try object(
      ["sweep", "r", "s", "d", "f", "--temperature", "1,2", "--hard-weight", "0.5", "--seeds", "2"])
    #expect((swept["findings"] as? [[String: Any]])?.count == 1)
    let choice = try #require(swept["choice"] as? [String: Any])
    #expect(choice["hardWeight"] as? Double == 0.5)
    #expect((swept["command"] as? String)?.hasPrefix("distill teach r s d RUN ") == true)

    let outline = try object(["study", "mnist", "d", "g", "--quick", "--dry-run"])
    #expect((outline["experiments"] as? [[String: Any]])?.isEmpty == false)
    #expect(outline["seconds"] as? Double != nil)

    let step = try object(["bench", "--layers", "4,4", "--batch", "2", "--seconds", "0"])
    #expect(step["milliseconds"] as? Double != nil)
  }

  @Test("A run that was stopped is one in its JSON")
  func stopped() throws {
    try workshop.draw()
    let process = try Command(
      ["train", "r", "d", "t", "--epochs", "100000", "--json"], in: folder.path)
    try process.waitUntil { folder.exists("t/metrics.jsonl") }
    process.send(SIGINT)
    let result = try process.result()
    #expect(result.code == 130)
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(object?["state"] as? String == "stopped")
  }

  @Test("Every command takes --quiet and --json")
  func options() throws {
    let names = [
      "demo", "fetch", "draw", "train", "soften", "teach", "specialize", "correct", "evaluate",
      "sweep", "speech prepare", "speech align", "speech decode", "speech score", "speech archive",
      "speech synthesize", "transcribe", "study", "bench",
    ]
    for name in names {
      let words = name.split(separator: " ").map(String.init)
      let help = try Command(words + ["--help"], in: folder.path).result().output
      #expect(help.contains("\n  --quiet ") && help.contains("\n  --json "), "\(name)")
    }
  }
}
