import Distill
import DistillStudies
import Foundation
import Testing

/// `distill study specialists` on drawn glyphs of forty classes.
@Suite("Study of specialists")
struct SpecialistStudyTests {
  private let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.run(
      "draw", "d", "--alphabets", "8", "--characters", "5", "--train", "12", "--test", "4",
      "--seed", "1")
  }

  private static func command(_ folder: String, _ options: [String]) -> [String] {
    ["study", "specialists", "d", folder, "--quick", "--seeds", "2", "--threads", "2"] + options
  }

  private func run(_ folder: String, _ options: [String] = []) throws -> Command.Result {
    let result = try Command(Self.command(folder, options), in: workshop.folder.path).result()
    try #require(result.code == 0, "\(result.errors)")
    return result
  }

  private func findings(_ folder: String) throws -> [Finding] {
    try StudyReport(json: try workshop.folder.text("\(folder)/results.json")).findings
  }

  @Test("From glyphs to a report: generalist, clusters, panel, full softmax, students of the panel")
  func endToEnd() throws {
    let result = try run("s", ["--quiet"])
    #expect(result.errors == "" && result.output.contains("s/report.html has the figures"))
    let findings = try findings("s")
    #expect(
      findings.map(\.name) == [
        "generalist", "confusable-classes", "panel", "training-length", "full-softmax",
        "panel-students",
      ])
    for finding in findings {
      #expect(
        finding.sentence.hasSuffix(".") && !finding.tables.isEmpty && !finding.figures.isEmpty)
      #expect(finding.samples.allSatisfy { $0.values.count == 2 })
    }
    let before = try #require(findings[2].samples.first { $0.name == "generalist" })
    // One of forty is chance, and the generalist is the same network in every experiment.
    #expect(before.values.allSatisfy { (5...100).contains($0) })
    #expect(findings[0].samples[0].values == before.values)
    // Every test example is counted once, whatever the number of specialists that have its class.
    let coverage = findings[2].tables[1]
    #expect(coverage.rows.compactMap { Int($0[1]) }.reduce(0, +) == 2 * 40 * 4)
    let changes = coverage.rows.compactMap { Int($0[2]) }.reduce(0, +)
    let after = try #require(findings[2].samples.first { $0.name == "with specialists" })
    let gained = zip(after.values, before.values).reduce(0) { $0 + ($1.0 - $1.1) * 1.6 }
    #expect(abs(Double(changes) - gained) < 1e-6)
    #expect(try workshop.folder.text("s/RESULTS.md").contains("adjusted Rand index"))
  }

  @Test("Killed while a panel trains, it ends with the same specialists as one that was not")
  func kill() throws {
    let folder = workshop.folder
    let options = ["--only", "panel"]
    _ = try run("whole", options)
    for specialist in [1, 3] {
      let process = try Command(Self.command("broken", options), in: folder.path)
      try process.waitUntil {
        folder.exists("broken/panels/dustbin-1/specialist-\(specialist)/metrics.jsonl")
      }
      process.send(SIGKILL)
      _ = try process.result()
    }
    _ = try run("broken", options)
    #expect(try findings("broken").map(\.tables) == findings("whole").map(\.tables))
    for panel in ["dustbin-1", "dustbin-2"] {
      for specialist in 1...4 {
        let model = "panels/\(panel)/specialist-\(specialist)/model.safetensors"
        #expect(try folder.bytes("broken/\(model)") == folder.bytes("whole/\(model)"))
      }
    }
  }

  @Test(
    "A finished panel without an evaluation is evaluated, and a lost specialist is trained again")
  func unevaluated() throws {
    let folder = workshop.folder
    let options = ["--only", "panel"]
    _ = try run("s", options)
    let before = try findings("s").map(\.tables)
    let model = "s/panels/dustbin-1/specialist-2/model.safetensors"
    let bits = try folder.bytes(model)
    for lost in ["result.json", "specialist-2"] {
      try folder.remove("s/panels/dustbin-1/result.json")
      if lost != "result.json" { try folder.remove("s/panels/dustbin-1/\(lost)") }
      _ = try run("s", options)
      #expect(try findings("s").map(\.tables) == before)
      #expect(try folder.bytes(model) == bits)
    }
  }

  @Test("Specialists do not apply to data of fewer than ten classes")
  func fewClasses() throws {
    try workshop.run(
      "draw", "few", "--alphabets", "3", "--characters", "3", "--train", "4", "--test", "2",
      "--seed", "1")
    try workshop.expectRefusal(
      ["study", "specialists", "few", "s", "--quick", "--only", "panel"], code: 65,
      saying: ["“panel” does not apply", "at least ten, and there are 9"])
  }
}
